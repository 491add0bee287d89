"""The outbox: one row for each message to each recipient, and every attempt to send it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpverify.registry.models import Authority


class Contact(models.Model):
    """Whom an authority writes to about shipments to one destination; kept when it is ended."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="contacts")
    destination = models.CharField(max_length=2)
    name = models.CharField(max_length=120)
    email = models.EmailField()
    language = models.CharField(max_length=8, default="en")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["destination", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "destination", "email"], condition=Q(ended_at=None), name="contact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class Webhook(models.Model):
    """An address of an authority's own system that is told of events; the secret is sealed for this row.

    The secret before the last rotation signs too until `previous_until`, so that a receiver can change over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = models.JSONField()
    sealed_secret = models.BinaryField()
    sealed_previous = models.BinaryField(null=True)
    previous_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.url


class Notice(models.Model):
    """One message to one recipient. `id` stands in its Message-ID or `webhook-id`, the same at every attempt."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")

    class State(models.TextChoices):
        UNADDRESSED = "unaddressed", _("Nobody to write to")
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Refused by the receiver")
        GIVEN_UP = "given-up", _("Given up")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # None: the Secretariat's own, as are those to monitors and observers.
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    detail = models.JSONField(default=dict)
    # Names what is told once only to each reader (a reminder, a digest); empty: each act is told.
    once = models.CharField(max_length=120, blank=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    # Where it goes: an e-mail address, or the address of the webhook. Empty when nobody is known.
    recipient = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=8, default="en")
    webhook = models.ForeignKey(Webhook, null=True, on_delete=models.PROTECT, related_name="notices")
    created_at = models.DateTimeField()
    # When it is tried next; says nothing once it is sent or given up.
    next_at = models.DateTimeField()
    first_tried_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    # Whoever sends it holds it until then; a process that died lets go of it so.
    leased_until = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["state", "next_at"], name="notice_due"),
            models.Index(fields=["subject", "-created_at"], name="notice_of_subject"),
            models.Index(fields=["authority", "-created_at", "-id"], name="notice_of_authority"),
            models.Index(fields=["authority", "state", "-created_at"], name="notice_of_state"),
            models.Index(fields=["authority", "recipient", "-created_at"], name="notice_to_recipient"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["once", "recipient"], condition=~Q(once=""), name="notice_told_once"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(lease__isnull=False, leased_until__isnull=False),
                name="sending_is_leased",
            ),
            models.CheckConstraint(
                condition=Q(channel="email", webhook=None) | Q(channel="webhook", webhook__isnull=False),
                name="webhook_of_its_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient or 'nobody'}"


class Attempt(models.Model):
    """One attempt to send a notice, and what came of it."""

    class Outcome(models.TextChoices):
        UNDER_WAY = "under-way", _("Under way")
        SENT = "sent", _("Sent")
        AGAIN = "again", _("Not now")
        REFUSED = "refused", _("Refused")
        INTERRUPTED = "interrupted", _("Interrupted")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="attempts")
    lease = models.UUIDField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, default=Outcome.UNDER_WAY)
    # What the other side answered, or why there was no answer: text of strangers, shown and never followed.
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["began_at", "pk"]
