"""What an approval is bound to: one digest of the content, one of everything that stands behind it.

Anybody who holds the dossier can rebuild the second one; `docs/compliance.md` says how.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

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


def digests_of(certificate: Certificate) -> Digests:
    """Take the digests of a stored certificate whose content is complete, as everything stands now.

    The dossier's is over JSON without blanks: the content's digest; kind and SHA-256 of each file that was not taken
    away; the entries of each purchase slip; number, HS code, carats and paper of what each import certificate gives,
    when there are any; all in their own order as texts.
    """
    content = content_digest(certificate.content)
    files = DossierFile.objects.filter(certificate=certificate, withdrawn_at=None).values_list("kind", "sha256")
    slips = PurchaseSlip.objects.filter(certificate=certificate, removed_at=None)
    listed: dict[str, Any] = {
        "content": content,
        "files": sorted([kind, sha256] for kind, sha256 in files),
        "slips": sorted([str(getattr(one, name)) for name in SLIP] for one in slips),
    }
    uses = ImportUse.objects.filter(certificate=certificate, removed_at=None).select_related("imported")
    if imports := sorted([one.imported.number, one.hs, str(one.carats), one.paper] for one in uses):
        listed["imports"] = imports
    text = json.dumps(listed, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return Digests(content, base64url.encode(hashlib.sha256(text.encode("utf-8")).digest()))
