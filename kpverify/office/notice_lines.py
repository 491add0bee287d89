"""Notices in words: what each is about, where it stands, and what happens next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.notices.composers import words_of
from kpverify.notices.models import Attempt, Notice
from kpverify.office.summary import Tag

State = Notice.State
TAGS: dict[str, Tag] = {
    State.UNADDRESSED: Tag(gettext_lazy("Nobody to write to"), "warn"),
    State.WAITING: Tag(gettext_lazy("Waiting"), "wait"),
    State.SENDING: Tag(gettext_lazy("Being sent"), "wait"),
    State.SENT: Tag(gettext_lazy("Sent"), "good"),
    State.FAILED: Tag(gettext_lazy("Refused by the receiver"), "bad"),
    State.GIVEN_UP: Tag(gettext_lazy("Given up"), "bad"),
}
# What a person has to look at: nothing more happens by itself.
STUCK = (State.UNADDRESSED, State.FAILED, State.GIVEN_UP)


class NoticeLine(NamedTuple):
    """One notice as a line: the event, its state, and in words what comes next."""

    notice: Notice
    what: Any
    tag: Tag
    next: str
    answer: str

    @property
    def number(self) -> str:
        """Give the certificate's number; empty for a test."""
        return str(self.notice.detail.get("number", ""))


def with_answers(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    """Fetch the last answer along."""
    last = Attempt.objects.filter(notice=OuterRef("pk")).order_by("-began_at", "-pk")
    return rows.annotate(last_answer=Subquery(last.values("answer")[:1]))


def lines_of(rows: Iterable[Notice], *, now: datetime) -> list[NoticeLine]:
    """Lay out notices that were fetched by `with_answers`."""
    return [
        NoticeLine(
            notice=row,
            what=words_of(row.kind),
            tag=TAGS[row.state],
            next=next_of(row, now=now),
            answer=getattr(row, "last_answer", None) or "",
        )
        for row in rows
    ]


def next_of(notice: Notice, *, now: datetime) -> str:
    """Say what happens next, or what a person can do."""
    match notice.state:
        case State.UNADDRESSED:
            words = {"place": notice.detail.get("destination", "")}
            if not words["place"]:
                return _("Nobody here may act on it: give somebody the role, then send it again.")
            return _("Nobody is known for %(place)s: add a contact, then send it again.") % words
        case State.WAITING if notice.channel == Notice.Channel.EMAIL and not settings.EMAIL_IS_CONFIGURED:
            return _("No mail server is set up here: it waits until there is one. Issuing goes on.")
        case State.WAITING if notice.next_at <= now:
            return _("It is sent within a minute.")
        case State.WAITING:
            return _("It is tried again at %(at)s UTC.") % {"at": f"{notice.next_at:%Y-%m-%d %H:%M}"}
        case State.FAILED:
            return _("The receiver refused it for good. Correct the address, or send it again.")
        case State.GIVEN_UP:
            return _("It was tried for three days. Find out what is wrong there, then send it again.")
    return ""


def has_untold(officer: Officer) -> bool:
    """Did a notice of the officer's authority not arrive, and is not tried again by itself?"""
    rows = Notice.objects.filter(authority_id=officer.authority_id, state__in=(State.FAILED, State.GIVEN_UP))
    return officer.authority_id is not None and rows.exists()


def notices_of(certificate: Certificate, *, now: datetime) -> list[NoticeLine]:
    """List the notices about one certificate, the newest first."""
    rows = Notice.objects.filter(subject=f"certificate:{certificate.pk}", authority_id=certificate.authority_id)
    return lines_of(with_answers(rows).order_by("-created_at", "pk")[:100], now=now)
