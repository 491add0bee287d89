"""What waits for whom: every list of work by name, with the right it needs and its order, the most urgent first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.models import State
from kpverify.certificates.search_row import LONG_PAST_DAYS, SearchRowQuerySet

Rows = SearchRowQuerySet
# What was drafted first waits longest; what was issued first is nearest to its end.
OLDEST_DRAFT = ("id",)
OLDEST_ISSUED = ("issued_at", "id")

# Which of those that have a day of issue are not in force. Said by what they are not, for SQLite would take the index
# of states otherwise, and pass over everything that was ever printed.
NOT_IN_FORCE = (State.ISSUING, State.SUSPENDED, State.REVOKED, State.VOID)


class WorkList(NamedTuple):
    """Certificates that wait for somebody; `rows` narrows the officer's own, `order` puts the most urgent first."""

    name: str
    right: Action
    label: Any
    hint: Any
    narrow: Callable[[Rows, Officer, datetime], Rows]
    order: tuple[str, ...] = OLDEST_DRAFT

    def rows(self, rows: Rows, *, officer: Officer, now: datetime) -> Rows:
        """Narrow to what waits."""
        return self.narrow(rows, officer, now)


def _drafts(rows: Rows) -> Rows:
    return rows.filter(state=State.DRAFT)


def _awaiting(rows: Rows, officer: Officer, now: datetime) -> Rows:
    unconfirmed = rows.filter(state=State.ISSUED, issued_at__isnull=False, received_at__isnull=True)
    return unconfirmed.filter(issued_at__gt=now - timedelta(days=LONG_PAST_DAYS), expires_at__gt=now)


def _overdue(rows: Rows, officer: Officer, now: datetime) -> Rows:
    unconfirmed = rows.filter(state=State.ISSUED, issued_at__isnull=False, received_at__isnull=True)
    return unconfirmed.filter(Q(issued_at__lte=now - timedelta(days=LONG_PAST_DAYS)) | Q(expires_at__lte=now))


WORK_LISTS: tuple[WorkList, ...] = (
    WorkList(
        "sent-back",
        Action.CERTIFICATE_SUBMIT,
        _("Sent back to you"),
        _("An approver gave these back. Read the reason, correct them, and submit them again."),
        lambda rows, officer, now: _drafts(rows).filter(prepared_by=officer, is_sent_back=True),
    ),
    WorkList(
        "drafts",
        Action.CERTIFICATE_SUBMIT,
        _("Your drafts"),
        _("You began these and have not submitted them."),
        lambda rows, officer, now: _drafts(rows).filter(prepared_by=officer, is_sent_back=False),
    ),
    WorkList(
        "to-check",
        Action.CERTIFICATE_SUBMIT,
        _("To check: drafts of others"),
        _("Colleagues or uploads began these. Who changes one has prepared it, and may submit it."),
        lambda rows, officer, now: _drafts(rows).exclude(prepared_by=officer),
    ),
    WorkList(
        "to-approve",
        Action.CERTIFICATE_APPROVE,
        _("To approve"),
        _("Others prepared and submitted these. Approve what is right, send back what is not."),
        lambda rows, officer, now: rows.filter(state=State.SUBMITTED).exclude(prepared_by=officer),
    ),
    WorkList(
        "to-sign",
        Action.CERTIFICATE_ISSUE,
        _("To sign"),
        _("Approved: issuing numbers and signs them."),
        lambda rows, officer, now: rows.filter(state=State.APPROVED),
    ),
    WorkList(
        "to-validate",
        Action.CERTIFICATE_VALIDATE,
        _("To validate"),
        _("Prepared by others and issued: check the content, seal the container, and record it."),
        lambda rows, officer, now: rows.filter(
            state=State.ISSUED,
            issued_at__isnull=False,
            validated_at__isnull=True,
            received_at__isnull=True,
            expires_at__gt=now,
        ).exclude(prepared_by=officer),
        OLDEST_ISSUED,
    ),
    WorkList(
        "to-print",
        Action.CERTIFICATE_PRINT,
        _("To print"),
        _("Issued and in force, but not printed yet."),
        lambda rows, officer, now: rows.filter(
            issued_at__isnull=False,
            printed_at__isnull=True,
            received_at__isnull=True,
            expires_at__gt=now,
        ).exclude(state__in=NOT_IN_FORCE),
    ),
    WorkList(
        "awaiting-receipt",
        Action.CERTIFICATE_VIEW,
        _("Awaiting receipt"),
        _("On their way: the importing authority has not confirmed them yet."),
        _awaiting,
        OLDEST_ISSUED,
    ),
    WorkList(
        "overdue",
        Action.CERTIFICATE_VIEW,
        _("Overdue"),
        _("Expired, or issued 30 days ago or more, and no receipt is confirmed. Ask the importing authority."),
        _overdue,
        OLDEST_ISSUED,
    ),
)
