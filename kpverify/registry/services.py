"""The acts of the registry, under one name each."""

from __future__ import annotations

from kpverify.registry.advisories import change_advisory, end_advisory, publish_advisory
from kpverify.registry.authorities import add_authority, add_range, edit_authority, open_year, skip_numbers, void_number
from kpverify.registry.blanks import clear_blanks, void_blanks
from kpverify.registry.closing import close_range
from kpverify.registry.keys import activate_key, create_key, create_root_key, distrust_key, retire_key
from kpverify.registry.participants import (
    add_participant,
    add_statement,
    choose_statement,
    end_period,
    start_period,
)
from kpverify.registry.places import add_place, close_place
from kpverify.registry.reference import load_reference
from kpverify.registry.roots import register_root_key, retire_root_key
from kpverify.registry.zones import add_zone, close_zone, open_zone, start_regime

__all__ = [
    "activate_key",
    "add_authority",
    "add_participant",
    "add_place",
    "add_range",
    "add_statement",
    "add_zone",
    "change_advisory",
    "choose_statement",
    "clear_blanks",
    "close_place",
    "close_range",
    "close_zone",
    "create_key",
    "create_root_key",
    "distrust_key",
    "edit_authority",
    "end_advisory",
    "end_period",
    "load_reference",
    "open_year",
    "open_zone",
    "publish_advisory",
    "register_root_key",
    "retire_key",
    "retire_root_key",
    "skip_numbers",
    "start_period",
    "start_regime",
    "void_blanks",
    "void_number",
]
