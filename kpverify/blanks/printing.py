"""Which sheet bears which certificate."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.blanks.models import Batch, Fate, Stack
from kpverify.blanks.settings import stationery_of
from kpverify.blanks.stacks import lock_batch, take_out
from kpverify.blanks.voiding import tell_verifiers
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.moves import lock_certificate, note, told
from kpverify.certificates.prints import mark_printed
from kpverify.errors import Refused
from kpverify.registry.blanks import SERIAL

# So many of a serial's last digits are typed to confirm a sheet: fewer would be right by chance too often.
FEWEST_DIGITS = 4


class Sheet(NamedTuple):
    """One sheet."""

    batch: Batch
    value: int

    @property
    def serial(self) -> str:
        """What is printed on it."""
        return self.batch.serial(self.value)

    def is_meant_by(self, typed: str) -> bool:
        """Is this the serial, or its last digits?"""
        enough = min(FEWEST_DIGITS, self.batch.digits)
        digits = f"{self.value:0{self.batch.digits}d}"
        return typed == self.serial or (len(typed) >= enough and digits.endswith(typed))


def next_sheet(certificate: Certificate, place_id: int | None) -> Sheet | None:
    """Tell which sheet of a place is to be used now; where serials are numbers, the one with this number."""
    stacks = Stack.objects.select_related("batch").filter(batch__authority_id=certificate.authority_id)
    if stationery_of(certificate.authority_id).serial_is_number:
        return _in_stock(certificate.authority_id, certificate.number or "", None)
    if place_id is None:
        return None
    stack = stacks.filter(place_id=place_id).order_by("batch__received_on", "batch_id", "first").first()
    return Sheet(stack.batch, stack.first) if stack else None


def _in_stock(authority_id: str, serial: str, place_id: int | None) -> Sheet | None:
    found = SERIAL.fullmatch(serial)
    if found is None:
        return None
    value = int(found[2])
    stacks = Stack.objects.select_related("batch").filter(
        batch__authority_id=authority_id,
        batch__prefix=found[1],
        batch__digits=len(found[2]),
        first__lte=value,
        last__gte=value,
    )
    stack = (stacks if place_id is None else stacks.filter(place_id=place_id)).first()
    return Sheet(stack.batch, value) if stack else None


def sheet_of(certificate: Certificate) -> Fate | None:
    """Find the sheet a certificate is printed on."""
    return Fate.objects.select_related("batch", "by").filter(certificate=certificate, kind=Fate.Kind.USED).first()


@transaction.atomic
def use_sheet(
    *,
    certificate_id: UUID | str,
    typed: str,
    place_id: int | None,
    reason: str = "",
    by: Officer,
    now: datetime,
) -> Fate:
    """Bind one sheet of a place to an issued certificate, before it is printed.

    `typed` are the last digits of the next sheet, or the whole serial of another sheet that lies there. Where the
    certificate was printed before, that sheet is spoiled, for a `reason`.
    Raises: PermissionDenied, Refused not-found, not-issued, printed-already, no-sheet, sheet-differs.
    Writes: Stack, Fate, VoidBlank, AuditEntry.
    """
    require(by, Action.CERTIFICATE_PRINT)
    certificate = lock_certificate(by=by, certificate_id=certificate_id)
    if certificate.state != State.ISSUED:
        raise Refused("not-issued", "Only a certificate that is issued and in force is printed on security paper.")
    before = sheet_of(certificate)
    sheet = _chosen(certificate, typed=typed, place_id=place_id)
    # Every batch before the audit log, and in one order: nobody waits in a circle.
    for pk in sorted({sheet.batch.pk, before.batch_id if before else sheet.batch.pk}):
        lock_batch(pk)
    if before is not None:
        record_reprint(before, reason=reason, by=by, now=now)
    batch = sheet.batch
    # Locked now: whoever came first has it, and this one is told.
    (piece,) = take_out(batch, sheet.value, sheet.value)
    fate = Fate.objects.create(
        batch=batch,
        place_id=piece.place_id,
        first=sheet.value,
        last=sheet.value,
        kind=Fate.Kind.USED,
        certificate=certificate,
        at=now,
        by=by,
    )
    detail = {"certificate": str(certificate.pk), "number": certificate.number}
    _record("paper.used", fate, by=by, now=now, **detail)
    mark_printed(certificate, now=now)
    note(certificate, "print", by=by.actor, now=now, detail={"sheet": sheet.serial})
    return fate


def _chosen(certificate: Certificate, *, typed: str, place_id: int | None) -> Sheet:
    wanted = next_sheet(certificate, place_id)
    if wanted is None:
        words = (
            "There is no sheet in stock for this. Move sheets to this place, or receive a delivery. Where serials are "
            "numbers and the sheet is spoiled, replace the certificate."
        )
        raise Refused("no-sheet", words)
    typed = " ".join(typed.upper().split())
    if wanted.is_meant_by(typed):
        return wanted
    other = None
    if not stationery_of(certificate.authority_id).serial_is_number:
        other = _in_stock(certificate.authority_id, typed, place_id)
    if other is None:
        words = (
            f"The next sheet is {wanted.serial}: type its last {FEWEST_DIGITS} digits, as they stand on the sheet in "
            "the printer. If another sheet of this place lies there, type its whole serial."
        )
        raise Refused("sheet-differs", words, status=422)
    return other


def record_reprint(fate: Fate, *, reason: str, by: Officer, now: datetime) -> None:
    """Record that the sheet a certificate was printed on is spoiled: another one takes its place.

    Raises: Refused printed-already without a reason.  Writes: Fate, VoidBlank, AuditEntry.
    """
    if not (reason := told(reason)):
        words = f"It is printed on sheet {fate.batch.serial(fate.first)}. To print it again, say what spoiled that one."
        raise Refused("printed-already", words, status=422)
    fate.kind, fate.reason = Fate.Kind.SPOILED, reason
    fate.save(update_fields=["kind", "reason"])
    # Where serials are numbers this leaves the number alone: it stands on a certificate.
    tell_verifiers(fate, by=by.actor, now=now)
    _record("paper.spoiled", fate, by=by, now=now, reason=reason)


def _record(verb: str, fate: Fate, *, by: Officer, now: datetime, **detail: object) -> None:
    serial = fate.batch.serial(fate.first)
    authority = fate.batch.authority_id
    record(verb, f"paper:{serial}-{serial}", by=by.actor, at=now, authority=authority, detail=detail)
