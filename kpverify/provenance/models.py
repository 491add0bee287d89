"""Purchase slips behind a certificate.

Nothing is deleted: what is taken off is marked, and every change stands in the audit log with what was there before.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from kpverify.certificates.models import Certificate


class PurchaseSlip(models.Model):
    """A purchase slip (bordereau d'achat): one sale by a digger or collector, before the export.

    `zone` is an id as in the trust list (`CF-CARNOT`), also of a zone that is on no list; `produced_on` is the day the
    stones were found, which decides whether the zone was compliant.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="slips")
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    seller = models.CharField(max_length=120)
    permit = models.CharField(max_length=60, blank=True)
    zone = models.CharField(max_length=27)
    produced_on = models.DateField()
    hs = models.CharField(max_length=7)
    carats = models.DecimalField(max_digits=11, decimal_places=2)
    usd = models.DecimalField(max_digits=11, decimal_places=2)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "number", "id"]
        indexes = [models.Index(fields=["authority", "number"], name="slip_number")]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "number"], condition=Q(removed_at=None), name="slip_once_per_certificate"
            ),
            models.CheckConstraint(condition=Q(carats__gt=0) & Q(usd__gte=0), name="slip_bought_something"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_by__isnull=False), name="slip_removed_by_someone"
            ),
        ]

    def __str__(self) -> str:
        return self.number
