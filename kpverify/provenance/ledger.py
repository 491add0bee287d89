"""What came into an authority's country since the last stocktake, and what has left it: by HS code and origins.

A mixed parcel does not say how much of it is of which origin, so it draws from all of its origins together. Of a set of
origins no more can have left under these alone than came in under at least one of them: that is a necessary condition
(Hall's), so an honest authority never breaks it, however the stones were mixed. Unsorted goods (7102.10) become sorted
ones: what came in unsorted and did not leave so, may leave under another code.

Everything lives in carats, `Decimal` with two digits. Pools are keyed by HS code and origins with blanks between
(`AO ZW`), an empty text for a mixture that is not disclosed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, QuerySet, Sum

from kpverify.certificates.amendments import content_now
from kpverify.certificates.models import Amendment, Certificate, State
from kpverify.certificates.technical import KIND
from kpverify.compliance import facts
from kpverify.compliance.evidence import Asked, once
from kpverify.provenance.models import Explanation, ImportLine, Production, Stocktake, StocktakeLine
from kpverify.registry.models import Authority

LIVE = (State.ISSUING, State.ISSUED, State.SUSPENDED)
WAITING = (State.DRAFT, State.SUBMITTED, State.APPROVED)
UNSORTED = "7102.10"
NONE = Decimal("0.00")

Pool = tuple[str, str]
Pools = dict[Pool, Decimal]


class Ledger(NamedTuple):
    """All that moved since a stocktake, in carats by pool."""

    stocktake: Stocktake
    came: Mapping[Pool, Decimal]
    went: Mapping[Pool, Decimal]


def key_of(origins: Iterable[str]) -> str:
    """Write origins as a pool's key."""
    return " ".join(sorted(origins))


def ledger_of(authority_id: str, *, on: date) -> Ledger | None:
    """Add up what moved until a day, that day included; None for an authority that has counted nothing yet."""
    counted = Stocktake.objects.filter(authority_id=authority_id, on__lte=on).first()
    if counted is None:
        return None
    came: Pools = defaultdict(Decimal)
    for line in StocktakeLine.objects.filter(stocktake=counted):
        came[line.hs, line.origins] += line.carats
    own = Authority.objects.values_list("participant_id", flat=True).get(pk=authority_id)
    mined = Production.objects.filter(authority_id=authority_id, removed_at=None, starts_on__gte=counted.on)
    for hs, carats in mined.filter(ends_on__lte=on).values_list("hs", "carats"):
        came[hs, own] += carats
    imported = ImportLine.objects.filter(imported__authority_id=authority_id, imported__removed_at=None)
    imported = imported.filter(imported__imported_on__gte=counted.on, imported__imported_on__lte=on)
    for hs, carats, origins in imported.values_list("hs", "carats", "imported__origins"):
        came[hs, key_of(origins)] += carats
    return Ledger(counted, came, _went(authority_id, counted.on, on))


def _left(authority_id: str, since: date) -> QuerySet[Certificate]:
    """Give what left since a day; while a replacement is being signed, what it replaces still stands for the goods."""
    rows = Certificate.objects.filter(authority_id=authority_id, state__in=LIVE, issued_at__gte=_midnight(since))
    return rows.exclude(state=State.ISSUING, replaces__state__in=(State.ISSUED, State.SUSPENDED))


def _went(authority_id: str, since: date, on: date) -> Pools:
    rows = _left(authority_id, since)
    # Whoever changes a certificate counts it (`moves.move`, `moves.touch`): the same state needs no second reading.
    state = rows.aggregate(many=Count("id"), versions=Sum("version"))
    newest = rows.order_by("-changed_at", "-pk").values_list("pk", "changed_at").first()
    amended = Amendment.objects.filter(certificate__authority_id=authority_id, state=Amendment.State.SIGNED).count()
    return _added_up(authority_id, since, on, state["many"], state["versions"], newest, amended)


@lru_cache(maxsize=32)
def _added_up(authority_id: str, since: date, on: date, *_state: object) -> Pools:
    rows = _left(authority_id, since).exclude(content__kind=KIND)
    amended = set(rows.filter(amendments__state="signed").values_list("pk", flat=True))
    found: Pools = defaultdict(Decimal)
    said = rows.exclude(pk__in=amended).values_list("issued_at", "content")
    for issued_at, content in said.iterator():
        if issued_at is not None and issued_at.date() <= on:
            _put(found, _pools(content))
    for one in rows.filter(pk__in=amended):
        if one.issued_at is not None and one.issued_at.date() <= on:
            _put(found, _pools(content_now(one)))
    return found


