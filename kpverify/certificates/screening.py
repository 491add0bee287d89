"""Whom screening looks at here: drafts, live certificates and the address book, each with the owners known of them.

They are looked at when they are written, and all of them again when a list changes (`subjects.py` of `screening`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from kpverify.accounts.apikeys import maker_of
from kpverify.accounts.models import Officer
from kpverify.audit.models import AuditEntry
from kpverify.certificates.amendments import KIND as AMENDING
from kpverify.certificates.amendments import content_now
from kpverify.certificates.models import Amendment, Certificate, PartyOwner, State
from kpverify.certificates.models import Party as BookLine
from kpverify.certificates.moves import subject_of
from kpverify.proposals.models import Proposal
from kpverify.screening.models import HitPlace
from kpverify.screening.names import fold, take_apart
from kpverify.screening.services import Party, Subject, note, parties_of, register, register_owners
from kpverify.tokens.amended import amend

SIDES = ("exporter", "importer")
# The certificate an amendment is proposed for.
AMENDMENT = "amendment:"
# An address book's line is one party, and its owners.
SELF = "party"
WRITING = ("party.add", "party.change")
BEFORE = (State.DRAFT, State.SUBMITTED, State.APPROVED, State.ISSUING)
AFTER = (State.ISSUED, State.SUSPENDED)
_Key = tuple[str, str, str]
_WORD = re.compile(r"\w+")


def register_subjects() -> None:
    """Let screening look at what this package keeps."""
    register("amendments", next_amendments)
    register("certificates", next_certificates)
    register("parties", next_parties)
    register_owners(owners_behind)


def owners_behind(authority_id: str, content: Mapping[str, Any]) -> list[Party]:
    """List the owners of exporter and importer that the address book knows.

    Those of the line with the same name, address and country; when no such line has owners, those of lines with the
    same but for legal form, case, punctuation, and parts of the address left out: a comma hides no owner. One query,
    and none for a content that names nobody.
    """
    keys = {side: _key(content.get(side)) for side in SIDES}
    asked = [Q(party__name__icontains=_longest(key[0]), party__country=key[2]) for key in keys.values() if key[0]]
    if not asked:
        return []
    rows = PartyOwner.objects.filter(reduce(or_, asked), party__authority_id=authority_id)
    held = list(rows.select_related("party").order_by("party", "place"))
    return [party for side, key in keys.items() if key[0] for party in _owners(side, _of(key, held))]


def _of(key: _Key, owners: Sequence[PartyOwner]) -> list[PartyOwner]:
    lines = [(one, (one.party.name, one.party.address, one.party.country)) for one in owners]
    return [one for one, line in lines if line == key] or [one for one, line in lines if _is_same(key, line)]


def _is_same(one: _Key, other: _Key) -> bool:
    if one[2] != other[2] or take_apart(one[0]).core != take_apart(other[0]).core:
        return False
    here, there = set(fold(one[1]).split()), set(fold(other[1]).split())
    return here <= there or there <= here


def _key(party: Any) -> _Key:
    held = party if isinstance(party, Mapping) else {}
    name, address, country = (str(held.get(part, "")) for part in ("name", "address", "country"))
    return name, address, country


def _longest(name: str) -> str:
    """Give the word by which lines that may be of this name are read."""
    words: list[str] = _WORD.findall(name)
    return max(words or [name], key=len)


def _owners(field: str, owners: Iterable[PartyOwner]) -> list[Party]:
    return [Party(f"{field}.owners[{place}]", one.name, one.country, "", one.share) for place, one in enumerate(owners)]


def live_certificates(now: datetime) -> QuerySet[Certificate]:
    """Give those that screening looks at: drafts, and what is in force and has not arrived."""
    in_force = Q(state__in=AFTER, expires_at__gt=now, receipt_confirmed_at=None)
    return Certificate.objects.filter(Q(state__in=BEFORE) | in_force)


def next_certificates(after: str, most: int) -> list[Subject]:
    """Give the next live certificates in the order of their ids."""
    amended = Amendment.objects.filter(certificate=OuterRef("pk"), state=Amendment.State.SIGNED)
    rows = live_certificates(timezone.now()).annotate(is_amended=Exists(amended)).select_related("prepared_by")
    rows = rows.filter(pk__gt=after) if after else rows
    return [_subject(one, is_amended=one.is_amended) for one in rows.order_by("pk")[:most]]


def _subject(certificate: Certificate, *, is_amended: bool) -> Subject:
    content = content_now(certificate) if is_amended else certificate.content
    return Subject(
        id=subject_of(certificate),
        cursor=str(certificate.pk),
        authority_id=certificate.authority_id,
        parties=tuple(parties_of(certificate.authority_id, content)),
        prepared_by=_person(certificate.prepared_by),
    )


def next_parties(after: str, most: int) -> list[Subject]:
    """Give the next lines of the address books in the order of their ids, retired ones too: they may come back."""
    rows = BookLine.objects.prefetch_related("owners")
    rows = rows.filter(pk__gt=after) if after else rows
    held = list(rows.order_by("pk")[:most])
    writers = _writers(held)
    return [_line(one, writers.get(_name(one))) for one in held]


def _name(line: BookLine) -> str:
    return f"party:{line.pk}"


def _writers(lines: Iterable[BookLine]) -> dict[str, int]:
    """Tell who wrote each line last, as the audit log knows: they may not decide about it."""
    written = AuditEntry.objects.filter(subject__in=[_name(one) for one in lines], verb__in=WRITING).order_by("seq")
    actors = dict(written.values_list("subject", "actor"))
    codes = {actor.removeprefix("officer:") for actor in actors.values()}
    officers = {one.actor: _person(one) for one in Officer.objects.filter(code__in=codes)}
    return {subject: officers[actor] for subject, actor in actors.items() if actor in officers}


def _person(officer: Officer) -> int:
    """What a key wrote is not somebody else's work to who made the key."""
    return (maker_of(officer) if officer.is_system else None) or officer.pk


