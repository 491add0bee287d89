"""Where else a purchase slip stands: behind certificates that stand for goods, or that monitors were asked about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from kpverify.certificates.clearing import asked_about
from kpverify.certificates.models import Certificate, State
from kpverify.compliance import facts
from kpverify.provenance.models import PurchaseSlip
from kpverify.provenance.slip_keys import Said, is_alike, is_same, seller_key

# A certificate that stands for goods: its slips are used up.
USED = (State.SUBMITTED, State.APPROVED, State.ISSUING, State.ISSUED, State.SUSPENDED)


def said_by(slip: PurchaseSlip) -> Said:
    """Give what tells a slip from others."""
    return Said(slip.number_key, seller_key(slip.seller), slip.produced_on, slip.zone, slip.carats)


def with_twins(held: Sequence[PurchaseSlip], *, certificate_id: UUID, authority_id: str) -> tuple[facts.Slip, ...]:
    """Give the slips behind a certificate to the rules, each with where else it stands.

    Other authorities' certificates count, and are not named. Three queries at most.
    """
    others = [(said_by(one), one) for one in _others(held, certificate_id)]
    by_number, by_stones = defaultdict(list), defaultdict(list)
    for said, one in others:
        by_number[said.number].append((said, one))
        by_stones[said.produced_on, said.zone, said.carats].append((said, one))
    found = []
    for slip in held:
        own = said_by(slip)
        same = [one for said, one in by_number[own.number] if is_same(own, said)]
        alike = [one for said, one in by_stones[own.produced_on, own.zone, own.carats] if is_alike(own, said)]
        used = _named(same, authority_id)
        found.append(
            facts.Slip(
                number=slip.number,
                zone=slip.zone,
                produced_on=slip.produced_on.isoformat(),
                carats=slip.carats,
                used_by=used.certificate if used else "",
                is_used_unseen=used is not None and not used.certificate,
                alike=_named(alike, authority_id),
            )
        )
    return tuple(found)


def _named(slips: Sequence[PurchaseSlip], authority_id: str) -> facts.Twin | None:
    """Choose one to name: of the own authority when there is one, and issued rather than drafted."""
    if not slips:
        return None
    own = [one for one in slips if one.authority_id == authority_id]
    if not own:
        return facts.Twin()
    first = min(own, key=lambda one: (not one.certificate.number, one.added_at, str(one.pk)))
    return facts.Twin(first.number, str(first.certificate))


def _others(held: Sequence[PurchaseSlip], certificate_id: UUID) -> list[PurchaseSlip]:
    """List the slips elsewhere that might be one of these; not those a replacement shares with what it replaces."""
    if not held:
        return []
    same = Q(number_key__in={one.number_key for one in held})
    stones = Q(produced_on__in={one.produced_on for one in held}, zone__in={one.zone for one in held})
    stones &= Q(carats__in={one.carats for one in held})
    family = Certificate.objects.filter(
        Q(pk=certificate_id) | Q(replaced_by=certificate_id) | Q(replaces=certificate_id)
    )
    rows = PurchaseSlip.objects.filter(same | stones, removed_at=None).exclude(certificate__in=family.values("pk"))
    rows = rows.filter(certificate__state__in=(*USED, State.DRAFT)).select_related("certificate")
    found = list(rows.defer("certificate__content", "certificate__token", "certificate__intent"))
    asked = asked_about({one.certificate_id for one in found if one.certificate.state == State.DRAFT})
    return [one for one in found if one.certificate.state != State.DRAFT or one.certificate_id in asked]
