"""`manage.py retire_root_key KID`: leave a root out of the next trust list."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.registry.roots import retire_root_key

BY = "command:retire_root_key"


class Command(BaseCommand):
    """The list that leaves it out is signed by enough of the old roots and enough of the new ones."""

    help = "Leave a root out of the next trust list. Enough of the roots before and after must sign that list."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which."""
        parser.add_argument("kid")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Retire it."""
        kid, is_dry = options["kid"], options["dry_run"]
        with acting(is_dry=is_dry):
            retire_root_key(kid=kid, now=timezone.now(), by=BY)
        self.stdout.write(f"{'Would retire' if is_dry else 'Retired'} root {kid}.")
        self.stdout.write("Next: publish_trust_list, signed by enough of the roots before and enough of those now.")
