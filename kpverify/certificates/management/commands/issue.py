"""`manage.py issue FILE`: issue every shipment of a JSON or CSV file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.progress import track

from kpverify.accounts.models import Officer
from kpverify.certificates.batch import Outcome, Pair, issue_shipments, judge_shipments
from kpverify.certificates.shipments import BadFile, read_shipments
from kpverify.errors import Refused


class Command(BaseCommand):
    """Print one line for each shipment; the exit status is 1 when any was not issued."""

    help = (
        "Issues every shipment of FILE (.json or .csv, see docs/issuing.md) in the name of two officers. "
        "Shipments already issued from a file in the last 24 hours are passed over, so mend FILE and give it again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask for the file and the two officers."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--prepared-by", required=True, metavar="EMAIL", help="the officer who prepared the file")
        parser.add_argument("--approved-by", required=True, metavar="EMAIL", help="another officer, who approved it")
        parser.add_argument("--dry-run", action="store_true", help="judge the shipments, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, issue, report."""
        pair = Pair(_officer(options["prepared_by"]), _officer(options["approved_by"]))
        act = judge_shipments if options["dry_run"] else issue_shipments
        console = Console(stderr=True)
        failed = 0
        try:
            shipments = read_shipments(options["file"])
            outcomes = act(shipments=shipments, pair=pair, now=timezone.now())
            bar = track(
                outcomes,
                "Issuing",
                total=len(shipments),
                console=console,
                transient=True,
                disable=not console.is_terminal,
            )
            for outcome in bar:
                failed += outcome.refusal is not None
                self.stdout.write(_line(outcome))
        except BadFile as bad:
            raise CommandError(str(bad)) from bad
        except Refused as refused:
            raise CommandError(f"{refused.code}: {refused.message}") from refused
        except PermissionDenied as denied:
            raise CommandError("One of the two officers does not hold the role this needs.") from denied
        if failed:
            raise CommandError(f"{failed} of {len(shipments)} were refused: mend these rows and give the file again.")
        done = "could be issued; nothing was changed" if options["dry_run"] else "were issued"
        self.stdout.write(f"All {len(shipments)} {done}.")


def _officer(email: str) -> Officer:
    found = Officer.objects.filter(email=email.lower(), is_active=True).first()
    if found is None:
        raise CommandError(f"There is no active officer {email}.")
    return found


def _line(outcome: Outcome) -> str:
    if outcome.refusal is None:
        return f"row {outcome.place}: {outcome.number or 'fit'}"
    fields = "; ".join(f"{one['field'] or 'row'}: {one['message']}" for one in outcome.refusal.findings)
    return f"row {outcome.place}: refused, {outcome.refusal.code}: {fields or outcome.refusal.message}"
