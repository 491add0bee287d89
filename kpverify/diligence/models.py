"""What somebody states about due diligence behind one certificate."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from kpverify.certificates.models import Certificate


class Statement(models.Model):
    """One statement of a certificate, one for each standard; `said` has the shape of `shape.py`.

    It changes only while the certificate is a draft: what was withdrawn or was different before stands in the audit
    log. Afterwards the signed code is bound to it (`binding.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="statements")
    standard = models.CharField(max_length=24)
    said = models.JSONField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["certificate", "standard"]
        constraints = [models.UniqueConstraint(fields=["certificate", "standard"], name="statement_of_standard_once")]

    def __str__(self) -> str:
        return f"{self.standard} of {self.certificate_id}"
