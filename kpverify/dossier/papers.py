"""What the rules are told of a dossier: the kinds of its files."""

from __future__ import annotations

from kpverify.compliance.evidence import Asked
from kpverify.dossier.models import DossierFile


def papers(asked: Asked) -> frozenset[str] | None:
    """Give the kinds of the files behind a stored draft; None for one that is only typed yet."""
    if asked.certificate_id is None:
        return None
    held = DossierFile.objects.filter(certificate_id=asked.certificate_id, withdrawn_at=None)
    return frozenset(held.values_list("kind", flat=True))
