"""`manage.py work`: the one background process of a node; safe to run more than once."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections
from django.utils import timezone

from kpverify.office.upkeep import do_what_is_due


class Command(BaseCommand):
    """Do what is due every half minute, until it is told to stop."""

    help = (
        "Finishes interrupted issuing, publishes status lists that changed or grow old, renews the trust list where "
        "its roots are kept here, and forgets old answers. Stops cleanly on SIGTERM and SIGINT."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how often."""
        parser.add_argument("--once", action="store_true", help="do what is due now, then end")
        parser.add_argument("--every", type=float, default=30.0, metavar="SECONDS", help="how long to rest (30)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work and rest in turns."""
        told_to_stop = threading.Event()
        if not options["once"]:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, lambda *_: told_to_stop.set())
        while True:
            for line in do_what_is_due(now=timezone.now()):
                self.stdout.write(line)
            self.stdout.flush()
            if options["once"] or told_to_stop.wait(max(options["every"], 0.1)):
                return
            close_old_connections()