def _line(line: BookLine, writer: int | None) -> Subject:
    itself = Party(SELF, line.name, line.country, line.address)
    owners: Sequence[PartyOwner] = list(line.owners.all())
    return Subject(_name(line), str(line.pk), line.authority_id, (itself, *_owners(SELF, owners)), writer)


def note_certificate(certificate: Certificate, *, now: datetime) -> None:
    """Put whom a certificate names, and who is like an entry, in the queue.  Writes: OpenHit, HitPlace."""
    _note(_subject(certificate, is_amended=bool(certificate.token)), now=now)


def note_party(line: BookLine, *, by: Officer, now: datetime) -> None:
    """Do the same for a line of the address book, which `by` wrote.  Writes: OpenHit, HitPlace."""
    _note(_line(line, _person(by)), now=now)


def _note(subject: Subject, *, now: datetime) -> None:
    note(
        subject=subject.id,
        parties=subject.parties,
        authority_id=subject.authority_id,
        prepared_by=subject.prepared_by,
        now=now,
    )


def next_amendments(after: str, most: int) -> list[Subject]:
    """Give the next amendments that wait for a second officer in the order of their ids: whom each would bring in."""
    rows = Proposal.objects.waiting(timezone.now()).filter(kind=AMENDING).select_related("proposed_by")
    rows = rows.filter(pk__gt=after) if after else rows
    return [_proposed(one) for one in rows.order_by("pk")[:most]]


def _proposed(proposal: Proposal) -> Subject:
    pk = proposal.subject.partition(":")[2]
    certificate = Certificate.objects.get(pk=pk)
    before = content_now(certificate)
    held = set(parties_of(certificate.authority_id, before))
    named = parties_of(certificate.authority_id, amend(before, proposal.detail["changes"]))
    return Subject(
        id=f"{AMENDMENT}{pk}",
        cursor=str(proposal.pk),
        authority_id=certificate.authority_id,
        parties=tuple(one for one in named if one not in held),
        prepared_by=_person(proposal.proposed_by),
    )


def note_amendment(proposal: Proposal, *, now: datetime) -> None:
    """Put whom a proposed amendment brings in, and who is like an entry, in the queue.  Writes: OpenHit, HitPlace.

    Who proposed it does not decide about them.
    """
    subject = _proposed(proposal)
    _note(subject, now=now)
    # Where an earlier proposal named them already, it is this one's now.
    HitPlace.objects.filter(subject=subject.id).update(prepared_by=subject.prepared_by)


def forget_amendment(proposal: Proposal, now: datetime) -> None:
    """Take it out of the queue again: signed, it is the certificate that names them.  Writes: OpenHit, HitPlace."""
    subject = f"{AMENDMENT}{proposal.subject.partition(':')[2]}"
    note(subject=subject, parties=(), authority_id=str(proposal.authority_id), now=now)
