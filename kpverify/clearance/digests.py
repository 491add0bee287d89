"""What an approval is bound to: one digest of the content, one of everything that stands behind it.

Anybody who holds the dossier can rebuild the second one; `docs/compliance.md` says how.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from kpverify.certificates.models import Certificate
from kpverify.dossier.models import DossierFile
from kpverify.provenance.models import ImportUse, PurchaseSlip
from kpverify.tokens import base64url
from kpverify.tokens.clearance import content_digest

# Of a slip, in this order; all as text.
SLIP = ("number", "seller", "permit", "zone", "produced_on", "hs", "carats", "usd")


class Digests(NamedTuple):
    """Both as base64url SHA-256, 43 characters."""

    content: str
    dossier: str


def listed(certificate: Certificate) -> dict[str, Any]:
    """List what an approval is bound to, in the form its digest is taken of (`digests_of`)."""
    return _listed_of_all([certificate])[certificate.pk]


def digests_of(certificate: Certificate) -> Digests:
    """Take the digests of a stored certificate whose content is complete, as everything stands now.

    The dossier's is over JSON without blanks: the content's digest; kind and SHA-256 of each file that was not taken
    away; the entries of each purchase slip; number, HS code, carats and paper of what each import certificate gives,
    when there are any; all in their own order as texts.
    """
    return digests_of_all([certificate])[certificate.pk]


def digests_of_all(certificates: Collection[Certificate]) -> dict[UUID, Digests]:
    """Take the digests of many, by id, as digests_of: three questions to the database, however many they are."""
    return {pk: _digests(one) for pk, one in _listed_of_all(certificates).items()}


def _listed_of_all(certificates: Collection[Certificate]) -> dict[UUID, dict[str, Any]]:
    of_all = {"certificate_id__in": [one.pk for one in certificates]}
    files, slips, imports = (defaultdict[UUID, list[list[str]]](list) for _ in range(3))
    for pk, kind, sha256 in DossierFile.objects.filter(withdrawn_at=None, **of_all).values_list(
        "certificate_id", "kind", "sha256"
    ):
        files[pk].append([kind, sha256])
    for slip in PurchaseSlip.objects.filter(removed_at=None, **of_all):
        slips[slip.certificate_id].append([str(getattr(slip, name)) for name in SLIP])
    for use in ImportUse.objects.filter(removed_at=None, **of_all).select_related("imported"):
        imports[use.certificate_id].append([use.imported.number, use.hs, str(use.carats), use.paper])
    return {one.pk: _listed(one, files[one.pk], slips[one.pk], imports[one.pk]) for one in certificates}


def _listed(
    certificate: Certificate, files: list[list[str]], slips: list[list[str]], imports: list[list[str]]
) -> dict[str, Any]:
    content = content_digest(certificate.content)
    found: dict[str, Any] = {"content": content, "files": sorted(files), "slips": sorted(slips)}
    return {**found, "imports": sorted(imports)} if imports else found


def _digests(found: dict[str, Any]) -> Digests:
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Digests(found["content"], base64url.encode(hashlib.sha256(text.encode("utf-8")).digest()))
