"""What people do with blank paper: receive it, move it, report what left the stock, count it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.accounts.services import seat_officer
from kpverify.audit.services import record
from kpverify.blanks.counting import in_stock_at
from kpverify.blanks.models import Batch, Fate, Stack, Stationery, StockTake
from kpverify.blanks.printing import record_reprint, use_sheet
from kpverify.blanks.recovery import decide_recovery, propose_recovery
from kpverify.blanks.settings import save_profile, save_stationery, stationery_of
from kpverify.blanks.stacks import find_batch, lock_batch, put_in, take_out
from kpverify.blanks.voiding import tell_verifiers
from kpverify.certificates.moves import told
from kpverify.errors import Refused
from kpverify.registry import services as registry
from kpverify.registry.blanks import take_apart
from kpverify.registry.models import Authority, Place

MOST_SHEETS = 1_000_000
Kind = Fate.Kind


def place_of(authority_id: str | None, place_id: int | None) -> Place:
    """Find an open place of an authority.  Raises: Refused no-place."""
    found = Place.objects.filter(pk=place_id, authority_id=authority_id, closed_at=None).first() if place_id else None
    if found is None:
        raise Refused("no-place", "Choose a place of your authority. Places are named at Paper, Places.", status=404)
    return found


@transaction.atomic
def receive_batch(
    *,
    first: str,
    last: str,
    supplier: str,
    received_on: date,
    place_id: int,
    counted: int,
    note: str = "",
    by: Officer,
    now: datetime,
) -> Batch:
    """Take a delivery into the stock of a place, after its sheets were counted.

    Raises: Refused serial-wrong, batch-overlap, batch-wrong, count-differs, no-place.
    Writes: Batch, Stack, AuditEntry.
    """
    require(by, Action.PAPER_MANAGE)
    prefix, low = take_apart(first)
    other, high = take_apart(last)
    sheets = int(high) - int(low) + 1
    if (prefix, len(low)) != (other, len(high)) or not 1 <= sheets <= MOST_SHEETS:
        words = f"First and last serial differ in their digits only, and make 1 to {MOST_SHEETS} sheets."
        raise Refused("serial-wrong", words, status=422)
    if not supplier.strip() or received_on > now.date():
        raise Refused("batch-wrong", "Name the printer or supplier, and a day that is not in the future.", status=422)
    place, note = place_of(by.authority_id, place_id), told(note)
    if counted != sheets and not note:
        words = f"The serials make {sheets} sheets, and you counted {counted}: count again, or explain the difference."
        raise Refused("count-differs", words, status=422)
    # Two deliveries entered at once must see one another: they wait here.
    Authority.objects.select_for_update(no_key=True).get(pk=place.authority_id)
    alike = Batch.objects.filter(authority_id=place.authority_id, prefix=prefix, digits=len(low))
    same = alike.filter(first__lte=int(high), last__gte=int(low)).first()
    if same is not None:
        raise Refused("batch-overlap", f"Sheets {same} were received on {same.received_on} already.")
    batch = Batch.objects.create(
        authority_id=place.authority_id,
        prefix=prefix,
        digits=len(low),
        first=int(low),
        last=int(high),
        supplier=told(supplier)[:120],
        received_on=received_on,
        received_by=by,
        place=place,
        counted=counted,
        note=note,
        created_at=now,
    )
    put_in(batch, place.pk, batch.first, batch.last)
    _record("paper.receive", batch, batch.first, batch.last, by=by, now=now, counted=counted, place=place.name)
    return batch


@transaction.atomic
def move_sheets(*, first: str, last: str, to_place_id: int, by: Officer, now: datetime) -> int:
    """Bring sheets to another place; tells how many.

    Raises: Refused serial-wrong, no-batch, no-place, not-in-stock, no-change.  Writes: Stack, AuditEntry.
    """
    require(by, Action.PAPER_MANAGE)
    batch, low, high = find_batch(by.authority_id or "", first, last)
    place = place_of(by.authority_id, to_place_id)
    batch = lock_batch(batch.pk)
    pieces = take_out(batch, low, high)
    if all(piece.place_id == place.pk for piece in pieces):
        raise Refused("no-change", f"These sheets lie at {place.name} already.")
    put_in(batch, place.pk, low, high)
    _record("paper.move", batch, low, high, by=by, now=now, to=place.name)
    return high - low + 1


@dataclass(frozen=True, slots=True)
class Reported:
    """What a report wrote; `given` are numbers of certificates in force that no void number was made of."""

    fates: list[Fate]
    given: list[str]

    @property
    def sheets(self) -> int:
        """How many sheets left the stock."""
        return sum(one.sheets for one in self.fates)


@transaction.atomic
def report_sheets(*, kind: str, first: str, last: str, reason: str, by: Officer, now: datetime) -> Reported:
    """Report sheets of the stock as spoiled, lost, stolen or destroyed; verifiers learn it from the next trust list.

    One person is enough: it makes nothing less safe. Taking it back needs two (`propose_recovery`).
    Raises: Refused kind-wrong, reason-missing, serial-wrong, no-batch, not-in-stock, too-many.
    Writes: Stack, Fate, VoidBlank or VoidNumber, AuditEntry.
    """
    require(by, Action.PAPER_REPORT)
    if kind not in (Kind.SPOILED, Kind.LOST, Kind.STOLEN, Kind.DESTROYED):
        raise Refused("kind-wrong", "Say what happened: spoiled, lost, stolen or destroyed.", status=422)
    if not (reason := told(reason)):
        raise Refused("reason-missing", "Say what happened, in a sentence somebody else understands.", status=422)
    batch, low, high = find_batch(by.authority_id or "", first, last)
    batch = lock_batch(batch.pk)
    fates = [
        Fate.objects.create(
            batch=batch,
            place_id=piece.place_id,
            first=piece.first,
            last=piece.last,
            kind=kind,
            reason=reason,
            at=now,
            by=by,
        )
        for piece in take_out(batch, low, high)
    ]
    given = [number for one in fates for number in tell_verifiers(one, by=by.actor, now=now)]
    _record(f"paper.{kind}", batch, low, high, by=by, now=now, reason=reason)
    return Reported(fates, given)


@transaction.atomic
def take_stock(*, place_id: int, counted: int, explanation: str = "", by: Officer, now: datetime) -> StockTake:
    """Record how many sheets were counted at a place; a difference to what should be there has to be explained.

    Raises: Refused no-place, count-differs.  Writes: StockTake, AuditEntry.
    """
    require(by, Action.PAPER_MANAGE)
    place, explanation = place_of(by.authority_id, place_id), told(explanation)
    # Nobody takes a sheet between counting on and writing down.
    list(Stack.objects.select_for_update().filter(place=place))
    expected = in_stock_at(place)
    if counted != expected and not explanation:
        words = (
            f"{expected} sheets should lie at {place.name}, and you counted {counted}. Count again; if it stays so, "
            "say what is known of the difference, and report the sheets that are missing by their serials."
        )
        raise Refused("count-differs", words, status=422)
    made = StockTake.objects.create(
        place=place, counted=counted, expected=expected, explanation=explanation, at=now, by=by
    )
    detail = {"counted": counted, "expected": expected, "explanation": explanation}
    subject = f"place:{place.authority_id}-{place.code}"
    record("paper.stock-take", subject, by=by.actor, at=now, authority=place.authority_id, detail=detail)
    return made


@transaction.atomic
def close_place(*, place_id: int, by: Officer, now: datetime) -> Place:
    """Let nobody sit at a place any more, and no paper lie there.

    Raises: Refused no-place, place-in-use.  Writes: Place, Officer, AuditEntry.
    """
    require(by, Action.PAPER_MANAGE)
    place = place_of(by.authority_id, place_id)
    if in_stock_at(place):
        raise Refused("place-in-use", f"{in_stock_at(place)} sheets lie at {place.name}: move them first.")
    for officer in Officer.objects.filter(place=place):
        seat_officer(officer_id=officer.pk, place_id=None, by=by.actor, now=now)
    return registry.close_place(authority_id=place.authority_id, place_id=place.pk, now=now, by=by.actor)


def _record(verb: str, batch: Batch, first: int, last: int, *, by: Officer, now: datetime, **detail: Any) -> None:
    subject = f"paper:{batch.serial(first)}-{batch.serial(last)}"
    record(verb, subject, by=by.actor, at=now, authority=batch.authority_id, detail=detail)


__all__ = [
    "MOST_SHEETS",
    "Reported",
    "Stationery",
    "close_place",
    "decide_recovery",
    "move_sheets",
    "place_of",
    "propose_recovery",
    "receive_batch",
    "record_reprint",
    "report_sheets",
    "save_profile",
    "save_stationery",
    "stationery_of",
    "take_stock",
    "use_sheet",
]
