"""Telling others what happened to a certificate: the importing authority by mail, own systems by webhook."""

from __future__ import annotations

from datetime import datetime

from kpverify.certificates.lifecycle import Act
from kpverify.certificates.models import Certificate, State
from kpverify.notices.services import enqueue

# The event, and the state the act leads to: it is told before the act is written down (lock order).
TOLD: dict[Act, tuple[str, State]] = {
    Act.FINISH: ("certificate.issued", State.ISSUED),
    Act.SUSPEND: ("certificate.suspended", State.SUSPENDED),
    Act.REINSTATE: ("certificate.reinstated", State.ISSUED),
    Act.REVOKE: ("certificate.revoked", State.REVOKED),
    Act.CONFIRM_RECEIPT: ("certificate.received", State.ISSUED),
}


def tell(certificate: Certificate, act: Act, *, now: datetime) -> None:
    """Put an act into the outbox, inside the act's transaction and before its audit entry.  Writes: Notice."""
    kind, state = TOLD[act]
    tell_event(certificate, kind, state=state, now=now)


def tell_event(certificate: Certificate, kind: str, *, state: str, now: datetime, **more: str) -> None:
    """Put an event that is no act of the life cycle (`certificate.amended`) into the outbox.  Writes: Notice."""
    enqueue(
        kind=kind,
        subject=f"certificate:{certificate.pk}",
        authority_id=certificate.authority_id,
        detail={
            "number": certificate.number or "",
            "state": str(state),
            "destination": certificate.destination,
            **more,
        },
        now=now,
    )
