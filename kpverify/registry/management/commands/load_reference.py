"""`manage.py load_reference`: fill the registry with participants, authorities, zones, wordings and numbers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.registry.reference import differences, load_reference

BY = "command:load_reference"


class Command(BaseCommand):
    """Adds what is missing, and shows where the registry says something else than the files."""

    help = "Fill the registry from the data files. What is there already is left as it is, and differences are shown."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whether to look only."""
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, then compare."""
        with acting(is_dry=options["dry_run"]):
            added = load_reference(now=timezone.now(), by=BY)
            different = differences()
        verb = "Would add" if options["dry_run"] else "Added"
        for part, count in added.items():
            if count:
                self.stdout.write(f"{verb} {count} {part.replace('_', ' ')}.")
        if not any(added.values()):
            self.stdout.write("Nothing is missing.")
        for words in different:
            self.stdout.write(f"Kept as it is here: {words}.")
        self.stdout.write("Next: keys and roots (create_root_key, create_key), then publish_trust_list.")
