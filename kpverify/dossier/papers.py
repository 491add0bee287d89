"""What the rules are told of a dossier: the kinds of its files, and which of them are import certificates."""

from __future__ import annotations

from kpverify.certificates.models import Certificate
from kpverify.compliance.evidence import Asked
from kpverify.dossier.models import DossierFile

HELD_BACK = (DossierFile.Scan.QUARANTINED, DossierFile.Scan.INFECTED)


def papers(asked: Asked) -> frozenset[str] | None:
    """Give the kinds of the files behind a stored draft; None for one that is only typed yet."""
    if asked.certificate_id is None:
        return None
    held = DossierFile.objects.filter(certificate_id=asked.certificate_id, withdrawn_at=None)
    return frozenset(held.values_list("kind", flat=True))


def import_papers(asked: Asked) -> frozenset[str] | None:
    """Give the SHA-256 of the import certificates behind a stored draft that can be read."""
    if asked.certificate_id is None:
        return None
    held = DossierFile.objects.filter(certificate_id=asked.certificate_id, withdrawn_at=None)
    held = held.filter(kind=DossierFile.Kind.IMPORT_CERTIFICATE)
    return frozenset(held.exclude(scan__in=HELD_BACK).values_list("sha256", flat=True))


def hashes(certificate: Certificate) -> frozenset[str]:
    """Give the SHA-256 of all files behind a certificate that were not taken away."""
    held = DossierFile.objects.filter(certificate=certificate, withdrawn_at=None)
    return frozenset(held.values_list("sha256", flat=True))
