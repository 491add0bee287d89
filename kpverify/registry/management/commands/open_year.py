"""`manage.py open_year YEAR`: give every authority its certificate numbers of a year."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.authorities import open_year
from kpverify.registry.management.acting import acting, add_dry_run

BY = "command:open_year"


class Command(BaseCommand):
    """Run it in December: verifiers must know the numbers before the first of January."""

    help = "Give every authority that has none the usual range of numbers of this year or the next."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which year."""
        parser.add_argument("year", type=int)
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it."""
        year, is_dry = options["year"], options["dry_run"]
        with acting(is_dry=is_dry):
            made = open_year(year=year, now=timezone.now(), by=BY)
        if not made:
            self.stdout.write(f"Every authority has numbers of {year}: nothing to do.")
            return
        first, last = made[0], made[-1]
        verb = "Would give" if is_dry else "Gave"
        self.stdout.write(
            f"{verb} {len(made)} authorities numbers of {year}: "
            f"{first.number(first.first_value)} and so on, to {last.number(last.last_value)}."
        )
        self.stdout.write(f"Next: publish_trust_list, before {year} begins.")
