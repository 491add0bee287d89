"""Revoking many at once: a list of numbers, or all that a compromised key has signed since an instant.

One officer proposes, seeing and typing how many there are; a second confirms; then each certificate is revoked in a
transaction of its own, so that a process that is killed loses nothing and repeats nothing. Nothing is suspended before
the second officer has spoken: a single account must not stop a country's exports.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate, CertificateQuerySet, MassItem, MassRevocation, State
from kpverify.certificates.moves import REVOKING, lock_certificate, subject_of
from kpverify.certificates.withdrawal import change_standing, needed, publish_status
from kpverify.errors import Refused
from kpverify.proposals import kinds, services
from kpverify.proposals.models import Proposal
from kpverify.registry.models import SigningKey
from kpverify.status.models import StatusEntry

KIND = "certificate.mass-revoke"
MOST = 5_000
STEP = 50
STANDING = (State.ISSUED, State.SUSPENDED)
_APART = re.compile(r"[\s,;]+")


class Chosen(NamedTuple):
    """Which certificates: numbers as typed, or a key and the instant since when it was in wrong hands."""

    numbers: str = ""
    kid: str = ""
    since: datetime | None = None


def subject(mass_id: UUID | str) -> str:
    """Name a mass revocation as the audit log does."""
    return f"mass-revocation:{mass_id}"


@transaction.atomic
def propose_mass(*, chosen: Chosen, count: int | None, reason: str, by: Officer, now: datetime) -> MassRevocation:
    """Propose to revoke every chosen certificate that is issued or suspended; `count` is how many the officer saw.

    Raises: PermissionDenied, Refused reason-missing, nothing-chosen, numbers-unknown, too-many, count-wrong.
    Writes: MassRevocation, MassItem, Proposal, AuditEntry.
    """
    require(by, Action.CERTIFICATE_REVOKE)
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    why = needed(reason)
    found = list(_rows(chosen, by=by).order_by("pk").values_list("pk", flat=True)[: MOST + 1])
    if not found:
        raise Refused("nothing-chosen", "Nothing that could be revoked is chosen.", status=422)
    if len(found) > MOST:
        words = f"These are more than {MOST:,} certificates: choose fewer, and propose the others after them."
        raise Refused("too-many", words, status=422)
    if count != len(found):
        words = f"This is about {len(found):,} certificates. Type this number to propose that they are revoked."
        raise Refused("count-wrong", words, status=422)
    mass = MassRevocation.objects.create(authority_id=by.authority_id, reason=why, proposed_by=by, proposed_at=now)
    MassItem.objects.bulk_create([MassItem(mass=mass, certificate_id=pk) for pk in found])
    services.propose(
        kind=KIND,
        subject=subject(mass.pk),
        detail={"mass": str(mass.pk), "count": len(found), "key": chosen.kid},
        reason=why,
        by=by,
        now=now,
        authority_id=by.authority_id,
    )
    return mass


def _rows(chosen: Chosen, *, by: Officer) -> CertificateQuerySet:
    rows = Certificate.objects.visible_to(by).filter(state__in=STANDING)
    if chosen.kid:
        if not SigningKey.objects.filter(pk=chosen.kid, authority_id=by.authority_id).exists():
            raise Refused("numbers-unknown", f"Your authority has no key {chosen.kid}.", status=422)
        if chosen.since is None:
            raise Refused("nothing-chosen", "Say since when the key was in wrong hands.", status=422)
        # The exact header that was signed; issued_at is indexed.
        return rows.filter(issued_at__gte=chosen.since, intent__contains=f'"kid":"{chosen.kid}"')
    numbers = list(dict.fromkeys(one for one in _APART.split(chosen.numbers[: MOST * 22]) if one))[: MOST + 1]
    known = set(Certificate.objects.visible_to(by).filter(number__in=numbers).values_list("number", flat=True))
    if unknown := [one[:24] for one in numbers if one not in known]:
        words = f"Your authority has no certificate {', '.join(unknown[:5])}{' …' if len(unknown) > 5 else ''}."
        raise Refused("numbers-unknown", words, status=422)
    return rows.filter(number__in=numbers)


def decide_mass(*, mass_id: UUID, does_confirm: bool, by: Officer, now: datetime) -> MassRevocation:
    """Confirm as the second officer, decline, or take back what one proposed.

    Raises: PermissionDenied, Refused not-found, proposal-over, second-person-needed.
    Writes: MassRevocation, Proposal, AuditEntry.
    """
    require(by, Action.CERTIFICATE_REVOKE)
    mass = MassRevocation.objects.filter(pk=mass_id, authority_id=by.authority_id).first()
    if mass is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    held = services.waiting_for(KIND, subject(mass.pk), now=now)
    if held is None:
        raise Refused("proposal-over", "This is decided, or lapsed: there is nothing left to decide.")
    if does_confirm:
        services.confirm(proposal_id=held.pk, by=by, now=now)
    elif held.proposed_by_id == by.pk:
        services.withdraw(proposal_id=held.pk, by=by, now=now)
    else:
        services.decline(proposal_id=held.pk, by=by, now=now)
    mass.refresh_from_db()
    return mass


def _execute(proposal: Proposal, *, by: Officer, now: datetime) -> None:
    MassRevocation.objects.filter(pk=proposal.detail["mass"]).update(confirmed_by=by, confirmed_at=now)


def advance_mass(*, mass_id: UUID, now: datetime) -> MassRevocation:
    """Revoke the next fifty, each in its own transaction, then publish the status lists they stand on.

    Safe beside another page and beside `work`: a certificate is locked, and looked at again, before it is touched.
    Raises: Refused not-confirmed.  Writes: Certificate, StatusEntry, MassItem, Notice, AuditEntry, Publication.
    """
    mass = MassRevocation.objects.select_related("confirmed_by").get(pk=mass_id)
    officer = mass.confirmed_by
    if officer is None:
        raise Refused("not-confirmed", "A second officer has to confirm it first.")
    touched: dict[str, Certificate] = {}
    for item in mass.items.filter(done_at=None).order_by("pk")[:STEP]:
        certificate = _revoke(item, mass=mass, by=officer, now=now)
        if certificate is not None:
            touched[certificate.status_uri] = certificate
    for certificate in touched.values():
        publish_status(certificate, now=now, by=officer.actor)
    if not mass.items.filter(done_at=None).exists():
        MassRevocation.objects.filter(pk=mass.pk, finished_at=None).update(finished_at=now)
        mass.refresh_from_db()
    return mass


@transaction.atomic
def _revoke(item: MassItem, *, mass: MassRevocation, by: Officer, now: datetime) -> Certificate | None:
    certificate = lock_certificate(by=by, certificate_id=item.certificate_id)
    if not MassItem.objects.filter(pk=item.pk, done_at=None).exists():
        return None
    try:
        with transaction.atomic():
            next_state(Act.REVOKE, certificate.state)
            change_standing(certificate, Act.REVOKE, StatusEntry.Value.INVALID, reason=mass.reason, by=by, now=now)
            services.lapse(kind=REVOKING, subject=subject_of(certificate), now=now, by=by.actor)
    except Refused as refused:
        MassItem.objects.filter(pk=item.pk).update(done_at=now, refusal=refused.message[:300])
        return None
    MassItem.objects.filter(pk=item.pk).update(done_at=now)
    return certificate


def finish_mass(*, now: datetime) -> list[MassRevocation]:
    """Go on with what a closed page or a killed process left, one step each.  Writes: as advance_mass."""
    due = MassRevocation.objects.filter(finished_at=None, confirmed_at__isnull=False)
    return [advance_mass(mass_id=pk, now=now) for pk in due.values_list("pk", flat=True)]


def register() -> None:
    """Let mass revocations be proposed."""
    kinds.register(
        KIND,
        action=Action.CERTIFICATE_REVOKE,
        execute=_execute,
        words=_("Revoke many certificates"),
        address=lambda proposal: f"/office/mass/{proposal.detail['mass']}/",
    )
