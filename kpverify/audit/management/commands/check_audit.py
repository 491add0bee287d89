"""`manage.py check_audit`: was the log changed behind our back?"""

from __future__ import annotations

import json
import re
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpverify.audit.models import AuditEntry
from kpverify.audit.services import check_chain, head_of_log

NOTED = re.compile(r"(?P<seq>[1-9]\d{0,17}):(?P<hash>[0-9a-f]{64})")
SHOWN = 20


class Command(BaseCommand):
    """Reads every entry; exits with 1 when one does not fit."""

    help = "Check that no entry of the audit log was changed, removed or put in between."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what was noted down elsewhere."""
        words = "an entry's number and hash, as an earlier run printed them; may be given several times"
        parser.add_argument("--noted", metavar="NUMBER:HASH", action="append", default=[], help=words)

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what was found, the first bad entry in full, and what to do."""
        noted = dict(_noted(text) for text in options["noted"])
        if wrong := check_chain(noted=noted):
            entry = next((one.entry for one in wrong if one.entry is not None), None)
            lines = [one.words for one in wrong[:SHOWN]]
            more = [f"... and {len(wrong) - SHOWN} more"] if len(wrong) > SHOWN else []
            first = ["The first entry that does not fit:", _told(entry)] if entry else []
            what = "Keep this database as evidence, and compare it with the backups."
            raise CommandError("\n".join([*lines, *more, *first, what]))
        seq, hashed = head_of_log()
        self.stdout.write(f"The audit log is whole: {seq} entries.")
        self.stdout.write(f"Note this down elsewhere, and give it to the next check: --noted {seq}:{hashed}")


def _noted(text: str) -> tuple[int, str]:
    found = NOTED.fullmatch(text)
    if found is None:
        raise CommandError(f"{text!r} is not a number, a colon and a hash of 64 hexadecimal digits.")
    return int(found["seq"]), found["hash"]


def _told(entry: AuditEntry) -> str:
    detail = json.dumps(entry.detail, ensure_ascii=False, sort_keys=True)
    lines = (
        f"  {entry.seq}  {entry.at.isoformat()}  {entry.verb}  {entry.subject}  by {entry.actor}",
        f"  {detail}",
        f"  previous hash {entry.previous_hash}",
        f"  hash          {entry.hash}",
    )
    return "\n".join(lines)
