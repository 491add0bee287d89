"""`manage.py car_story`: play the story of the Central African Republic, and say what the system answered."""

from __future__ import annotations

import base64
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.test.utils import override_settings

from kpverify.demo.car_story import play


class Command(BaseCommand):
    """Plays in a database and a store of its own, which are thrown away: the node's own are never opened."""

    help = "Play the story of the Central African Republic from 2014 to 2025 in a throw-away database."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        """Play; fails when a step was not answered as the scheme asks."""
        with _thrown_away():
            steps = []
            for step in play():
                steps.append(step)
                verdict = "as it should be" if step.is_right else f"WRONG, expected {step.expected}"
                self.stdout.write(f"{step.day}  {step.tried}.")
                self.stdout.write(f"            -> {step.came} ({verdict})")
                if step.words:
                    self.stdout.write(f"               {step.words}")
        wrong = sum(1 for one in steps if not one.is_right)
        self.stdout.write(f"\n{len(steps)} steps, {wrong} of them wrong.")
        if wrong:
            raise CommandError("The story did not go as the scheme asks.")


@contextmanager
def _thrown_away() -> Iterator[None]:
    """Put a database, a store and a sealing key in the place of the node's, for as long as it takes."""
    with tempfile.TemporaryDirectory(prefix="kpverify-story-") as folder:
        dossier = {"BACKEND": "kpverify.dossier.storage.WholeFiles", "OPTIONS": {"location": f"{folder}/dossier"}}
        changes = {
            "SEAL_KEY": base64.b64encode(secrets.token_bytes(32)).decode("ascii"),
            "STORAGES": {**settings.STORAGES, "dossier": dossier},
            "TRUST_THRESHOLD": 2,
        }
        own = connections.databases["default"]
        connections["default"].close()
        name = str(Path(folder) / "story.sqlite3")
        connections.databases["default"] = {**own, "ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": {}}
        del connections["default"]
        try:
            with override_settings(**changes):
                call_command("migrate", verbosity=0, interactive=False)
                yield
        finally:
            connections["default"].close()
            connections.databases["default"] = own
            del connections["default"]
