"""Who is told: whoever may act on it, found by their rights each time."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import RIGHTS, Action
from kpverify.concerns.models import Concern
from kpverify.notices.recipients import FALLBACK, Recipient
from kpverify.registry.models import Authority


class Audience(NamedTuple):
    """People by what they may do: of the authority an act is about, or (`is_scheme`) people of no authority."""

    words: Any
    rights: frozenset[Action]
    is_scheme: bool


def _scheme(words: Any, *rights: Action) -> Audience:
    return Audience(words, frozenset(rights), is_scheme=True)


def _office(words: Any, *rights: Action) -> Audience:
    return Audience(words, frozenset(rights), is_scheme=False)


MONITORS = _scheme(_("Monitors"), Action.CLEARANCE_DECIDE)
SECRETARIAT = _scheme(_("Secretariat"), Action.SCHEME_EDIT)
LIST_LOADERS = _scheme(_("Secretariat"), Action.SCREENING_LOAD)
CONCERN_READERS = _scheme(_("Secretariat"), Action.CONCERN_ANSWER)
# Who sent a concern: one person, whatever they may do.
SENDER = _scheme(_("Whoever sent the concern"))
ISSUERS = _office(_("Preparers and approvers"), Action.CERTIFICATE_SUBMIT, Action.CERTIFICATE_APPROVE)
DECIDERS = _office(_("Approvers"), Action.SCREENING_DECIDE)
STOCK_TELLERS = _office(_("Preparers and approvers"), Action.STOCK_EXPLAIN)
STOCK_KEEPERS = _office(_("Approvers"), Action.STOCK_KEEP)


def readers_of(audience: Audience, *, authority_id: str | None, subject: str = "", but: str = "") -> list[Recipient]:
    """List who is written to, each in the language of their participant; never who did it (`but`, as the log names).

    An authority where nobody holds the right is written to at its office's address. Reads the database.
    """
    if audience is SENDER:
        return sender_of(subject)
    roles = [role for role, rights in RIGHTS.items() if rights & audience.rights]
    people = Officer.objects.filter(
        is_active=True,
        is_system=False,
        authority_id=None if audience.is_scheme else authority_id,
        grants__role__in=roles,
        grants__ended_at=None,
    ).distinct()
    language = FALLBACK if audience.is_scheme else language_of(authority_id)
    found = list(people.order_by("email"))
    told = [Recipient(one.email, language) for one in found if one.actor != but]
    if found or audience.is_scheme:
        return told
    addresses = Authority.objects.filter(pk=authority_id).exclude(email="").values_list("email", flat=True)
    return [Recipient(one, language) for one in addresses]


def sender_of(subject: str) -> list[Recipient]:
    """Give who sent the concern `concern:<reference>`; nobody once they have left."""
    reference = subject.removeprefix("concern:")
    found = Concern.objects.select_related("sender").filter(pk=reference, sender__is_active=True).first()
    return [Recipient(found.sender.email, language_of(found.sender.authority_id))] if found else []


def language_of(authority_id: str | None) -> str:
    """Give the language of an authority's participant, if the messages exist in it; English otherwise."""
    found = Authority.objects.select_related("participant").filter(pk=authority_id).first() if authority_id else None
    language = found.participant.language if found else FALLBACK
    return language if language in dict(settings.LANGUAGES) else FALLBACK
