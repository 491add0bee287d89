"""What nobody does, and is told all the same: what waits too long, ends soon, is old, or was found by the machine.

Asked again and again (`office.upkeep`): each is told once to each reader, by its name in the outbox (`Notice.once`),
and many of one kind are one mail.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.db import transaction

from kpverify.certificates.models import Certificate, State
from kpverify.clearance.models import Clearance
from kpverify.clearance.services import LIVE, OPEN, held
from kpverify.notices.models import Notice
from kpverify.provenance.explaining import lines_of
from kpverify.provenance.models import Explanation, Stocktake
from kpverify.registry.advisories import REMIND_BEFORE, is_due, review_on
from kpverify.registry.models import Advisory
from kpverify.screening.models import HitPlace, ListLoad, OpenHit, Rescreening, SanctionsList
from kpverify.telling.hearing import tell

AN_HOUR = 3600
A_WEEK = timedelta(days=7)
# How long after its end a void clearance is still told: `work` may have stood still.
LATE = timedelta(days=7)
MOST = 500


def remind(*, now: datetime) -> int:
    """Put everything that is due into the outbox; tells how many mails.  Writes: Notice."""
    many = 0
    for step in STEPS:
        with transaction.atomic():
            many += step(now)
    return many


def clearances_wait(now: datetime) -> int:
    """Remind the monitors, at most once in as many days as a clearance may wait."""
    days = settings.CLEARANCE_REMIND_DAYS
    waiting = Clearance.objects.filter(
        state=Clearance.State.ASKED, asked_at__lt=now - timedelta(days=days), certificate__state__in=OPEN
    )
    many = sum(held(one).state == Clearance.State.ASKED for one in waiting.select_related("certificate")[:MOST])
    if not many:
        return 0
    once = f"clearance.waits:{now.date().toordinal() // days}"
    detail = {"many": many, "days": days}
    return tell("clearance.waits", subject="clearance", authority_id=None, detail=detail, now=now, once=once)


def clearances_void(now: datetime) -> int:
    """Tell an authority of what its own change did to a clearance: nobody else does, for it is seen by comparing."""
    rows = Clearance.objects.select_related("certificate").filter(certificate__state__in=OPEN)
    void = [one for one in rows.filter(state__in=LIVE)[:MOST] if held(one).state == Clearance.State.VOID]
    void += rows.filter(state=Clearance.State.VOID, ended_at__gt=now - LATE)[:MOST]
    many = 0
    for one in void:
        if Clearance.objects.filter(certificate=one.certificate, asked_at__gt=one.asked_at).exists():
            continue
        many += tell(
            "clearance.void",
            subject=f"certificate:{one.certificate_id}",
            authority_id=one.authority_id,
            detail={},
            now=now,
            once=f"clearance.void:{one.pk}",
        )
    return many


def advisories_end(now: datetime) -> int:
    """Tell the Secretariat what ends, or is to be looked at again, within thirty days."""
    due = [one for one in Advisory.objects.order_by("pk") if is_due(one, now.date())]
    return sum(
        tell(
            "advisory.ends",
            subject=f"advisory:{one.pk}",
            authority_id=None,
            detail={"what": one.pk, "days": REMIND_BEFORE.days},
            now=now,
            once=f"advisory.ends:{one.pk}:{review_on(one, now.date())}",
        )
        for one in due
    )


def lists_wait(now: datetime) -> int:
    """Tell the Secretariat of a load that waits for two people."""
    waiting = (
        ListLoad.objects.filter(state=ListLoad.State.STAGED).exclude(waits_for={}).select_related("sanctions_list")
    )
    return sum(
        tell(
            "sanctions.waits",
            subject=f"sanctions-load:{one.pk}",
            authority_id=None,
            detail={"what": str(one.sanctions_list)},
            now=now,
            once=f"sanctions.waits:{one.pk}",
        )
        for one in waiting
    )


def lists_are_old(now: datetime) -> int:
    """Tell the Secretariat, once a week, which lists are old, or that there is none of a publisher."""
    days, week = settings.SANCTIONS_OLD_DAYS, now.date().toordinal() // A_WEEK.days
    loads = ListLoad.objects.filter(state=ListLoad.State.IN_FORCE).select_related("sanctions_list")
    loads = loads.exclude(sanctions_list=SanctionsList.Kind.SEED).order_by("sanctions_list")
    held_now = [(str(one.sanctions_list), one.list_date or one.loaded_at.date()) for one in loads]
    if not held_now:
        return tell(
            "sanctions.none", subject="sanctions", authority_id=None, detail={}, now=now, once=f"sanctions.none:{week}"
        )
    old = [f"{name} ({day})" for name, day in held_now if now.date() - day > timedelta(days=days)]
    if not old:
        return 0
    detail = {"what": ", ".join(old), "days": days}
    return tell(
        "sanctions.old", subject="sanctions", authority_id=None, detail=detail, now=now, once=f"sanctions.old:{week}"
    )


def hits_found(now: datetime) -> int:
    """Tell each authority, once for each screening of everybody, how many it has to decide about."""
    last = Rescreening.objects.exclude(finished_at=None).order_by("-finished_at", "-begun_at").first()
    if last is None or last.finished_at is None or Rescreening.objects.filter(finished_at=None).exists():
        return 0
    by_authority = Counter[str]()
    waiting = OpenHit.objects.to_decide().filter(found_at__lte=last.finished_at).order_by()
    for authority_id in waiting.values_list("authority_id", flat=True).distinct():
        told = Notice.objects.filter(kind="screening.hits", authority_id=authority_id).order_by("-created_at").first()
        since = datetime.fromisoformat(told.detail["until"]) if told else None
        fresh = waiting.filter(authority_id=authority_id, **({"found_at__gt": since} if since else {}))
        by_authority[authority_id] = _in_force(list(fresh.values_list("pk", flat=True)))
    return sum(
        tell(
            "screening.hits",
            subject=f"authority:{authority_id}",
            authority_id=authority_id,
            detail={"many": many, "until": last.finished_at.isoformat()},
            now=now,
            once=f"screening.hits:{authority_id}:{last.pk}",
        )
        for authority_id, many in by_authority.items()
        if many
    )


def _in_force(hits: list[UUID]) -> int:
    """Count the hits on live certificates, amendments that wait and address-book parties.

    A draft shows its own to whoever writes it.
    """
    places = HitPlace.objects.filter(hit__in=hits).values_list("hit", "subject")
    certificates = {subject.partition(":")[2] for _hit, subject in places if subject.startswith("certificate:")}
    live = Certificate.objects.filter(pk__in=certificates, state__in=(State.ISSUED, State.SUSPENDED))
    kept = {f"certificate:{pk}" for pk in live.values_list("pk", flat=True)}
    return len({hit for hit, subject in places if subject in kept or subject.startswith(("party:", "amendment:"))})


def stock_is_short(now: datetime) -> int:
    """Ask authorities, anew whenever it is about something else, to explain what leaves beyond what came in.

    Looked at once an hour: adding up a ledger takes a while. A cache that forgets only makes it look again.
    """
    if not cache.add(f"telling:stock:{now:%Y%m%d%H}", 1, AN_HOUR):
        return 0
    many = 0
    for authority_id in Stocktake.objects.order_by().values_list("authority_id", flat=True).distinct():
        waiting = Explanation.objects.filter(authority_id=authority_id, decided_at=None)
        explained = set(waiting.values_list("hs", "origins"))
        lines = [one for one in lines_of(authority_id, now=now) if one.is_short and not one.is_explained]
        if asked := [(one.hs, one.origins) for one in lines if (one.hs, one.origins) not in explained]:
            last = Stocktake.objects.filter(authority_id=authority_id).values_list("pk", flat=True).first()
            named = hashlib.sha256(repr((last, asked)).encode()).hexdigest()[:32]
            many += tell(
                "stock.short",
                subject=f"authority:{authority_id}",
                authority_id=authority_id,
                detail={"many": len(asked)},
                now=now,
                once=f"stock.short:{authority_id}:{named}",
            )
    return many


STEPS: tuple[Callable[[datetime], int], ...] = (
    clearances_wait,
    clearances_void,
    advisories_end,
    lists_wait,
    lists_are_old,
    hits_found,
    stock_is_short,
)
