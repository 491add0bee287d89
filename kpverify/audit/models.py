"""An append-only, hash-chained record of every act."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act: who did what to which thing, and when. Never changed, never deleted: `guards.py`."""

    seq = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    authority = models.CharField(max_length=12, blank=True)
    verb = models.CharField(max_length=64)
    subject = models.CharField(max_length=160)
    detail = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["subject", "seq"]),
            # PostgreSQL finds beginnings only in an index that compares letter by letter.
            models.Index(fields=["subject"], opclasses=["varchar_pattern_ops"], name="audit_about"),
            models.Index(fields=["actor", "-seq"], name="audit_by"),
            models.Index(fields=["verb", "-seq"], name="audit_what"),
            models.Index(fields=["authority", "-seq"], name="audit_where"),
            models.Index(fields=["at"], name="audit_when"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.subject}"


class AuditHead(models.Model):
    """The last entry's number and hash: the one row that record() locks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default="0" * 64)
