"""`manage.py publish_status_lists`: publish the lists that changed or grow old."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.status.services import publish_due

BY = "command:publish_status_lists"


class Command(BaseCommand):
    """`work` does the same by itself; this is for the hour when it does not run."""

    help = "Publish every status list that changed, and every one whose half time to live has passed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whether to look only."""
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Publish what is due."""
        is_dry = options["dry_run"]
        with acting(is_dry=is_dry):
            published = publish_due(now=timezone.now(), by=BY)
        for one in published:
            until = f"{one.expires_at:%Y-%m-%d %H:%M} UTC"
            self.stdout.write(
                f"{'Would publish' if is_dry else 'Published'} {one.status_list_id}, to be used until {until}."
            )
        if not published:
            self.stdout.write("Every list is published as it stands.")
        self.stdout.write("Next: publish_trust_list, if a list is new; `work` keeps all of them fresh.")
