"""The words of the mails, in the language in force: from the table, and from what is stored when they are sent."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from kpverify.certificates.models import Certificate
from kpverify.clearance.models import Clearance
from kpverify.errors import Refused
from kpverify.notices import composers
from kpverify.notices.composers import Mail
from kpverify.notices.models import Notice
from kpverify.notices.recipients import Recipient
from kpverify.proposals.kinds import Kind, kind_of
from kpverify.proposals.models import Proposal
from kpverify.telling.audiences import readers_of
from kpverify.telling.hearing import audience_of
from kpverify.telling.table import LETTERS, PROPOSAL


def register() -> None:
    """Tell the outbox who writes these mails, and to whom."""
    for kind, letter in LETTERS.items():
        composers.register(kind, compose, readers=_readers, words=letter.words)


def _readers(notice: Notice) -> list[Recipient]:
    audience = audience_of(notice.kind, notice.detail)
    return readers_of(audience, authority_id=notice.authority_id, subject=notice.subject)


def compose(notice: Notice) -> Mail:
    """Write one mail.  Raises: Refused not-found, for a certificate that is no longer there."""
    letter, words = LETTERS[notice.kind], _words(notice)
    key = words[letter.key] if letter.key else None
    link = words.get("address") or reverse(letter.address, args=[key] if key else [])
    parts = [
        str(letter.text) % words,
        f"{str(letter.todo) % words}\n{settings.PUBLIC_URL}{link}",
        _("This message was sent by %(place)s. It asks for no password, and needs no answer.")
        % {"place": settings.PUBLIC_URL},
    ]
    return Mail(subject=str(letter.subject) % words, text="\n\n".join(parts) + "\n")


def _words(notice: Notice) -> dict[str, Any]:
    about, _sep, key = notice.subject.partition(":")
    words: dict[str, Any] = {**notice.detail, about: key}
    match about:
        case "certificate":
            words |= _of_certificate(key)
        case "concern":
            words["reference"] = key
    if notice.kind == PROPOSAL:
        words |= _of_proposal(key, kind_of(str(notice.detail["what"])))
    return words


def _of_proposal(pk: str, kind: Kind) -> dict[str, Any]:
    found = Proposal.objects.filter(pk=pk).first()
    return {"what": kind.words, "address": kind.address(found) if found and kind.address else ""}


def _of_certificate(pk: str) -> dict[str, Any]:
    found = Certificate.objects.select_related("authority__participant").filter(pk=pk).first()
    if found is None:
        raise Refused("not-found", "This certificate is no longer there.", status=404)
    asked = Clearance.objects.filter(certificate=found).first()
    named = (
        _("certificate %(number)s") % {"number": found.number}
        if found.number
        else _("draft %(begins)s") % {"begins": str(found.pk)[:8]}
    )
    return {
        "pk": found.pk,
        "certificate": named,
        "authority": found.authority.name,
        "participant": found.authority.participant.name,
        "clearance": asked.pk if asked else "",
    }
