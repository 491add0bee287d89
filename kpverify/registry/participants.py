"""Participants, their standing by period, and the wordings on their certificates."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction

from kpverify.errors import Refused
from kpverify.registry.keeping import add, change, require, require_source
from kpverify.registry.models import Participant, ParticipantPeriod, Statement
from kpverify.registry.periods import open_one, period_to_end

CODE = re.compile(r"[A-Z]{2}")
STATEMENT_ID = re.compile(r"[A-Z0-9-]{1,24}")


@transaction.atomic
def add_participant(
    *, code: str, name: str, official_name: str, statement_id: str, source: str, now: datetime, by: str
) -> Participant:
    """List a participant; it takes part from its first period on.

    Raises: Refused registry-wrong.  Writes: Participant, AuditEntry.
    """
    require(CODE.fullmatch(code) is not None, "The code is two capital letters, as in ISO 3166-1.")
    members = Participant.objects.exclude(members=[]).values_list("pk", "members")
    owner = next((pk for pk, codes in members if code in codes), None)
    require(owner is None, f"{code} counts as a member of {owner}: it cannot be a participant too.")
    require_source(source)
    participant = Participant(
        code=code, name=name, official_name=official_name, statement_id=statement_id, source=source
    )
    add(participant, "participant.add", f"participant:{code}", by=by, now=now)
    return participant


@transaction.atomic
def start_period(
    *,
    code: str,
    state: str,
    starts_on: date,
    ends_on: date | None = None,
    reason: str,
    source: str,
    now: datetime,
    by: str,
) -> ParticipantPeriod:
    """Admit, suspend, restrict or readmit a participant from a day on; an open period ends on that day.

    Raises: Refused no-participant, period-wrong, period-overlap, no-change, registry-wrong.
    Writes: ParticipantPeriod, AuditEntry.
    """
    participant = locked_participant(code)
    require_source(source)
    if state != ParticipantPeriod.State.ACTIVE:
        require(bool(reason.strip()), "Say why: the reason is published with the trust list.")
    periods = list(participant.periods.order_by("starts_on"))
    former = period_to_end(periods, starts_on=starts_on, ends_on=ends_on)
    if former is not None:
        if former.state == state:
            raise Refused("no-change", f"{participant.name} is {state} since {former.starts_on} already.")
        change(former, {"ends_on": starts_on}, "participant.end-period", _subject(code, former), by=by, now=now)
    period = ParticipantPeriod(
        participant=participant, state=state, starts_on=starts_on, ends_on=ends_on, reason=reason, source=source
    )
    add(period, "participant.start-period", _subject(code, period), by=by, now=now)
    return period


@transaction.atomic
def end_period(*, code: str, ends_on: date, reason: str, source: str, now: datetime, by: str) -> ParticipantPeriod:
    """Let a participant leave, or be removed: from `ends_on` on it takes no part at all.

    Raises: Refused no-participant, no-open-period, period-wrong, registry-wrong.
    Writes: ParticipantPeriod, AuditEntry.
    """
    participant = locked_participant(code)
    require_source(source)
    require(bool(reason.strip()), "Say why: the reason is published with the trust list.")
    period = open_one(participant.periods.all())
    if period is None:
        raise Refused("no-open-period", f"{participant.name} takes no part as it is: there is no period to end.")
    require(ends_on > period.starts_on, f"The period began on {period.starts_on}: it ends later.", code="period-wrong")
    values = {"ends_on": ends_on, "reason": _joined(period.reason, reason), "source": _joined(period.source, source)}
    change(period, values, "participant.end-period", _subject(code, period), by=by, now=now)
    return period


@transaction.atomic
def add_statement(
    *, statement_id: str, language: str, title: str, text: str, source: str, now: datetime, by: str
) -> Statement:
    """Add a wording. One that exists is never changed: certificates that were signed name it.

    Raises: Refused registry-wrong.  Writes: Statement, AuditEntry.
    """
    words = "The id of a wording is of capital letters, digits and dashes, 24 at most."
    require(STATEMENT_ID.fullmatch(statement_id) is not None, words)
    require_source(source)
    statement = Statement(id=statement_id, language=language, title=title, text=text, source=source)
    add(statement, "statement.add", f"statement:{statement_id}", by=by, now=now)
    return statement


@transaction.atomic
def choose_statement(
    *, code: str, statement_id: str, local_statement_id: str | None, now: datetime, by: str
) -> Participant:
    """Let a participant's next certificates carry these wordings.

    Raises: Refused no-participant, no-change, registry-wrong.  Writes: Participant, AuditEntry.
    """
    participant = locked_participant(code)
    values = {"statement_id": statement_id, "local_statement_id": local_statement_id}
    change(participant, values, "participant.choose-statement", f"participant:{code}", by=by, now=now)
    return participant


def locked_participant(code: str) -> Participant:
    """Lock a participant for the rest of the transaction.  Raises: Refused no-participant."""
    participant = Participant.objects.select_for_update(no_key=True).filter(pk=code).first()
    if participant is None:
        raise Refused("no-participant", f"There is no participant {code}.", status=404)
    return participant


def _subject(code: str, period: ParticipantPeriod) -> str:
    return f"participant:{code}:{period.starts_on}"


def _joined(before: str, more: str) -> str:
    return f"{before} ; {more}" if before else more
