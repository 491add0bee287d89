"""Screening parties, keeping what was found until somebody decides, and remembering what they decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.screening.models import Decision, HitPlace, OpenHit
from kpverify.screening.names import pair_key
from kpverify.screening.searching import Match, Party, in_force, search

OPEN = "open"
REASON_SIZE = 300


class Hit(NamedTuple):
    """A party, an entry it is like, and what was decided: `open`, `same` or `different`."""

    party: Party
    party_key: str
    match: Match
    listed_by: str
    decision: str


class Screening(NamedTuple):
    """What was found, and the lists looked at, with their day; no lists: nobody was screened."""

    lists: tuple[str, ...]
    hits: tuple[Hit, ...]


def screen(parties: Sequence[Party], *, authority_id: str | None = None) -> Screening:
    """Look for parties on the lists in force; `authority_id` is whose decisions count.  Reads the database."""
    held = in_force()
    found = [(party, match) for party in parties for match in search(party, version=held.version)]
    keys = {party: pair_key(party.name, party.country) for party, _match in found}
    decided = _decisions(set(keys.values()), authority_id) if found and authority_id else {}
    hits = [
        Hit(party, keys[party], match, held.labels[match.list_id], _decision(decided, keys[party], match))
        for party, match in found
    ]
    return Screening(tuple(held.labels.values()), tuple(hits))


_Decided = Mapping[tuple[str, str, str], tuple[str, str]]


def _decisions(keys: set[str], authority_id: str) -> _Decided:
    """Give the newest decision about each pair: by party, list and entry, the hash it was about and the answer."""
    rows = Decision.objects.filter(authority_id=authority_id, party_key__in=keys).order_by("at", "pk")
    return {
        (party, kind, uid): (digest, answer)
        for party, kind, uid, digest, answer in rows.values_list(
            "party_key", "sanctions_list", "uid", "entry_hash", "answer"
        )
    }


def _decision(decided: _Decided, key: str, match: Match) -> str:
    digest, answer = decided.get((key, match.list_id, match.uid), ("", OPEN))
    return answer if digest == match.entry_hash else OPEN


@transaction.atomic
def note(
    *, subject: str, parties: Sequence[Party], authority_id: str, now: datetime, prepared_by: int | None = None
) -> list[OpenHit]:
    """Put the open hits of a subject in the queue; `subject` is `certificate:<id>` or `party:<id>`.

    Gives those that wait for a decision, new or not. What the subject is like no more leaves the queue.
    Writes: OpenHit, HitPlace.
    """
    found = screen(parties, authority_id=authority_id)
    kept, waiting = set[int](), []
    for one in found.hits:
        if one.decision != OPEN:
            continue
        hit = _kept(one, authority_id=authority_id, now=now)
        place, _made = HitPlace.objects.get_or_create(
            hit=hit, subject=subject[:80], field=one.party.field[:60], defaults={"prepared_by_id": prepared_by}
        )
        kept.add(place.pk)
        if hit not in waiting:
            waiting.append(hit)
    stale = HitPlace.objects.filter(subject=subject[:80], hit__decided_at=None).exclude(pk__in=kept)
    left = set(stale.values_list("hit_id", flat=True))
    stale.delete()
    OpenHit.objects.filter(pk__in=left, decided_at=None, gone_at=None, places=None).update(gone_at=now)
    return waiting


def _kept(one: Hit, *, authority_id: str, now: datetime) -> OpenHit:
    hit, made = OpenHit.objects.get_or_create(
        authority_id=authority_id,
        party_key=one.party_key,
        entry_id=one.match.entry_id,
        defaults={
            "party_name": one.party.name[:500],
            "party_country": one.party.country[:2].upper(),
            "party_address": one.party.address[:500],
            "matched_name": one.match.matched_name,
            "score": one.match.score,
            "reasons": [{"code": reason.code, "values": reason.values} for reason in one.match.reasons],
            "found_at": now,
        },
    )
    if not made and (hit.gone_at or hit.decided_at):
        hit.gone_at = hit.decided_at = None
        hit.save(update_fields=["gone_at", "decided_at"])
    return hit


@transaction.atomic
def decide(*, hit_id: UUID, answer: str, reason: str, by: Officer, now: datetime) -> Decision:
    """Decide whether a party is the one on the list, for every certificate that names it, until the entry changes.

    Raises: PermissionDenied; Refused not-found, decision-unknown, reason-missing, second-person-needed, hit-over.
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
