"""Is this node fit to answer, and for how long still?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, F, Q, Sum

from kpverify.accounts.leavers import left_behind
from kpverify.registry.models import NumberRange, SigningKey
from kpverify.verification.artefacts import Artefact
from kpverify.verification.published import Published, shelf


@dataclass(frozen=True, slots=True)
class Check:
    """One part: `is_ok` false takes the node out of service; `alarm` asks a person to look before that happens."""

    is_ok: bool
    alarm: bool = False
    facts: tuple[tuple[str, object], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Lay it out for a monitor."""
        return {"ok": self.is_ok, "alarm": self.alarm, **dict(self.facts)}


def readiness(now: datetime) -> dict[str, Check]:
    """Look at every part."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        published, keys, leavers, numbers = shelf.published(), _keys(), _leavers(), _numbers(now)
    except DatabaseError as broken:
        return {"database": Check(is_ok=False, alarm=True, facts=(("reason", type(broken).__name__),))}
    return {
        "database": Check(is_ok=True),
        "trust_list": _trust_list(published, now),
        "status_lists": _status_lists(published, now),
        "keys": keys,
        "leavers": leavers,
        "numbers": numbers,
    }


def _trust_list(published: Published, now: datetime) -> Check:
    """Is there a trust list in force? Alarm from half of its life on: publishing the next needs people."""
    if published.trust_list is None:
        return Check(is_ok=False, alarm=True, facts=(("reason", "none published"),))
    age, left = _age(published.trust_list, now), _left(published.trust_list, now)
    facts = (("version", published.revision.version), ("age_s", age), ("expires_in_s", left))
    return Check(is_ok=left > 0, alarm=age > left, facts=facts)


def _status_lists(published: Published, now: datetime) -> Check:
    """Is every status list in force? Alarm when one was due and was not published."""
    lists = published.status_lists.values()
    oldest = max((_age(held, now) for held in lists), default=0)
    left = min((_left(held, now) for held in lists), default=None)
    facts = (("count", len(lists)), ("oldest_age_s", oldest), ("expires_in_s", left))
    return Check(is_ok=left is None or left > 0, alarm=oldest > settings.STATUS_TTL_SECONDS, facts=facts)


def _keys() -> Check:
    """Can every active key sealed here be opened? A node that only verifies has none."""
    counts = SigningKey.objects.filter(state=SigningKey.State.ACTIVE).aggregate(
        active=Count("pk"), sealed_here=Count("pk", filter=Q(sealed_private__isnull=False))
    )
    is_ok = bool(settings.SEAL_KEY) or not counts["sealed_here"]
    return Check(is_ok=is_ok, alarm=not is_ok, facts=tuple(counts.items()))


def _leavers() -> Check:
    """Does anybody who has left still hold anything? A fault of ours, or somebody wrote past the services.

    Certificates can be checked all the same, so the node stays in service.
    """
    held = left_behind()
    return Check(is_ok=True, alarm=any(held.values()), facts=tuple(held.items()))


def _numbers(now: datetime) -> Check:
    """Have the authorities whose keys are here enough certificate numbers? Less than a tenth left asks for a range."""
    here = SigningKey.objects.filter(state=SigningKey.State.ACTIVE, purpose="certificate", sealed_private__isnull=False)
    ranges = NumberRange.objects.filter(authority__in=here.values("authority"), year=now.year, closed_at=None)
    rows = ranges.values("authority").annotate(
        rest=Sum(F("last_value") - F("next_value") + 1), whole=Sum(F("last_value") - F("first_value") + 1)
    )
    low = sorted(row["authority"] for row in rows if row["rest"] * 10 < row["whole"])
    return Check(is_ok=True, alarm=bool(low), facts=(("nearly_used", low),))


def ages(now: datetime) -> list[tuple[str, str, float]]:
    """List the age of each published text, for the metrics; empty when the database cannot be asked."""
    try:
        published = shelf.published()
    except DatabaseError:
        return []
    trust = [] if published.trust_list is None else [("trust_list", "", float(_age(published.trust_list, now)))]
    return trust + [("status_list", uri, float(_age(held, now))) for uri, held in published.status_lists.items()]


def _age(held: Artefact, now: datetime) -> int:
    return max(0, int((now - held.issued_at).total_seconds()))


def _left(held: Artefact, now: datetime) -> int:
    return int((held.expires_at - now).total_seconds()) if held.expires_at else 0
