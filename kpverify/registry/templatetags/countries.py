"""Naming countries in templates."""

from __future__ import annotations

from django import template

from kpverify.registry.country_names import name_of

register = template.Library()
register.filter("country", name_of)
