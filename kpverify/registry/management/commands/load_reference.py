"""`manage.py load_reference`: fill the registry with participants, authorities, zones, wordings and numbers."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from django.utils import timezone

from kpverify.registry.reference import differences, load_reference

BY = "command:load_reference"


class Command(BaseCommand):
    """Adds what is missing, and shows where the registry says something else than the files."""

    help = "Fill the registry from the data files. What is there already is left as it is, and differences are shown."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whether to look only."""
        parser.add_argument("--dry-run", action="store_true", help="say what would be added, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fill, then compare."""
        with transaction.atomic():
            added = load_reference(now=timezone.now(), by=BY)
            different = differences()
            transaction.set_rollback(options["dry_run"])
        verb = "Would add" if options["dry_run"] else "Added"
        for part, count in added.items():
            if count:
                self.stdout.write(f"{verb} {count} {part.replace('_', ' ')}.")
        if not any(added.values()):
            self.stdout.write("Nothing is missing.")
        for words in different:
            self.stdout.write(f"Kept as it is here: {words}.")
        self.stdout.write("Next: keys and roots (create_root_key, create_key), then publish_trust_list.")
