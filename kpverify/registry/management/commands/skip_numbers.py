"""`manage.py skip_numbers AUTHORITY NUMBER`: go on after a number, when a backup was restored."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.authorities import skip_numbers
from kpverify.registry.management.acting import acting, add_dry_run

BY = "command:skip_numbers"


class Command(BaseCommand):
    """Numbers are unique for ever: those given after the backup was made must not be given again."""

    help = "Let an authority go on after NUMBER. For the hour after a backup was restored (docs/operations.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whose, and beyond which."""
        parser.add_argument("authority")
        parser.add_argument("number", help="the last number that may have been given")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Skip them."""
        authority, number, is_dry = options["authority"], options["number"], options["dry_run"]
        with acting(is_dry=is_dry):
            found = skip_numbers(authority_id=authority, beyond=number, now=timezone.now(), by=BY)
        verb = "Would go" if is_dry else "Goes"
        left = found.last_value + 1 - found.next_value
        after = found.number(found.next_value) if left else "none: the range is used up"
        self.stdout.write(f"{verb} on after {number}; next of {authority}: {after} ({left} left).")
        self.stdout.write("Next: the other authorities of this node, then issue again (docs/operations.md, backups).")
