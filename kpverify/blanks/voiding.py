"""Telling verifiers of sheets nobody may present."""

from __future__ import annotations

from datetime import datetime

from kpverify.blanks.models import Fate
from kpverify.blanks.settings import stationery_of
from kpverify.errors import Refused
from kpverify.registry import services as registry
from kpverify.registry.models import VoidBlank

# Where each sheet is a number, each is an entry of its own in the trust list.
MOST_NUMBERS = 2_000
# A sheet that was destroyed is nowhere: whoever shows one shows a forgery.
REASONS = {
    Fate.Kind.SPOILED: VoidBlank.Reason.SPOILED,
    Fate.Kind.LOST: VoidBlank.Reason.LOST,
    Fate.Kind.STOLEN: VoidBlank.Reason.STOLEN,
    Fate.Kind.DESTROYED: VoidBlank.Reason.WITHDRAWN,
}


def tell_verifiers(fate: Fate, *, by: str, now: datetime) -> list[str]:
    """Put the sheets on the next trust list, as void numbers where their serials are the certificates' numbers.

    Gives the numbers that stand on certificates here: those are revoked or replaced, not declared void.
    Raises: Refused too-many.  Writes: VoidBlank or VoidNumber, AuditEntry.
    """
    batch, reason = fate.batch, REASONS[Fate.Kind(fate.kind)]
    if not stationery_of(batch.authority_id).serial_is_number:
        first, last = batch.serial(fate.first), batch.serial(fate.last)
        registry.void_blanks(authority_id=batch.authority_id, first=first, last=last, reason=reason, now=now, by=by)
        return []
    if fate.sheets > MOST_NUMBERS:
        words = (
            f"Each of these sheets is a certificate number: report at most {MOST_NUMBERS} at once, or ask the "
            "Secretariat to close the range of numbers."
        )
        raise Refused("too-many", words, status=422)
    given = []
    for value in range(fate.first, fate.last + 1):
        number = batch.serial(value)
        try:
            registry.void_number(
                authority_id=batch.authority_id, number=number, reason=reason, note=fate.reason, now=now, by=by
            )
        except Refused as refused:
            if refused.code == "number-given":
                given.append(number)
            elif refused.code != "number-void":
                raise
    return given
