"""Blank security paper that nobody may present, as verifiers are told of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from django.db import transaction

from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.models import VoidBlank

# Letters first, then digits: the digits count, and leading zeros belong to them.
SERIAL = re.compile(r"([A-Z0-9][A-Z0-9/ -]{0,13}[A-Z/ -]|[A-Z]?)([0-9]{1,9})")


def take_apart(serial: str) -> tuple[str, str]:
    """Part a sheet's serial into what stays the same and the digits that count.  Raises: Refused serial-wrong."""
    found = SERIAL.fullmatch(serial)
    if found is None:
        words = "A serial is at most 15 capital letters, digits, blanks, / or -, then 1 to 9 digits: KP-A 000123."
        raise Refused("serial-wrong", words, status=422)
    return found[1], found[2]


@transaction.atomic
def void_blanks(*, authority_id: str, first: str, last: str, reason: str, now: datetime, by: str) -> VoidBlank:
    """Tell verifiers that these sheets are not to be accepted, from the next trust list on.

    Writes: VoidBlank, AuditEntry.
    """
    made = VoidBlank.objects.create(authority_id=authority_id, first=first, last=last, reason=reason, at=now)
    detail = {"reason": reason}
    record("blanks.void", f"blanks:{first}-{last}", by=by, at=now, authority=authority_id, detail=detail)
    return made


@transaction.atomic
def clear_blanks(*, authority_id: str, first: str, last: str, now: datetime, by: str) -> None:
    """Let sheets that were found again be accepted, from the next trust list on.  Writes: VoidBlank, AuditEntry."""
    VoidBlank.objects.filter(authority_id=authority_id, first=first, last=last).delete()
    record("blanks.clear", f"blanks:{first}-{last}", by=by, at=now, authority=authority_id)


def void_runs(rows: Iterable[VoidBlank]) -> list[dict[str, str]]:
    """Lay the sheets out for the trust list: sorted, neighbours of one reason joined."""
    ordered = sorted(rows, key=lambda row: (row.reason, take_apart(row.first)[0], len(row.first), row.first))
    found: list[dict[str, str]] = []
    for _, alike in groupby(ordered, key=lambda row: (row.reason, take_apart(row.first)[0], len(row.first))):
        found += _joined(list(alike))
    return sorted(found, key=lambda run: (run["first"], run["last"]))


def _joined(rows: Sequence[VoidBlank]) -> list[dict[str, str]]:
    runs: list[dict[str, str]] = []
    for row in rows:
        if runs and int(take_apart(row.first)[1]) == int(take_apart(runs[-1]["last"])[1]) + 1:
            runs[-1]["last"] = row.last
        else:
            runs.append({"first": row.first, "last": row.last, "reason": row.reason})
    return runs