def _put(into: Pools, more: Mapping[Pool, Decimal], *, times: int = 1) -> None:
    for pool, carats in more.items():
        into[pool] = into.get(pool, NONE) + times * carats


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _pools(content: Mapping[str, Any]) -> Pools:
    """Give what a certificate takes out of each pool."""
    origins = key_of(content.get("mining_origin", ()))
    found: Pools = defaultdict(Decimal)
    for line in content.get("goods", ()):
        found[line["hs"], origins] += Decimal(line["carats"])
    return found


def came_and_went(ledger: Ledger, hs: str, origins: str) -> tuple[Decimal, Decimal]:
    """Give what may leave from a pool's origins, and what left from these alone."""
    came, went = _of(ledger, hs, origins)
    if hs != UNSORTED:
        unsorted_in, unsorted_out = _of(ledger, UNSORTED, origins)
        came += max(NONE, unsorted_in - unsorted_out)
    return came, went


def _of(ledger: Ledger, hs: str, origins: str) -> tuple[Decimal, Decimal]:
    wanted = set(origins.split())
    came = went = NONE
    for (code, pool), carats in ledger.came.items():
        # A mixture that is not disclosed may hold any origin, and may be filled from any.
        if code == hs and (not wanted or not pool or wanted & set(pool.split())):
            came += carats
    for (code, pool), carats in ledger.went.items():
        if code == hs and (not wanted or (pool and set(pool.split()) <= wanted)):
            went += carats
    return came, went


def covered(ledger: Ledger, hs: str, origins: str) -> Decimal:
    """Give the largest shortfall of a pool that was explained and accepted."""
    rows = Explanation.objects.filter(stocktake=ledger.stocktake, hs=hs, origins=origins, is_accepted=True)
    found: Decimal | None = rows.aggregate(most=Max("carats"))["most"]
    return found or NONE


def evidence(asked: Asked) -> tuple[facts.Balance, ...] | None:
    """Give the balances a shipment draws from, before it leaves; None while the authority keeps no ledger.

    What a replacement takes the place of does not leave a second time, nor what is amended. A technical certificate
    lets nothing leave anew.
    """
    if asked.content.get("kind") == KIND:
        return ()
    authority, today = asked.authority_id, asked.now.date()
    ledger = once(("ledger", authority, today), lambda: ledger_of(authority, on=today))
    if ledger is None:
        return None
    for one in _itself_and_replaced(asked.certificate_id):
        ledger = _without(ledger, one)
    origins = key_of(asked.content["mining_origin"])
    found = []
    for line in asked.content["goods"]:
        came, went = came_and_went(ledger, line["hs"], origins)
        short = went + Decimal(line["carats"]) - came
        is_explained = short > 0 and covered(ledger, line["hs"], origins) >= short
        found.append(facts.Balance(line["hs"], origins, came, went, is_explained))
    return tuple(found)


def _itself_and_replaced(certificate_id: UUID | None) -> list[Certificate]:
    held = Certificate.objects.filter(pk=certificate_id).select_related("replaces").first() if certificate_id else None
    return [one for one in (held, held and held.replaces) if one is not None]


def _without(ledger: Ledger, counted: Certificate) -> Ledger:
    """Leave out what a certificate let leave, when it was counted."""
    if counted.state not in (State.ISSUED, State.SUSPENDED) or counted.issued_at is None:
        return ledger
    if counted.issued_at.date() < ledger.stocktake.on or counted.content.get("kind") == KIND:
        return ledger
    went = dict(ledger.went)
    _put(went, _pools(content_now(counted)), times=-1)
    return ledger._replace(went=went)


def with_waiting(ledger: Ledger) -> Ledger:
    """Count what is drafted, submitted or approved as if it had left: what the queue for explanations looks at."""
    went = dict(ledger.went)
    rows = Certificate.objects.filter(authority_id=ledger.stocktake.authority_id, state__in=WAITING)
    for content in rows.filter(replaces=None).values_list("content", flat=True):
        if content.get("kind") != KIND and "mining_origin" in content:
            _put(went, _pools({**content, "goods": [one for one in content.get("goods", ()) if _is_whole(one)]}))
    return ledger._replace(went=went)


def _is_whole(line: Mapping[str, Any]) -> bool:
    return "hs" in line and "carats" in line
