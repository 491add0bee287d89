"""`manage.py retire_key KID`: let a key sign no more."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.keys import retire_key
from kpverify.registry.management.acting import acting, add_dry_run

BY = "command:retire_key"


class Command(BaseCommand):
    """What the key signed stays good; the private half is destroyed."""

    help = "Let a key sign no more, for good. What it signed stays good. For a stolen key use distrust_key."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which."""
        parser.add_argument("kid")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Retire it."""
        kid, is_dry = options["kid"], options["dry_run"]
        with acting(is_dry=is_dry):
            key = retire_key(kid=kid, now=timezone.now(), by=BY)
        self.stdout.write(f"{'Would retire' if is_dry else 'Retired'} {kid}; its private half is destroyed.")
        self.stdout.write(f"Next: publish_trust_list. {key.owner} needs another active {key.purpose} key to go on.")
