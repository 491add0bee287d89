"""What monitors are shown beside a slip: every other slip that is it, or says the same of the stones.

The rules name one (`twins.py`); monitors see all, also in drafts, in the same parcel, and of other authorities, and
what became of the certificates. What counts as one slip is the same for both (`slip_keys.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Q

from kpverify.certificates.models import State
from kpverify.provenance.models import PurchaseSlip
from kpverify.provenance.slip_keys import is_alike, is_same
from kpverify.provenance.twins import said_by

# What was revoked or never issued holds no stones.
_GONE = (State.VOID, State.REVOKED)
MOST = 5


class Twin(NamedTuple):
    """Another slip, and why: `same`, `spelled` (the same, spelled otherwise), or `sale` (other number, same stones)."""

    slip: PurchaseSlip
    why: str

    @property
    def is_same(self) -> bool:
        """Is it the same slip, as far as its entries say?"""
        return self.why != "sale"


def twins_of(slips: Sequence[PurchaseSlip]) -> dict[str, list[Twin]]:
    """List, by the id of each slip of one certificate, the others that are it or like it: at most five, one query.

    The certificate it replaces has the same slips, rightly, and so has its replacement.
    """
    if not slips:
        return {}
    own = slips[0].certificate_id
    stones = Q(produced_on__in={one.produced_on for one in slips}, zone__in={one.zone for one in slips})
    rows = PurchaseSlip.objects.filter(stones | Q(number_key__in={one.number_key for one in slips}), removed_at=None)
    rows = rows.exclude(certificate__state__in=_GONE).exclude(certificate__replaced_by=own)
    rows = rows.exclude(certificate__replaces=own).select_related("certificate")
    alike: dict[object, list[PurchaseSlip]] = defaultdict(list)
    for one in rows.defer("certificate__content", "certificate__token", "certificate__intent"):
        for key in _keys(one):
            alike[key].append(one)
    return {str(one.pk): _twins(one, alike) for one in slips}


def _keys(slip: PurchaseSlip) -> tuple[object, object]:
    return slip.number_key, (slip.produced_on, slip.zone, slip.carats)


def _twins(slip: PurchaseSlip, alike: Mapping[object, Sequence[PurchaseSlip]]) -> list[Twin]:
    near = {one.pk: one for key in _keys(slip) for one in alike.get(key, ()) if one.pk != slip.pk}
    found = [Twin(one, why) for one in near.values() if (why := _why(slip, one))]
    return sorted(found, key=lambda one: (not one.is_same, one.slip.added_at))[:MOST]


def _why(slip: PurchaseSlip, other: PurchaseSlip) -> str:
    own, said = said_by(slip), said_by(other)
    if is_same(own, said):
        return "same" if slip.number == other.number else "spelled"
    return "sale" if is_alike(own, said) else ""
