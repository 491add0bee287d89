"""`manage.py create_key AUTHORITY PURPOSE`: make a signing key, sealed in the database.

The Monitoring Team has no authority: `manage.py create_key MONITORS clearance`.
"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.keys import create_key
from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.registry.models import SigningKey

BY = "command:create_key"
# Stands for the Monitoring Team, whose key belongs to no authority.
MONITORS = "MONITORS"


class Command(BaseCommand):
    """The key signs nothing until it is activated."""

    help = "Make a signing key of an authority for one purpose. It signs nothing until it is activated."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whose and what for."""
        parser.add_argument("authority", help="id of the authority, for example BW or EU-ANR; or MONITORS")
        parser.add_argument("purpose", choices=SigningKey.Purpose.values)
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it."""
        authority, purpose, is_dry = options["authority"], options["purpose"], options["dry_run"]
        with acting(is_dry=is_dry):
            whose = None if authority == MONITORS else authority
            key = create_key(authority_id=whose, purpose=purpose, now=timezone.now(), by=BY)
        self.stdout.write(f"{'Would make' if is_dry else 'Made'} key {key.kid} of {authority}, for {purpose}.")
        self.stdout.write(f"Next: activate_key {key.kid}, when its authority is ready to sign with it.")
