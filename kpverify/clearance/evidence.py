"""What the rules may ask about clearances."""

from __future__ import annotations

from kpverify.certificates.models import Certificate
from kpverify.clearance.services import signed_for
from kpverify.compliance.evidence import Asked


def is_cleared(asked: Asked) -> bool | None:
    """Does a signed approval hold for exactly this shipment?  One that is only typed yet: nobody was asked."""
    found = Certificate.objects.filter(pk=asked.certificate_id).first() if asked.certificate_id else None
    return None if found is None else signed_for(found) is not None
