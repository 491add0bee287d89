"""What authorities asked the monitors, and what the monitors answered.  Rows are never deleted, nor asked twice."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpverify.certificates.models import Certificate

PERSON: dict[str, Any] = {
    "to": settings.AUTH_USER_MODEL,
    "null": True,
    "on_delete": models.PROTECT,
    "related_name": "+",
}


class Clearance(models.Model):
    """One question to the Monitoring Team about one shipment, and its answer.

    `content_digest` and `dossier_digest` (base64url SHA-256) are of what was asked about: an answer holds for exactly
    that. `signed` is the member `clearance` of the certificate (docs/token.md), once the second monitor approved.
    """

    class State(models.TextChoices):
        ASKED = "asked"  # one monitor may have approved it: `first_by`
        APPROVED = "approved"
        OBJECTED = "objected"
        VOID = "void"  # what was asked about changed

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="clearances")
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    content_digest = models.CharField(max_length=43)
    dossier_digest = models.CharField(max_length=43)
    # What was asked about (`changes.snapshot`): the next question says what is different.
    asked_about = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    first_by = models.ForeignKey(**PERSON)
    first_at = models.DateTimeField(null=True)
    first_note = models.CharField(max_length=300, blank=True)
    second_by = models.ForeignKey(**PERSON)
    second_at = models.DateTimeField(null=True)
    second_note = models.CharField(max_length=300, blank=True)
    signed = models.JSONField(null=True)
    # Who objected; and why it was objected to, or is void.
    objected_by = models.ForeignKey(**PERSON)
    ended_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "id"]
        indexes = [models.Index(fields=["state", "asked_at"], name="clearance_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"], condition=Q(state__in=["asked", "approved"]), name="clearance_once"
            ),
            models.CheckConstraint(
                condition=Q(second_by=None) | (Q(first_by__isnull=False) & ~Q(second_by=F("first_by"))),
                name="clearance_two_monitors",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | (Q(second_by__isnull=False) & Q(signed__isnull=False)),
                name="clearance_approved_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state="objected") | (Q(objected_by__isnull=False) & ~Q(reason="")),
                name="clearance_objected_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"clearance of {self.certificate}"
