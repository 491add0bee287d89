"""How far an import certificate behind a certificate was checked, in words and a sign."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from kpverify.certificates.models import Certificate
from kpverify.provenance.drawing import claims_of
from kpverify.provenance.models import ImportUse

STANDING: dict[str, tuple[Any, str]] = {
    "checked": (_("Checked on this node"), "good"),
    "contradicted": (_("Contradicted by this node"), "bad"),
    "paper": (_("Stated by the officer, paper attached"), "warn"),
    "bare": (_("Stated by the officer, no paper"), "bad"),
}


class ClaimLine(NamedTuple):
    """One import certificate, with the word and the style of its tag."""

    use: ImportUse
    word: Any
    style: str


def claim_lines(certificate: Certificate, *, now: datetime) -> list[ClaimLine]:
    """List the import certificates behind a certificate as a page shows them."""
    return [ClaimLine(one.use, *STANDING[one.standing]) for one in claims_of(certificate, now=now)]
