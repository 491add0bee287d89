"""Officers: people bound to an authority, with roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from kpverify.registry.models import Authority, Place


class OfficerManager(BaseUserManager["Officer"]):
    """Makes officers; there is no public sign-up."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> Officer:
        """Create one officer; `code` is what certificates show."""
        officer = Officer(email=self.normalize_email(email).lower(), **more)
        officer.set_password(password)
        officer.save()
        return officer


class Officer(AbstractBaseUser):
    """A person who may sign in. `code` stands in every certificate they prepare or approve."""

    email = models.EmailField(unique=True)
    code = models.CharField(max_length=24, unique=True)
    name = models.CharField(max_length=120)
    authority = models.ForeignKey(Authority, null=True, blank=True, on_delete=models.PROTECT, related_name="officers")
    # A system acts through an officer of its own, so that certificates and the log name it; it can never sign in.
    is_system = models.BooleanField(default=False)
    # Where they sit: decides which numbers and which stack of blank paper are theirs.
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.SET_NULL, related_name="officers")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # Part of every session's hash: raising it ends them all at once (kpverify.accounts.sessions).
    session_number = models.PositiveIntegerField(default=0)

    objects: ClassVar[OfficerManager] = OfficerManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["code", "name"]

    # The Django admin and its permission bits are not used: rights come from kpverify.accounts.rights.
    is_staff = False
    is_superuser = False

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password and to `session_number`."""
        bound = f"{self.session_number}:{self.password}"
        return salted_hmac("kpverify.accounts.session", bound, secret=secret, algorithm="sha256").hexdigest()

    @property
    def actor(self) -> str:
        """How the audit log names this person."""
        return f"officer:{self.code}"


class RoleGrant(models.Model):
    """A role an officer holds, from `granted_at` until `ended_at`."""

    class Role(models.TextChoices):
        PREPARER = "preparer"
        APPROVER = "approver"
        AUTHORITY_ADMIN = "authority_admin"
        BORDER_AGENT = "border_agent"
        MONITOR = "monitor"
        SECRETARIAT = "secretariat"
        OBSERVER = "observer"

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=16, choices=Role.choices)
    granted_by = models.CharField(max_length=64)
    granted_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "role"], condition=Q(ended_at=None), name="role_held_once")
        ]


class ApiKey(models.Model):
    """A system's key to the API: bound to one authority, for some scopes, for a year at most.

    Only a hash of the secret is kept; `prefix` finds the row. It acts as `officer`, which is a system.
    """

    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=80)
    officer = models.OneToOneField(Officer, on_delete=models.PROTECT, related_name="api_key")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="api_keys")
    scopes = models.JSONField()
    created_by = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="made_api_keys")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.name} (kp_{self.prefix}_…)"


class Binding(models.Model):
    """An officer as their identity provider names them (OpenID Connect): an issuer, and its subject for them."""

    officer = models.ForeignKey(Officer, on_delete=models.CASCADE, related_name="bindings")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="subject_bound_once"),
            models.UniqueConstraint(fields=["issuer", "officer"], name="officer_bound_once"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"


class Invitation(models.Model):
    """A way in, once: for somebody new, or for an `officer` whose ways of signing in were reset."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=24)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="invitations")
    # Given on acceptance.
    roles = models.JSONField(default=list)
    officer = models.ForeignKey(Officer, null=True, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.CharField(max_length=64, unique=True)
    made_by = models.CharField(max_length=64)
    # None: from the command line.
    invited_by = models.ForeignKey(Officer, null=True, on_delete=models.PROTECT, related_name="invited")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"
