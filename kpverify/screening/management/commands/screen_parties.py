"""`manage.py screen_parties [NAME]`: who on the lists is like a name; without one, look at everybody again."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.screening import services
from kpverify.screening.services import Party


class Command(BaseCommand):
    """A name is only looked for; everybody's hits go to the queue of their authority."""

    help = "Show the entries a name is like, and why. Without a name, screen all live parties and certificates again."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whom."""
        parser.add_argument("name", nargs="?", default="")
        parser.add_argument("--country", default="", help="two letters, such as CF")
        parser.add_argument("--address", default="")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Look."""
        lists = services.in_force().labels
        if not lists:
            raise CommandError("No list is loaded: nobody was screened. Next: manage.py load_sanctions KIND FILES.")
        self.stdout.write(f"Lists in force: {'; '.join(lists.values())}.")
        if options["name"]:
            self._one(Party("", options["name"], options["country"], options["address"]))
        else:
            self._everybody(is_dry=options["dry_run"])

    def _one(self, party: Party) -> None:
        found = services.screen([party])
        for hit in found.hits:
            self.stdout.write(f"{hit.match.score}  {hit.match.entry_name}  ({hit.listed_by}, {hit.match.uid})")
            self.stdout.write(f"    listed as: {hit.match.matched_name}")
            for words in services.say([reason._asdict() for reason in hit.match.reasons]):
                self.stdout.write(f"    {words}")
        if not found.hits:
            self.stdout.write("Nobody on these lists is like this name.")
        self.stdout.write("Next: hits on drafts and parties are decided by an approver, in the office.")

    def _everybody(self, *, is_dry: bool) -> None:
        with acting(is_dry=is_dry):
            row = services.begin_rescreening(reason="screen_parties", now=timezone.now())
            while row.finished_at is None:
                row = services.advance_rescreening(rescreening_id=row.pk, now=timezone.now())
        verb = "Would look at" if is_dry else "Looked at"
        self.stdout.write(f"{verb} {row.looked_at:,} parties and certificates; {row.found:,} hits wait for a decision.")
        self.stdout.write("Next: an approver decides them in the office.")
