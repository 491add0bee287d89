"""Acts that need a second person: what was proposed, by whom, and what became of it."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpverify.accounts.models import Officer
from kpverify.registry.models import Authority


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Questions over many proposals."""

    def waiting(self, now: datetime) -> Self:
        """Those that can still be decided."""
        return self.filter(state=Proposal.State.OPEN, expires_at__gt=now)

    def visible_to(self, officer: Officer) -> Self:
        """Only those of the officer's own authority; people of none see those of none, which is the Secretariat."""
        return self.filter(authority_id=officer.authority_id)


class Proposal(models.Model):
    """One act that waits for a second person, or waited."""

    class State(models.TextChoices):
        OPEN = "open"
        CONFIRMED = "confirmed"
        DECLINED = "declined"  # by another officer
        WITHDRAWN = "withdrawn"  # by who proposed it
        LAPSED = "lapsed"  # nobody decided in time, or it became pointless

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    # As the audit log names the thing: certificate:<id>, key:<kid>, ...
    subject = models.CharField(max_length=160)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="proposals")
    detail = models.JSONField(default=dict)
    reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposed")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decided"
    )
    decided_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["-proposed_at"]
        indexes = [models.Index(fields=["authority", "state", "-proposed_at"], name="proposal_waiting")]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], condition=Q(state="open"), name="one_open_proposal"),
            # Whatever the code above it does: nobody confirms what they proposed.
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "declined"])
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
                name="decided_by_a_second_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
