"""`manage.py distrust_key KID --since INSTANT`: tell the world that a key was compromised."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kpverify.registry.keys import distrust_key
from kpverify.registry.management.acting import acting, add_dry_run

BY = "command:distrust_key"


class Command(BaseCommand):
    """The drill is in docs/operations.md."""

    help = "Tell the world that a key was compromised at an instant. What it signed from then on is refused."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which, and since when."""
        parser.add_argument("kid")
        parser.add_argument("--since", required=True, metavar="INSTANT", help="RFC 3339: 2026-11-25T08:00:00Z")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Distrust it."""
        kid, is_dry, since = options["kid"], options["dry_run"], _instant(options["since"])
        with acting(is_dry=is_dry):
            key = distrust_key(kid=kid, since=since, now=timezone.now(), by=BY)
        self.stdout.write(f"{'Would distrust' if is_dry else 'Distrusted'} {kid} since {since:%Y-%m-%d %H:%M:%S} UTC.")
        self.stdout.write(
            f"Next, at once: publish_trust_list. Then create_key {key.owner} {key.purpose}, activate_key, "
            "publish_trust_list again (docs/operations.md, when a key is compromised)."
        )


def _instant(text: str) -> datetime:
    words = f"--since {text}: write the instant with its offset, for example 2026-11-25T08:00:00Z."
    try:
        since = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise CommandError(words) from wrong
    if since.tzinfo is None:
        raise CommandError(words)
    return since.astimezone(timezone.get_default_timezone())
