"""Status lists (IETF Token Status List): who holds which index, and what was published."""

from __future__ import annotations

from django.db import models

from kpverify.registry.models import Authority


class StatusList(models.Model):
    """One list of one authority; new certificates draw their index from the open one."""

    uri = models.CharField(primary_key=True, max_length=150)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="status_lists")
    name = models.CharField(max_length=12)
    size = models.PositiveIntegerField()
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    # The newest published instant; `iat` never goes back, so this row is locked to publish.
    published_at = models.DateTimeField(null=True)
    # A change that no publication shows yet.
    is_dirty = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["authority", "name"], name="status_list_name_once")]


class StatusEntry(models.Model):
    """One index: drawn at random, used once, for ever."""

    class Value(models.IntegerChoices):
        VALID = 0
        INVALID = 1
        SUSPENDED = 2
        RECEIPT_CONFIRMED = 3

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="entries")
    idx = models.PositiveIntegerField()
    value = models.PositiveSmallIntegerField(choices=Value.choices, default=Value.VALID)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["status_list", "idx"], name="status_index_once")]


class Publication(models.Model):
    """A signed list as it was served from `issued_at` on; kept for disputes (`?time=`)."""

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="publications")
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    token = models.TextField()

    class Meta:
        ordering = ["-issued_at"]
        constraints = [models.UniqueConstraint(fields=["status_list", "issued_at"], name="one_publication_a_second")]


class ListedAmendment(models.Model):
    """A signed amendment of a certificate, published with its list until the certificate expires."""

    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="amendments")
    number = models.CharField(max_length=20)
    seq = models.PositiveSmallIntegerField()
    token = models.TextField()
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["number", "seq"]
        indexes = [models.Index(fields=["status_list", "expires_at"], name="amendments_in_force")]
        constraints = [models.UniqueConstraint(fields=["number", "seq"], name="amendment_listed_once")]
