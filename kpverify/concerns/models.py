"""Concerns that observers and monitors send the Secretariat in confidence, what was said about them, and the evidence.

Only the sender and the Secretariat see a row (`ConcernQuerySet.visible_to`). The audit log never says who sent one,
what it is about, or what it says (docs/adr/0031-concerns.md).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, actions_of
from kpverify.dossier.models import DossierFile


class ConcernQuerySet(models.QuerySet["Concern"]):
    """Concerns, narrowed to who may see them."""

    def visible_to(self, officer: Officer) -> ConcernQuerySet:
        """Everything for the Secretariat; for everybody else what they sent themselves."""
        rights = actions_of(officer)
        if Action.CONCERN_ANSWER in rights:
            return self
        return self.filter(sender=officer) if Action.CONCERN_VIEW in rights else self.none()


class Concern(models.Model):
    """One concern: what it is about, and how far the Secretariat is with it. `reference` is what the sender quotes."""

    class About(models.TextChoices):
        CERTIFICATE = "certificate", _("A certificate")
        ZONE = "zone", _("A zone or a place of mining")
        PARTICIPANT = "participant", _("A participant")
        COMPANY = "company", _("A company or a person")

    class State(models.TextChoices):
        NEW = "new", _("New")
        LOOKING = "looking", _("Being looked at")
        ANSWERED = "answered", _("Answered")
        CLOSED = "closed", _("Closed")

    reference = models.CharField(primary_key=True, max_length=12)
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="concerns")
    about_kind = models.CharField(max_length=12, choices=About.choices)
    about = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NEW)
    sent_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects: ClassVar[ConcernQuerySet] = ConcernQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-changed_at", "reference"]
        indexes = [models.Index(fields=["sender", "sent_at"], name="concern_of_sender")]

    def __str__(self) -> str:
        return self.reference


class ConcernWord(models.Model):
    """What the sender or the Secretariat said, in order; nothing said is changed or taken away."""

    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="words")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_answer = models.BooleanField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["by", "at"], name="concern_word_by")]


class Evidence(models.Model):
    """One file of a concern; its bytes lie in the dossier's store, under `concerns/`, and never change."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    concern = models.ForeignKey(Concern, on_delete=models.PROTECT, related_name="evidence")
    word = models.ForeignKey(ConcernWord, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80, unique=True)
    scan = models.CharField(max_length=12, choices=DossierFile.Scan.choices)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name
