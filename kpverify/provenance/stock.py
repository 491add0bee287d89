"""Counting the stock (two persons), and recording what was mined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.proposals import kinds
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from kpverify.provenance import typed as read
from kpverify.provenance.models import Production, Stocktake, StocktakeLine

KIND = "stock.count"
MOST_LINES = 300
LINE: dict[str, tuple[read.Reader, str]] = {
    "hs": (read.hs, read.HS),
    "origins": (read.origins, read.ORIGINS),
    "carats": (read.carats, read.CARATS),
    "usd": (read.usd, read.USD),
}
PRODUCTION: dict[str, tuple[read.Reader, str]] = {
    "starts_on": (read.day, read.DAY),
    "ends_on": (read.day, read.DAY),
    "hs": (read.hs, read.HS),
    "carats": (read.carats, read.CARATS),
    "usd": (read.usd, read.USD),
}
LATER = _("This day has not come yet.")


def authority_of(by: Officer) -> str:
    """Give the officer's authority.  Raises: Refused no-authority."""
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    return by.authority_id


def subject_of(authority_id: str) -> str:
    """Name an authority's stock as the audit log does."""
    return f"stock:{authority_id}"


def waiting_stocktake(authority_id: str, *, now: datetime) -> Proposal | None:
    """Find the stocktake that waits for a second officer."""
    return proposals.waiting_for(KIND, subject_of(authority_id), now=now)


def tidy_lines(lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Read the lines of a stocktake; none at all says that nothing lay there.

    Raises: Refused stock-wrong, with findings by line (`3.carats`).
    """
    if len(lines) > MOST_LINES:
        raise Refused("stock-wrong", f"A stocktake has at most {MOST_LINES} lines.", status=422)
    found, findings, seen = [], [], set()
    for place, line in enumerate(lines, start=1):
        try:
            one = read.read_all(line, LINE, code="stock-wrong", message="")
        except Refused as refused:
            findings += [{**wrong, "field": f"{place}.{wrong['field']}"} for wrong in refused.findings]
            continue
        if len(one["origins"]) > 60 or (one["hs"], one["origins"]) in seen:
            words = _("Each HS code and origin stands once, with at most 20 origins.")
            findings.append({"field": f"{place}.origins", "code": "wrong", "message": words})
        seen.add((one["hs"], one["origins"]))
        found.append(one)
    if findings:
        raise Refused("stock-wrong", "Some lines cannot stand in a stocktake.", status=422, findings=findings)
    return found


@transaction.atomic
def propose_stocktake(*, on: str, lines: Sequence[Mapping[str, Any]], by: Officer, now: datetime) -> Proposal:
    """Propose what lay in the country at the beginning of a day; a second officer confirms it.

    Raises: PermissionDenied, Refused stock-wrong, stock-older, proposed-already, no-authority.
    Writes: Proposal, AuditEntry.
    """
    require(by, Action.STOCK_KEEP)
    authority_id = authority_of(by)
    day = _past(on, "on", now=now)
    _refuse_older(authority_id, day)
    written = [{name: str(value) for name, value in line.items()} for line in tidy_lines(lines)]
    detail = {"on": day.isoformat(), "lines": written}
    return proposals.propose(
        kind=KIND, subject=subject_of(authority_id), detail=detail, by=by, now=now, authority_id=authority_id
    )


def _execute(proposal: Proposal, *, by: Officer, now: datetime) -> None:
    authority_id, day = str(proposal.authority_id), date.fromisoformat(proposal.detail["on"])
    _refuse_older(authority_id, day)
    made = Stocktake.objects.create(
        authority_id=authority_id, on=day, proposed_by=proposal.proposed_by, confirmed_by=by, confirmed_at=now
    )
    lines = [StocktakeLine(stocktake=made, **line) for line in tidy_lines(proposal.detail["lines"])]
    StocktakeLine.objects.bulk_create(lines)


def _refuse_older(authority_id: str, day: date) -> None:
    if Stocktake.objects.filter(authority_id=authority_id, on__gte=day).exists():
        raise Refused("stock-older", "The stock was counted on this day or later already: count it on a later day.")


def _past(typed: str, field: str, *, now: datetime) -> date:
    """Read a day that is not to come."""
    day = read.day(typed.strip())
    if day is None or day > now.date():
        words = read.DAY if day is None else LATER
        finding = {"field": field, "code": "wrong", "message": words}
        raise Refused("stock-wrong", words, status=422, findings=[finding])
    return day


def tidy_production(production: Mapping[str, Any], *, now: datetime) -> dict[str, Any]:
    """Read what was mined in a period.  Raises: Refused production-wrong, stock-wrong (with findings)."""
    words = "Some values cannot stand in a record of production."
    found = read.read_all(production, PRODUCTION, code="production-wrong", message=words)
    _past(found["ends_on"].isoformat(), "ends_on", now=now)
    if found["ends_on"] < found["starts_on"]:
        finding = {"field": "ends_on", "code": "wrong", "message": _("The period ends before it begins.")}
        raise Refused("production-wrong", words, status=422, findings=[finding])
    return found


@transaction.atomic
def record_production(*, production: Mapping[str, Any], by: Officer, now: datetime) -> Production:
    """Record what was mined in a period under one HS code; periods of a code do not overlap.

    Raises: PermissionDenied, Refused production-wrong, stock-wrong, production-twice, no-authority.
    Writes: Production, AuditEntry.
    """
    require(by, Action.STOCK_KEEP)
    authority_id = authority_of(by)
    found = tidy_production(production, now=now)
    same = Production.objects.filter(authority_id=authority_id, hs=found["hs"], removed_at=None)
    if same.filter(starts_on__lte=found["ends_on"], ends_on__gte=found["starts_on"]).exists():
        raise Refused("production-twice", "Production of this HS code is recorded for some of these days already.")
    made = Production(authority_id=authority_id, recorded_at=now, recorded_by=by, **found)
    made.save(force_insert=True)
    _note("production-add", made, by=by, now=now)
    return made


@transaction.atomic
def remove_production(*, production_id: UUID, by: Officer, now: datetime) -> Production:
    """Take back a record of production; the row stays, marked.

    Raises: PermissionDenied, Refused not-found.  Writes: Production, AuditEntry.
    """
    require(by, Action.STOCK_KEEP)
    rows = Production.objects.select_for_update(no_key=True).filter(authority_id=authority_of(by), removed_at=None)
    found = rows.filter(pk=production_id).first()
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    found.removed_at, found.removed_by = now, by
    found.save(update_fields=["removed_at", "removed_by"])
    _note("production-remove", found, by=by, now=now)
    return found


def _note(verb: str, found: Production, *, by: Officer, now: datetime) -> None:
    detail = {name: str(getattr(found, name)) for name in PRODUCTION}
    subject = subject_of(found.authority_id)
    record(f"stock.{verb}", subject, by=by.actor, at=now, authority=found.authority_id, detail=detail)


def register() -> None:
    """Let stocktakes be proposed."""
    kinds.register(
        KIND,
        action=Action.STOCK_KEEP,
        execute=_execute,
        words=gettext_lazy("Count the stock"),
        address=lambda proposal: "/office/stock/",
    )
