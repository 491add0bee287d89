"""`manage.py activate_key KID`: let a key sign from now on."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.keys import activate_key
from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.registry.models import SigningKey

BY = "command:activate_key"


class Command(BaseCommand):
    """The key of the same authority and purpose that was active before is retired."""

    help = "Let a key sign from now on. The one it follows is retired, and its private half destroyed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which."""
        parser.add_argument("kid")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Activate it."""
        kid, is_dry = options["kid"], options["dry_run"]
        with acting(is_dry=is_dry):
            held = SigningKey.objects.filter(state=SigningKey.State.ACTIVE)
            before = set(held.values_list("kid", flat=True))
            key = activate_key(kid=kid, now=timezone.now(), by=BY)
            after = set(held.values_list("kid", flat=True))
        verb = "Would activate" if is_dry else "Activated"
        self.stdout.write(f"{verb} {kid}: from now on it signs for {key.owner}, purpose {key.purpose}.")
        for former in sorted(before - after):
            self.stdout.write(f"{'Would retire' if is_dry else 'Retired'} {former}, which it follows.")
        self.stdout.write("Next: publish_trust_list at once; until then verifiers do not know the new key.")
