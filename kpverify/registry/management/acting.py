"""How a command does an act: all or nothing, or only shown; and how it says no."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError, CommandParser
from django.db import transaction

from kpverify.errors import Refused


def add_dry_run(parser: CommandParser) -> None:
    """Let every act be tried first."""
    parser.add_argument(
        "--dry-run", action="store_true", help="check everything and say what would be done, do nothing"
    )


@contextmanager
def acting(*, is_dry: bool = False) -> Iterator[None]:
    """Do what follows in one transaction, undone when dry.  Raises: CommandError for a Refused."""
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(is_dry)
    except Refused as refused:
        raise CommandError(f"{refused.code}: {refused.message}") from refused
