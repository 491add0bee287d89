"""Screening parties, keeping what was found until somebody decides, and remembering what they decided."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.compliance.evidence import once
from kpverify.errors import Refused
from kpverify.screening.evidence import news
from kpverify.screening.matching import Reason
from kpverify.screening.models import Decision, HitPlace, OpenHit
from kpverify.screening.names import pair_key
from kpverify.screening.searching import Match, Party, in_force, search

OPEN = "open"
REASON_SIZE = 300


class Hit(NamedTuple):
    """A party, an entry it is like, and what was decided: `open`, `same` or `different`.

    `news` is what opened it again.
    """

    party: Party
    party_key: str
    match: Match
    listed_by: str
    decision: str
    news: tuple[Reason, ...] = ()


class Screening(NamedTuple):
    """What was found, and the lists looked at, with their day; no lists: nobody was screened."""

    lists: tuple[str, ...]
    hits: tuple[Hit, ...]


def screen(parties: Sequence[Party], *, authority_id: str | None = None) -> Screening:
    """Look for parties on the lists in force; `authority_id` is whose decisions count.  Reads the database."""
    held = once("lists in force", in_force)
    found = [(party, match) for party in parties for match in search(party, version=held.version)]
    keys = {party: pair_key(party.name, party.country) for party, _match in found}
    decided = _decisions(set(keys.values()), authority_id) if found and authority_id else {}
    hits = [
        Hit(party, keys[party], match, held.labels[match.list_id], *_decision(decided, keys[party], match))
        for party, match in found
    ]
    return Screening(tuple(held.labels.values()), tuple(hits))


class _Past(NamedTuple):
    """What counts of the decisions about a pair: the newest answer, and all the evidence it was given on."""

    entry_hash: str
    answer: str
    evidence: frozenset[str]


_Decided = Mapping[tuple[str, str, str], _Past]


def _decisions(keys: set[str], authority_id: str) -> _Decided:
    """Give what counts about each pair: by party, list and entry."""
    rows = Decision.objects.filter(authority_id=authority_id, party_key__in=keys).order_by("at", "pk")
    found: dict[tuple[str, str, str], _Past] = {}
    for *pair, digest, answer, evidence in rows.values_list(
        "party_key", "sanctions_list", "uid", "entry_hash", "answer", "evidence"
    ):
        key = (pair[0], pair[1], pair[2])
        before = found.get(key)
        # Somebody who decides on new evidence knows of what was decided before.
        is_more = before is not None and before[:2] == (digest, answer)
        found[key] = _Past(
            digest, answer, frozenset(evidence) | (before.evidence if before and is_more else frozenset())
        )
    return found


def _decision(decided: _Decided, key: str, match: Match) -> tuple[str, tuple[Reason, ...]]:
    """Does a decision still hold, and if not, what is new?"""
    past = decided.get((key, match.list_id, match.uid))
    if past is None:
        return OPEN, ()
    if past.entry_hash != match.entry_hash:
        return OPEN, (Reason("new-entry"),)
    # More evidence makes who is listed no less listed.
    if past.answer == Decision.Answer.SAME:
        return past.answer, ()
    new = news(match.evidence, past.evidence)
    return (OPEN, new) if new else (past.answer, ())


@transaction.atomic
def note(
    *, subject: str, parties: Sequence[Party], authority_id: str, now: datetime, prepared_by: int | None = None
) -> list[OpenHit]:
    """Put the open hits of a subject in the queue; `subject` is `certificate:<id>` or `party:<id>`.

    Gives those that wait for a decision, new or not. What the subject is like no more leaves the queue.
    Writes: OpenHit, HitPlace.
    """
    found = screen(parties, authority_id=authority_id)
    waiting: list[OpenHit] = []
    for one in found.hits:
        if one.decision != OPEN:
            continue
        hit = _kept(one, authority_id=authority_id, now=now)
        HitPlace.objects.get_or_create(
            hit=hit, subject=subject[:80], field=one.party.field[:60], defaults={"prepared_by_id": prepared_by}
        )
        if hit not in waiting:
            waiting.append(hit)
    _leave(subject, found, now=now)
    return waiting


def _leave(subject: str, found: Screening, *, now: datetime) -> None:
    """Take a subject away from open hits that it needs no decision of: it is like them no more, or was decided about.

    A hit that nothing needs leaves the queue: decided, when it was before somewhere else said more; gone otherwise.
    """
    asks = {(one.party_key, one.match.entry_id, one.party.field[:60]) for one in found.hits if one.decision == OPEN}
    places = HitPlace.objects.filter(subject=subject[:80], hit__decided_at=None, hit__gone_at=None)
    # A hit whose entry was taken off its list keeps where it stood: nobody wrote anything otherwise.
    places = places.exclude(hit__in=OpenHit.objects.unlisted().values("pk"))
    held = places.values_list("hit__party_key", "hit__entry_id", "field", "pk", "hit_id")
    stale = [(pk, hit) for *place, pk, hit in held if tuple(place) not in asks]
    if stale:
        # A hit whose entry was taken off its list keeps where it stood: nobody wrote anything otherwise.
        gone = OpenHit.objects.unlisted().filter(pk__in={hit for _pk, hit in stale})
        unlisted = set(gone.values_list("pk", flat=True))
        stale = [(pk, hit) for pk, hit in stale if hit not in unlisted]
    if not stale:
        return
    HitPlace.objects.filter(pk__in=[pk for pk, _hit in stale]).delete()
    left = {hit for _pk, hit in stale}
    for hit in OpenHit.objects.filter(pk__in=left, decided_at=None, gone_at=None, places=None):
        about = {"authority_id": hit.authority_id, "party_key": hit.party_key, "entry_id": hit.entry_id}
        last = Decision.objects.filter(**about).order_by("at", "pk").last()
        hit.decided_at, hit.gone_at = (last.at, None) if last else (None, now)
        hit.save(update_fields=["decided_at", "gone_at"])


def _kept(one: Hit, *, authority_id: str, now: datetime) -> OpenHit:
    """Keep a hit that waits, with all that speaks for it in any place it was found."""
    reasons = [{"code": reason.code, "values": reason.values} for reason in (*one.news, *one.match.reasons)]
    shown: dict[str, Any] = {
        "party_name": one.party.name[:500],
        "party_country": one.party.country[:2].upper(),
        "party_address": one.party.address[:500],
        "matched_name": one.match.matched_name,
        "score": one.match.score,
        "reasons": reasons,
        "evidence": list(one.match.evidence),
    }
    hit, made = OpenHit.objects.select_for_update().get_or_create(
        authority_id=authority_id,
        party_key=one.party_key,
        entry_id=one.match.entry_id,
        defaults={**shown, "found_at": now},
    )
    if made:
        return hit
    waits = not hit.gone_at and not hit.decided_at
    if waits and set(shown["evidence"]) <= set(hit.evidence):
        return hit
    if waits:
        shown["reasons"] = [*reasons, *(reason for reason in hit.reasons if reason not in reasons)]
        shown["score"] = max(hit.score, one.match.score)
        shown["evidence"] = sorted({*hit.evidence, *one.match.evidence})
    else:
        # Open again is found again: whoever was told of the hits before has not been told of this.
        shown["found_at"] = now
    for field, value in shown.items():
        setattr(hit, field, value)
    hit.gone_at = hit.decided_at = None
    hit.save(update_fields=[*shown, "gone_at", "decided_at"])
    return hit


def seen_of(hit: OpenHit) -> str:
    """Name the evidence of a hit as a page shows it."""
    return hashlib.sha256("\n".join(sorted(hit.evidence)).encode()).hexdigest()[:16]


@transaction.atomic
def decide(*, hit_id: UUID, answer: str, reason: str, by: Officer, now: datetime, seen: str | None = None) -> Decision:
    """Decide whether a party is the one on the list, for every certificate that names it.

    It holds until the entry changes or more speaks for it. `seen` is what `seen_of` gave of the hit that was looked at:
    what turned up since then is not decided about.

    Raises: PermissionDenied; Refused not-found, decision-unknown, reason-missing, second-person-needed, hit-over,
    hit-changed.
    Writes: Decision, OpenHit, AuditEntry.
    """
    require(by, Action.SCREENING_DECIDE)
    hit = (
        OpenHit.objects.visible_to(by).select_for_update(of=("self",)).select_related("entry").filter(pk=hit_id).first()
    )
    if hit is None:
        raise Refused("not-found", _("There is nothing here, or it is not yours to see."), status=404)
    if answer not in Decision.Answer.values:
        raise Refused("decision-unknown", _("Say whether it is the same or somebody else."), status=422)
    why = " ".join(reason.split())[:REASON_SIZE]
    if not why:
        raise Refused("reason-missing", _("Give a reason: it is remembered with the decision."), status=422)
    if hit.gone_at is not None or not hit.entry.is_current:
        words = _("This entry is no longer on the list in this form, or the party is like it no more.")
        raise Refused("hit-over", words)
    if seen is not None and seen != seen_of(hit):
        words = _("More speaks for it than when you opened this page. Look at why it matched, then decide.")
        raise Refused("hit-changed", words)
    if hit.places.filter(prepared_by=by).exists():
        words = _("You wrote down this party yourself: another officer has to decide.")
        raise Refused("second-person-needed", words, status=403)
    made = Decision.objects.create(
        authority_id=hit.authority_id,
        party_key=hit.party_key,
        party_name=hit.party_name,
        party_country=hit.party_country,
        sanctions_list_id=hit.entry.sanctions_list_id,
        uid=hit.entry.uid,
        entry_hash=hit.entry.hash,
        entry=hit.entry,
        answer=answer,
        reason=why,
        evidence=hit.evidence,
        by=by,
        at=now,
    )
    hit.decided_at = now
    hit.save(update_fields=["decided_at"])
    detail: dict[str, Any] = {
        "party": hit.party_name,
        "entry": f"{hit.entry.sanctions_list_id} {hit.entry.uid}",
        "answer": answer,
        "reason": why,
        "evidence": hit.evidence,
    }
    record(
        "screening.decide",
        f"screening-hit:{hit.pk}",
        by=by.actor,
        at=now,
        authority=hit.authority_id,
        detail=detail,
    )
    return made
