"""`manage.py export_bundle FILE`: write what `/trust/bundle` serves, for a stick or another node."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpverify.verification import services


class Command(BaseCommand):
    """Write the bundle whole or not at all."""

    help = "Writes the offline bundle (trust list and status lists) to a file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the file."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would be written")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write beside the target, then put it in its place, so that a reader never meets half a bundle."""
        bundle = services.current_bundle()
        if bundle is None:
            raise CommandError("Nothing to export: publish a trust list first (manage.py publish_trust_list).")
        target: Path = options["file"]
        told = f"{len(bundle.body):,} bytes of {bundle.last_modified} to {target}"
        if options["dry_run"]:
            self.stdout.write(f"Would write {told}.")
            return
        try:
            _write(target, bundle.body)
        except OSError as refused:
            raise CommandError(f"{target} cannot be written: {refused.strerror}.") from refused
        self.stdout.write(f"Wrote {told}.")
        self.stdout.write(f"Next: judge a code with it: python -m kpverify.tokens verify --bundle {target} CODE")


def _write(target: Path, body: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
