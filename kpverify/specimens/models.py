"""What a genuine paper looks like: one specimen a participant (or one of its authorities) and period, with pictures."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from kpverify.registry.models import Authority, Participant


class SpecimenQuerySet(models.QuerySet["Specimen"]):
    """Questions over many specimens."""

    def published(self) -> Self:
        """Those that verifiers are shown."""
        return self.filter(state=Specimen.State.PUBLISHED)

    def in_use_on(self, day: date) -> Self:
        """Those whose paper was given out on a day."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day)


class Specimen(models.Model):
    """One kind of paper, from its first day of issue until `ends_on` (exclusive; null = still in use)."""

    class State(models.TextChoices):
        PROPOSED = "proposed"
        PUBLISHED = "published"
        DECLINED = "declined"
        WITHDRAWN = "withdrawn"

    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="specimens")
    # Null: of every authority of the participant.
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="specimens")
    title = models.CharField(max_length=120)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=80)
    size = models.CharField(max_length=80)
    colour = models.CharField(max_length=120)
    serial = models.CharField(max_length=200, blank=True)
    by_eye = models.TextField(max_length=1000)
    by_touch = models.TextField(max_length=1000, blank=True)
    by_uv = models.TextField(max_length=1000, blank=True)
    source = models.TextField(max_length=500)
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.CharField(max_length=300, blank=True)
    entered_by = models.CharField(max_length=64)
    entered_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = SpecimenQuerySet.as_manager()

    class Meta:
        ordering = ["participant", "-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="specimen_forward")
        ]

    def __str__(self) -> str:
        return self.title


class Picture(models.Model):
    """One picture of a specimen as JPEG, large and small; both are named by their content."""

    specimen = models.ForeignKey(Specimen, on_delete=models.CASCADE, related_name="pictures")
    caption = models.CharField(max_length=120, blank=True)
    large = models.BinaryField()
    large_digest = models.CharField(max_length=32, db_index=True)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    small = models.BinaryField()
    small_digest = models.CharField(max_length=32, db_index=True)
    small_width = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["pk"]
