"""`manage.py verify CODE`: judge a code by what this node publishes."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from kpverify.verification import services

# The same as `python -m kpverify.tokens verify`.
EXITS = {"valid": 0, "invalid": 1, "undetermined": 2, "attention": 3, "unrecognised": 4}
LONGEST = 65_536


class Command(BaseCommand):
    """Print the verdict as JSON; the exit status is 0 only for a valid certificate."""

    help = "Judges a code (or `-`: standard input) by this node's own trust list and status lists. Changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the code."""
        parser.add_argument("code", help="the address in the QR code, its digits, or the token; - reads standard input")

    def handle(self, *args: Any, **options: Any) -> None:
        """Judge and leave with the outcome's exit status."""
        code: str = options["code"]
        if code == "-":
            code = sys.stdin.read(LONGEST).rstrip("\r\n")
        verdict = services.judge(code=code, now=timezone.now()).as_json()
        self.stdout.write(json.dumps(verdict, indent=2))
        sys.exit(EXITS[str(verdict["outcome"])])
