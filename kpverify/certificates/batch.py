"""Issuing many shipments at once: the same rules and steps as one by one, with a few transactions for all.

The two officers named have agreed on the whole file: one prepared it, the other approved it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.assessment import Ground, assess, ground_of, refuse_if_unfit
from kpverify.certificates.content import tidy
from kpverify.certificates.idempotency import KEPT_FOR
from kpverify.certificates.issuing import finish, store_intents
from kpverify.certificates.lifecycle import Act
from kpverify.certificates.models import Certificate, IdempotencyKey, State
from kpverify.certificates.moves import move
from kpverify.certificates.services import create_draft, refuse_replacement
from kpverify.certificates.shipments import Shipment
from kpverify.errors import Refused
from kpverify.registry.signers import signer_for
from kpverify.tokens.sign import Signer

CHUNK = 50
DONE = 201


class Outcome(NamedTuple):
    """What came of one shipment: its number, or why there is none."""

    place: int
    number: str = ""
    refusal: Refused | None = None


class Pair(NamedTuple):
    """The two officers behind a file."""

    preparer: Officer
    approver: Officer

    def check(self) -> None:
        """Are these two different officers of one authority, and may they?

        Raises: Refused same-officer, other-authority, PermissionDenied.
        """
        if self.preparer.pk == self.approver.pk:
            raise Refused("same-officer", "Two different officers are needed: one prepares, another approves.")
        if self.preparer.authority_id is None or self.preparer.authority_id != self.approver.authority_id:
            raise Refused("other-authority", "The two officers have to belong to the same authority.")
        for officer, actions in (
            (self.preparer, (Action.CERTIFICATE_DRAFT, Action.CERTIFICATE_SUBMIT)),
            (self.approver, (Action.CERTIFICATE_APPROVE, Action.CERTIFICATE_ISSUE)),
        ):
            for action in actions:
                require(officer, action)


def judge_shipments(*, shipments: Sequence[Shipment], pair: Pair, now: datetime) -> Iterator[Outcome]:
    """Say of each shipment whether it could be issued now; changes nothing."""
    pair.check()
    ground = ground_of(pair.preparer.authority_id or "")
    for shipment in shipments:
        try:
            _fit(shipment, pair=pair, ground=ground, now=now)
        except Refused as refused:
            yield Outcome(shipment.place, refusal=refused)
        else:
            yield Outcome(shipment.place)


def issue_shipments(*, shipments: Sequence[Shipment], pair: Pair, now: datetime) -> Iterator[Outcome]:
    """Issue each shipment that may be, in the order given; the others are told with their reason.

    A shipment that was issued from a file in the last 24 hours is not issued again, so that a file whose rows were
    mended can be given again as a whole.
    Raises: PermissionDenied, Refused same-officer, other-authority, and whatever stops the whole: no-trust-list,
    no-active-key, no-numbers-left, file-in-work.  Writes: as issue_certificate.
    """
    pair.check()
    signer = signer_for(pair.approver.authority_id or "", "certificate")
    for start in range(0, len(shipments), CHUNK):
        yield from _issue_chunk(shipments[start : start + CHUNK], pair=pair, signer=signer, now=now)


def _issue_chunk(chunk: Sequence[Shipment], *, pair: Pair, signer: Signer, now: datetime) -> Iterator[Outcome]:
    refusals: dict[int, Refused] = {}
    with transaction.atomic():
        rows: dict[int, Certificate] = {}
        held = _issued_before(chunk, pair, now)
        ground = ground_of(pair.approver.authority_id or "")
        for shipment in chunk:
            try:
                rows[shipment.place] = _approved(shipment, pair=pair, ground=ground, held=held, now=now)
            except Refused as refused:
                refusals[shipment.place] = refused
        store_intents(list(rows.values()), ground=ground, kid=signer.kid, by=pair.approver, now=now)
        _remember(chunk, rows, pair=pair, now=now)
    done = finish(rows.values(), signer=signer, by=pair.approver.actor, now=now)
    numbers = {row.pk: row.number or "" for row in done.certificates}
    for shipment in chunk:
        row = rows.get(shipment.place)
        if row is None:
            yield Outcome(shipment.place, refusal=refusals[shipment.place])
        else:
            yield Outcome(shipment.place, numbers.get(row.pk, ""), done.refusals.get(row.pk))


def _fit(shipment: Shipment, *, pair: Pair, ground: Ground, now: datetime) -> dict[str, Any]:
    """Judge one shipment.  Raises: Refused content-wrong, not-certifiable, no-trust-list."""
    content = tidy(shipment.content)
    refuse_replacement(content)
    row = Certificate(authority_id=pair.preparer.authority_id or "", content=content, prepared_by=pair.preparer)
    refuse_if_unfit(assess(certificate=row, now=now, ground=ground))
    return content


def _approved(shipment: Shipment, *, pair: Pair, ground: Ground, held: dict[str, str], now: datetime) -> Certificate:
    """Draft, submit and approve one, all rules held.  Raises: Refused."""
    if shipment.key in held:
        raise Refused(
            "already-issued", f"It was issued from a file already: {held[shipment.key] or 'earlier in this one'}."
        )
    content = _fit(shipment, pair=pair, ground=ground, now=now)
    # Giving the file is one act of the preparer: it drafts and submits.
    row = create_draft(content=content, by=pair.preparer, now=now, state=State.SUBMITTED)
    held[shipment.key] = ""
    return move(row, Act.APPROVE, by=pair.approver.actor, now=now, changes={"approved_by": pair.approver})


def _issued_before(chunk: Sequence[Shipment], pair: Pair, now: datetime) -> dict[str, str]:
    """Tell which shipments were issued already; forgets those long ago, and those whose number came to nothing."""
    rows = IdempotencyKey.objects.filter(officer=pair.preparer, key__in=[one.key for one in chunk])
    held = dict(rows.filter(created_at__gt=now - KEPT_FOR).values_list("key", "body"))
    void = set(Certificate.objects.filter(number__in=held.values(), state=State.VOID).values_list("number", flat=True))
    held = {key: number for key, number in held.items() if number not in void}
    rows.exclude(key__in=held).delete()
    return held


def _remember(chunk: Sequence[Shipment], rows: dict[int, Certificate], *, pair: Pair, now: datetime) -> None:
    """Keep what was issued, so that it is not issued again.  Raises: Refused file-in-work."""
    keys = [
        IdempotencyKey(
            officer=pair.preparer,
            key=one.key,
            request_hash="",
            status=DONE,
            body=rows[one.place].number or "",
            created_at=now,
        )
        for one in chunk
        if one.place in rows
    ]
    try:
        IdempotencyKey.objects.bulk_create(keys)
    except IntegrityError:
        words = "Another process is issuing shipments of this file. When it is done, give the file again."
        raise Refused("file-in-work", words) from None
