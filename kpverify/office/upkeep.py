"""What a node does by itself, again and again: finish, publish, renew, forget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

import structlog
from django.db import OperationalError

from kpverify.accounts.sessions import forget_old as forget_old_sessions
from kpverify.certificates.amending import finish_amending
from kpverify.certificates.idempotency import forget_old_answers
from kpverify.certificates.issuing import finish_issuing
from kpverify.certificates.mass import finish_mass
from kpverify.certificates.trusted import trust_in_force
from kpverify.concerns.upkeep import throw_orphans_away as throw_evidence_away
from kpverify.dossier.upkeep import scan_again, throw_orphans_away
from kpverify.errors import Refused
from kpverify.notices.delivery import deliver_due
from kpverify.office.unsaved import forget_old_unsaved
from kpverify.plausibility.services import refresh as refresh_history
from kpverify.registry import trust_list
from kpverify.registry.signers import root_signers
from kpverify.screening import services as screening
from kpverify.status import services as status
from kpverify.telling.reminding import remind
from kpverify.uploads import services as uploads

BY = "system:work"
log = structlog.get_logger(__name__)


def do_what_is_due(*, now: datetime) -> list[str]:
    """Do everything once; tells in one line each what was done, or what stood in the way.

    One that fails never keeps the others from being done.
    """
    return [line for step in STEPS for line in _lines(step, now)]


def _lines(step: Callable[[datetime], Iterator[str]], now: datetime) -> Iterator[str]:
    try:
        yield from step(now)
    except Refused as refused:
        log.warning("work_refused", step=step.__name__, code=refused.code)
        yield f"not done: {refused.message}"
    except OperationalError as busy:
        log.warning("work_database_busy", step=step.__name__, reason=type(busy).__name__)
        yield "not done: the database does not answer; it is tried again"


def finish_intents(now: datetime) -> Iterator[str]:
    """Finish what crashes left behind."""
    done = finish_issuing(now=now, by=BY)
    yield from (f"finished {row.number}" for row in done.certificates)
    yield from (f"not finished: {refusal.message}" for refusal in done.refusals.values())


def finish_amendments(now: datetime) -> Iterator[str]:
    """Sign the amendments that were confirmed, and that a crash left unsigned."""
    done = finish_amending(now=now, by=BY)
    yield from (f"finished {row}" for row in done.amendments)
    yield from (f"not finished: {refusal.message}" for refusal in done.refusals.values())


def revoke_many(now: datetime) -> Iterator[str]:
    """Go on with mass revocations that a closed page left."""
    yield from (f"revoking many, {one.pk}" for one in finish_mass(now=now))


def publish_status_lists(now: datetime) -> Iterator[str]:
    """Publish the lists that changed or grow old."""
    for publication in status.publish_due(now=now, by=BY):
        yield f"published {publication.status_list_id}"


def renew_trust_list(now: datetime) -> Iterator[str]:
    """Sign the trust list anew at half of its life, where the roots are kept on this node."""
    held = trust_in_force().data
    if now.timestamp() < (held["iat"] + held["exp"]) / 2 or len(root_signers()) < held["threshold"]:
        return
    renewed = trust_list.publish_trust_list(status_lists=status.references(), now=now, by=BY)
    yield f"published trust list {renewed.version}"


def load_sanctions(now: datetime) -> Iterator[str]:
    """Go on with sanctions lists that a closed page left."""
    yield from (f"reading {one}" for one in screening.finish_loads(now=now))


def screen_again(now: datetime) -> Iterator[str]:
    """Look at everybody once more after a list changed, a hundred at a time."""
    for one in screening.finish_rescreening(now=now):
        yield f"screened {one.looked_at} again, {one.found} to decide"


def forget_answers(now: datetime) -> Iterator[str]:
    """Forget the answers to old requests."""
    if forgotten := forget_old_answers(now=now):
        yield f"forgot {forgotten} old answers"


def forget_sessions(now: datetime) -> Iterator[str]:
    """Forget the sessions that are over."""
    if forgotten := forget_old_sessions(now):
        yield f"forgot {forgotten} sessions"


def tell_what_waits(now: datetime) -> Iterator[str]:
    """Remind people of what waits, ends or is old."""
    if told := remind(now=now):
        yield f"put {told} reminders into the outbox"


def send_notices(now: datetime) -> Iterator[str]:
    """Send the mails and webhooks that are due; the last step, for others' servers may be slow."""
    done = deliver_due(now=now)
    yield from (f"notices {state}: {many}" for state, many in sorted(done.states.items()))


def forget_unsaved(now: datetime) -> Iterator[str]:
    """Forget what was typed long ago and never saved."""
    if forgotten := forget_old_unsaved(now=now):
        yield f"forgot {forgotten} forms that were never saved"


def work_on_uploads(now: datetime) -> Iterator[str]:
    """Go on with the files of shipments that a closed page left, and forget the old ones."""
    yield from (f"checked or accepted {one.name}" for one in uploads.finish_uploads(now=now))
    if forgotten := uploads.forget_old_uploads(now=now, by=BY):
        yield f"forgot {forgotten} uploads"


def look_after_files(now: datetime) -> Iterator[str]:
    """Scan again what could not be scanned, and throw away what a crash left of an upload."""
    if changed := scan_again(now=now):
        yield f"scanned {changed} files"
    if thrown := throw_orphans_away(now=now) + throw_evidence_away(now=now):
        yield f"threw {thrown} unfinished uploads away"


def keep_the_past(now: datetime) -> Iterator[str]:
    """Take new certificates into what drafts are compared with."""
    done = refresh_history(now=now)
    if any(done):
        yield f"history: {done.taken} certificates taken in, {done.left} left, {done.counted} spreads counted"


STEPS = (
    finish_intents,
    finish_amendments,
    revoke_many,
    publish_status_lists,
    renew_trust_list,
    load_sanctions,
    screen_again,
    forget_answers,
    forget_unsaved,
    forget_sessions,
    work_on_uploads,
    look_after_files,
    keep_the_past,
    tell_what_waits,
    send_notices,
)
