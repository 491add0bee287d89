"""Giving out indexes, changing what they say, and publishing the lists.  Source: IETF Token Status List.

Whoever changes an entry locks its list first. The audit log is not written here when an entry changes: the act behind
it (a revocation, say) writes its own entry after the list is locked, so that two acts never wait for one another in a
circle.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.models import SigningKey
from kpverify.registry.signers import signer_for
from kpverify.status.models import ListedAmendment, Publication, StatusEntry, StatusList
from kpverify.tokens.sign import build_status_list
from kpverify.tokens.status import MAX_AMENDMENTS, pack

log = structlog.get_logger(__name__)
Value = StatusEntry.Value

# What an entry may become. Invalid is final; a confirmed receipt can only be revoked.  Source: docs/token.md section 4.
MOVES: dict[int, frozenset[int]] = {
    Value.VALID: frozenset({Value.INVALID, Value.SUSPENDED, Value.RECEIPT_CONFIRMED}),
    Value.SUSPENDED: frozenset({Value.VALID, Value.INVALID}),
    Value.RECEIPT_CONFIRMED: frozenset({Value.INVALID}),
    Value.INVALID: frozenset(),
}
# So many places are drawn for each one needed; when too few of them are free, the list is as full as it should get.
DRAWN = 16
# `iat` has whole seconds and never goes back: many publications within one second would run ahead of the clock.
MOST_AHEAD = timedelta(seconds=60)
OPENED_AHEAD = timedelta(days=30)
_chance = secrets.SystemRandom()


def allocate(*, authority_id: str, count: int, now: datetime) -> list[StatusEntry]:
    """Draw random unused indexes of the authority's open list, inside the caller's transaction.

    Never "the next": an index must not tell how many certificates an authority issues.
    Writes: StatusList (a new one when the open one is full, and each year), StatusEntry.
    """
    status_list = open_list(authority_id, now)
    drawn = _draw(status_list, count)
    entries = StatusEntry.objects.bulk_create(
        StatusEntry(status_list=status_list, idx=idx, changed_at=now) for idx in drawn
    )
    if len(drawn) == count:
        return entries
    StatusList.objects.filter(pk=status_list.pk).update(is_open=False)
    return entries + allocate(authority_id=authority_id, count=count - len(drawn), now=now)


def open_list(authority_id: str, now: datetime) -> StatusList:
    """Lock the authority's open list of the year, inside the caller's transaction; open one when there is none.

    Writes: StatusList.
    """
    year = f"{now:%y}"
    of_year = StatusList.objects.filter(Q(name=year) | Q(name__startswith=f"{year}-"), authority_id=authority_id)
    found = of_year.select_for_update(no_key=True).filter(is_open=True).order_by("created_at", "name").first()
    if found is not None:
        return found
    # The loop ends: of two processes that open one, the second finds the first's.
    count = of_year.count()
    name = year if count == 0 else f"{year}-{count + 1}"
    uri = f"{settings.PUBLIC_URL}/status/{authority_id}/{name}"
    StatusList.objects.get_or_create(
        uri=uri,
        defaults={"authority_id": authority_id, "name": name, "size": settings.STATUS_LIST_SIZE, "created_at": now},
    )
    return open_list(authority_id, now)


def _draw(status_list: StatusList, count: int) -> list[int]:
    """Draw at most `count`; fewer when the list is about as full as it should get."""
    drawn = _chance.sample(range(status_list.size), min(DRAWN * count, status_list.size))
    taken = set(status_list.entries.filter(idx__in=drawn).values_list("idx", flat=True))
    return [idx for idx in drawn if idx not in taken][:count]


def set_value(*, uri: str, idx: int, value: int, now: datetime, by: str) -> None:
    """Let an entry say something else, inside the caller's transaction; verifiers see it once it is published.

    Raises: Refused status-move, no-status-entry.  Writes: StatusList, StatusEntry.
    """
    StatusList.objects.filter(pk=uri).update(is_dirty=True)
    before = [held for held, after in MOVES.items() if value in after]
    entry = StatusEntry.objects.filter(status_list_id=uri, idx=idx)
    if entry.filter(value__in=before).update(value=value, changed_at=now, changed_by=by):
        return
    held = entry.values_list("value", flat=True).first()
    if held is None:
        raise Refused("no-status-entry", f"There is no entry {idx} in {uri}.", status=404)
    words = f"The entry says {Value(held).label}: it can never say {Value(value).label} after that."
    raise Refused("status-move", words)


def amendments_on(uri: str, *, now: datetime) -> dict[str, list[str]]:
    """Give the amendments a list carries: tokens by number, in order, of certificates that have not expired."""
    found: dict[str, list[str]] = {}
    for one in ListedAmendment.objects.filter(status_list_id=uri, expires_at__gt=now):
        found.setdefault(one.number, []).append(one.token)
    return found


def refuse_if_full(uri: str, *, now: datetime) -> None:
    """Is there room for one more amendment?  Verifiers refuse a longer list as a whole.  Raises: Refused."""
    if ListedAmendment.objects.filter(status_list_id=uri, expires_at__gt=now).count() >= MAX_AMENDMENTS:
        words = f"The status list carries {MAX_AMENDMENTS} amendments already. Issue a replacement instead."
        raise Refused("amendments-full", words)


def add_amendment(*, uri: str, number: str, seq: int, token: str, expires_at: datetime, now: datetime) -> None:
    """Put a signed amendment on a list, inside the caller's transaction; verifiers see it once it is published.

    Raises: Refused amendments-full.  Writes: StatusList, ListedAmendment.
    """
    # Locks the list, so that of two that come at once the second counts the first.
    StatusList.objects.filter(pk=uri).update(is_dirty=True)
    refuse_if_full(uri, now=now)
    ListedAmendment.objects.create(status_list_id=uri, number=number, seq=seq, token=token, expires_at=expires_at)


def publish(*, uri: str, now: datetime, by: str) -> Publication:
    """Sign the list as it is, and let everybody see it.

    One row becomes visible at one instant: a reader never sees half a list, and `iat` never goes back.
    Raises: Refused no-status-list, no-active-key, status-too-often, seal-key-*.
    Writes: Publication, StatusList, AuditEntry.
    """
    now = now.replace(microsecond=0)
    with transaction.atomic():
        status_list = StatusList.objects.select_for_update(no_key=True).filter(pk=uri).first()
        if status_list is None:
            raise Refused("no-status-list", f"There is no status list {uri}.", status=404)
        issued_at = _next_instant(status_list, now)
        values = status_list.entries.exclude(value=Value.VALID).values_list("idx", "value")
        token = build_status_list(
            uri=uri,
            packed=pack(dict(values), size=status_list.size),
            now=issued_at,
            ttl_s=settings.STATUS_TTL_SECONDS,
            life_s=settings.STATUS_LIFE_SECONDS,
            signer=signer_for(status_list.authority_id, "status"),
            amendments=amendments_on(uri, now=issued_at),
        )
        publication = Publication.objects.create(
            status_list=status_list,
            issued_at=issued_at,
            expires_at=issued_at + timedelta(seconds=settings.STATUS_LIFE_SECONDS),
            token=token,
        )
        StatusList.objects.filter(pk=uri).update(published_at=issued_at, is_dirty=False)
        record("status.publish", uri, by=by, at=now, authority=status_list.authority_id)
    return publication


def _next_instant(status_list: StatusList, now: datetime) -> datetime:
    last = status_list.published_at
    if last is None or now > last:
        return now
    following = last + timedelta(seconds=1)
    if following - now > MOST_AHEAD:
        words = f"{status_list.pk} was published up to {last:%H:%M:%S} UTC already. It is published again in a moment."
        raise Refused("status-too-often", words, status=503)
    return following


def open_due(*, now: datetime) -> None:
    """Let every authority with a status key have a list, and next year's a month before it is needed.

    So the trust list names a list before the first certificate stands on it, also where its roots are elsewhere.
    Writes: StatusList.
    """
    active = SigningKey.objects.filter(purpose=SigningKey.Purpose.STATUS, state=SigningKey.State.ACTIVE)
    for authority_id in active.order_by("authority_id").values_list("authority_id", flat=True):
        for at in (now, now + OPENED_AHEAD):
            with transaction.atomic():
                open_list(authority_id, at)


def publish_due(*, now: datetime, by: str) -> list[Publication]:
    """Publish every list that is new, that changed, or whose half time to live has passed.

    A list that cannot be published does not keep the others from it; its refusal is raised at the end.
    Raises, Writes: as publish.
    """
    open_due(now=now)
    published, refusals = [], []
    for uri in StatusList.objects.filter(_is_due(now)).order_by("pk").values_list("pk", flat=True):
        try:
            published.append(publish(uri=uri, now=now, by=by))
        except Refused as refused:
            log.warning("status_not_published", uri=uri, code=refused.code)
            refusals.append(refused)
    if refusals:
        raise refusals[0]
    return published


def _is_due(now: datetime) -> Q:
    half = now - timedelta(seconds=settings.STATUS_TTL_SECONDS / 2)
    return Q(is_dirty=True) | Q(published_at=None) | Q(published_at__lte=half)


def current(uri: str) -> Publication | None:
    """Give the newest publication of a list."""
    return Publication.objects.filter(status_list_id=uri).order_by("-issued_at").first()


def references() -> dict[str, list[dict[str, object]]]:
    """Name every published list by authority, as the trust list does: its uri, and the oldest `iat` to be used."""
    found: dict[str, list[dict[str, object]]] = {}
    for one in StatusList.objects.exclude(published_at=None).order_by("pk"):
        if one.published_at is not None:
            reference: dict[str, object] = {"uri": one.pk, "iat": int(one.published_at.timestamp())}
            found.setdefault(one.authority_id, []).append(reference)
    return found
