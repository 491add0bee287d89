"""The certificate through its life, its number, and the answers given to retried requests."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpverify.accounts.models import Officer
from kpverify.certificates import search_row
from kpverify.registry.models import Authority, NumberRange


class State(models.TextChoices):
    """Where a certificate stands; moves between them are in `lifecycle.py`."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    ISSUING = "issuing"  # the intent is stored, the signature may or may not exist yet
    ISSUED = "issued"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    VOID = "void"  # a number was taken, but no certificate came of it


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Questions over many certificates."""

    def visible_to(self, officer: Officer) -> Self:
        """Only those of the officer's own authority; whose roles let them see at all is in `accounts.rights`."""
        return self.filter(authority_id=officer.authority_id) if officer.authority_id else self.none()

    def to_validate(self, now: datetime) -> Self:
        """Issued and in force, but neither content nor seals have been recorded as checked."""
        return self.filter(state=State.ISSUED, validated_at=None, receipt_confirmed_at=None, expires_at__gt=now)

    def unfinished_since(self, at: datetime) -> Self:
        """Those whose intent was stored before `at` and still has no signature."""
        return self.filter(state=State.ISSUING, changed_at__lte=at).order_by("changed_at")


class Certificate(models.Model):
    """One certificate.

    `content` holds what the officers typed, in the shape of the `kpc` claim less what issuing adds (officers,
    statement); `token` is the only thing a verifier ever sees.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="certificates")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    content = models.JSONField()
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="prepared")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="approved"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    # Set when the number is taken, before signing; null until then, for empty texts would not be unique.
    number = models.CharField(max_length=20, null=True, unique=True)
    intent = models.TextField(blank=True)
    status_uri = models.CharField(max_length=150, blank=True)
    status_idx = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    # Set when signed.
    token = models.TextField(blank=True)
    check_code = models.CharField(max_length=8, blank=True)
    # Set when an officer or a system first printed it.
    printed_at = models.DateTimeField(null=True)
    # Set when the content was checked and the container sealed: `validating.py` says what `validation` holds.
    validated_at = models.DateTimeField(null=True)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="validated"
    )
    validation = models.JSONField(default=dict)
    receipt_confirmed_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    # For lists and search; copied from `content` by the services.
    destination = models.CharField(max_length=2, blank=True)
    exporter_name = models.CharField(max_length=120, blank=True)
    importer_name = models.CharField(max_length=120, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [
            # Lists and searches read `SearchRow`; these are for who asks for certificates themselves.
            models.Index(fields=["authority", "state", "-created_at", "-id"], name="certificate_of_state"),
            models.Index(fields=["authority", "-created_at", "-id"], name="certificate_newest"),
            models.Index(fields=["state", "issued_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("prepared_by")), name="two_different_officers"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted"]) | Q(approved_by__isnull=False), name="approved_by_someone"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "submitted", "approved"]) | Q(number__isnull=False),
                name="numbered_once_issuing",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "suspended", "revoked"]) | ~Q(token=""), name="issued_has_token"
            ),
            models.CheckConstraint(
                condition=Q(validated_at=None) | (Q(validated_by__isnull=False) & ~Q(validated_by=F("prepared_by"))),
                name="validated_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.id}"

    def save(self, **options: Any) -> None:
        """Write the row, and after it the narrow one that lists and searches read."""
        is_new = self._state.adding
        super().save(**options)
        search_row.keep(self, is_new=is_new, changed=options.get("update_fields"))


class Amendment(models.Model):
    """One correction of an issued certificate, proposed by one officer and confirmed by another.

    Before that it is a proposal (`proposals`). `intent` is the exact text that is signed; `token` what came of it.
    """

    class State(models.TextChoices):
        SIGNING = "signing"  # the intent is stored, the signature may or may not exist yet
        SIGNED = "signed"
        VOID = "void"  # confirmed, but no signature ever left the node

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="amendments")
    seq = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.SIGNING)
    changes = models.JSONField()
    reason = models.CharField(max_length=200)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="amended")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="endorsed")
    amended_at = models.DateTimeField()
    intent = models.TextField()
    token = models.TextField(blank=True)
    void_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["certificate", "seq"]
        indexes = [models.Index(fields=["state", "amended_at"], name="amendments_unfinished")]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "seq"], condition=~Q(state="void"), name="amendment_numbered_once"
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("proposed_by")), name="amendment_by_two_different_officers"
            ),
            models.CheckConstraint(condition=~Q(state="signed") | ~Q(token=""), name="signed_amendment_has_token"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate} amendment {self.seq}"


class TakenNumber(models.Model):
    """Every number ever taken from a range: given to a certificate, or void with a reason."""

    number = models.CharField(primary_key=True, max_length=20)
    range = models.ForeignKey(NumberRange, on_delete=models.PROTECT, related_name="taken")
    value = models.PositiveIntegerField()
    taken_at = models.DateTimeField()
    void_reason = models.CharField(max_length=200, blank=True)


class IdempotencyKey(models.Model):
    """The answer given to one client's request, so that a retry gets the same one."""

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    body = models.TextField(blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "key"], name="idempotency_key_once")]


class Submission(models.Model):
    """What a preparer handed to the approvers, word for word, and what they said when they sent it back."""

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # Set when it was sent back; a second look at it shows the words beside what was changed since.
    sent_back_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    sent_back_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["certificate", "version"], name="submission_of_version")]


class Party(models.Model):
    """One line of an authority's address book: an exporter or importer that it knows.

    A certificate holds its own copy, so nothing here changes what was typed or signed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="parties")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=200)
    country = models.CharField(max_length=2)
    note = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "address"]
        constraints = [
            models.UniqueConstraint(fields=["authority", "name", "address", "country"], name="party_once"),
        ]

    def __str__(self) -> str:
        return self.name


class PartyOwner(models.Model):
    """One owner of a party in the address book, as far as the authority knows it.

    `share` is percent as decimal text (`50`, `33.33`); `since` is unknown where nobody said it.
    """

    party = models.ForeignKey(Party, on_delete=models.CASCADE, related_name="owners")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    share = models.CharField(max_length=6)
    since = models.DateField(null=True)

    class Meta:
        ordering = ["party", "place"]
        constraints = [models.UniqueConstraint(fields=["party", "place"], name="party_owner_place_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.share} %)"


class MassRevocation(models.Model):
    """Many certificates that two officers revoke together, one after the other."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="mass_revocations")
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-proposed_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(confirmed_by=F("proposed_by")), name="mass_by_two_different_officers")
        ]


class MassItem(models.Model):
    """One certificate of a mass revocation: not done yet, revoked, or refused with the words."""

    mass = models.ForeignKey(MassRevocation, on_delete=models.CASCADE, related_name="items")
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mass", "certificate"], name="mass_item_once")]
        indexes = [models.Index(fields=["mass", "id"], condition=Q(done_at=None), name="mass_items_to_do")]
