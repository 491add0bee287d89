"""Who is written to about a shipment: the authority's own contacts, or else the addresses in the registry."""

from __future__ import annotations

from typing import NamedTuple

from django.conf import settings

from kpverify.notices.models import Contact, Webhook
from kpverify.registry.models import Authority, Participant

FALLBACK = "en"


class Recipient(NamedTuple):
    """An e-mail address, and the language its reader is written to in."""

    email: str
    language: str


def recipients_for(*, authority_id: str, destination: str) -> list[Recipient]:
    """List whom an authority writes to about a shipment to a country; empty when nobody is known.

    Its own contacts for the destination take the place of the registry's addresses: an authority that keeps them has
    decided who reads of its shipments.
    """
    participant = participant_of(destination)
    places = {destination, participant.pk} if participant else {destination}
    contacts = Contact.objects.filter(authority_id=authority_id, destination__in=places, ended_at=None)
    found = [Recipient(one.email, one.language) for one in contacts]
    if not found and participant is not None:
        language = participant.language if participant.language in dict(settings.LANGUAGES) else FALLBACK
        addresses = Authority.objects.filter(participant=participant).exclude(email="").exclude(pk=authority_id)
        found = [Recipient(address, language) for address in addresses.values_list("email", flat=True)]
    return list({one.email.lower(): one for one in found}.values())


def recipients_like(text: str, *, authority_id: str) -> set[str]:
    """List the known recipients with a text in their address, or the text itself: one may be known no more."""
    contacts = Contact.objects.filter(authority_id=authority_id, email__icontains=text).values_list("email", flat=True)
    hooks = Webhook.objects.filter(authority_id=authority_id, url__icontains=text).values_list("url", flat=True)
    others = Authority.objects.filter(email__icontains=text).values_list("email", flat=True)
    return {*contacts, *hooks, *others} or {text.lower()}


def participant_of(country: str) -> Participant | None:
    """Find the participant a country is, or belongs to (the European Union's members)."""
    found = Participant.objects.filter(pk=country).first()
    if found is not None or not country:
        return found
    unions = Participant.objects.exclude(members=[])
    return next((one for one in unions if country in one.members), None)
