"""Files of many shipments: an upload and its rows, until it is forgotten."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.registry.models import Authority


class Stage(models.TextChoices):
    """What is being done with an upload; `checked` is when an officer decides."""

    CHECKING = "checking"
    CHECKED = "checked"
    ACCEPTING = "accepting"


class UploadQuerySet(models.QuerySet["Upload"]):
    """Questions over many uploads."""

    def visible_to(self, officer: Officer) -> Self:
        """Only those of the officer's own authority."""
        return self.filter(authority_id=officer.authority_id) if officer.authority_id else self.none()

    def unfinished(self) -> Self:
        """Those with steps left to do, the oldest first."""
        return self.filter(stage__in=[Stage.CHECKING, Stage.ACCEPTING]).order_by("changed_at")


class Upload(models.Model):
    """One file as it was received. The file itself is not kept: its rows are."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="uploads")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="uploads")
    uploaded_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    # The head of a table, in its order; empty for JSON.
    columns = models.JSONField(default=list)
    total = models.PositiveIntegerField()
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.CHECKING)
    # Who accepted rows last, and as what: drafts, or submitted at once.
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="accepted_uploads"
    )
    submits = models.BooleanField(default=False)
    # Why accepting stopped before its end.
    trouble = models.CharField(max_length=300, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["-uploaded_at"]
        indexes = [models.Index(fields=["authority", "-uploaded_at"], name="upload_of_authority")]

    def __str__(self) -> str:
        return f"upload {self.id}"


class UploadRow(models.Model):
    """One shipment of a file, what was found about it, and the certificate it became: at most one."""

    class State(models.TextChoices):
        WAITING = "waiting"
        FIT = "fit"
        LOOK = "look"  # could be accepted; something deserves a look
        DUPLICATE = "duplicate"  # could be accepted, but the same shipment is there already
        WRONG = "wrong"
        ACCEPTED = "accepted"

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="rows")
    place = models.PositiveIntegerField()
    cells = models.JSONField(default=list)
    content = models.JSONField()
    notes = models.JSONField(default=list)
    key = models.CharField(max_length=80)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    findings = models.JSONField(default=list)
    is_chosen = models.BooleanField(default=False)
    certificate = models.OneToOneField(Certificate, null=True, on_delete=models.PROTECT, related_name="upload_row")

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["upload", "place"], name="upload_row_once")]
        indexes = [
            models.Index(fields=["upload", "state", "place"], name="upload_row_of_state"),
            models.Index(fields=["key"], name="upload_row_by_content"),
        ]
