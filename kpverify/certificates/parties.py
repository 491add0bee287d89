"""The address book of an authority: exporters and importers it knows, under the rules of `content.py`.

Nothing is deleted: a party that is retired is no longer offered, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.certificates.content import find_problems, tidy
from kpverify.certificates.models import Party
from kpverify.certificates.moves import told
from kpverify.certificates.owners import Owner, as_written, keep_owners, owners_of, tidy_owners
from kpverify.certificates.screening import note_party
from kpverify.errors import Refused

PARTS = ("name", "address", "country")
OFFERED = 20
NOTE_SIZE = 200


def parties_of(officer: Officer) -> QuerySet[Party]:
    """Give the address book of the officer's own authority; nobody else's."""
    rows = Party.objects.all()
    return rows.filter(authority_id=officer.authority_id) if officer.authority_id else rows.none()


def search_parties(officer: Officer, text: str) -> QuerySet[Party]:
    """Find parties whose name or address holds each word of a text, for the officer's authority."""
    rows = parties_of(officer)
    for word in text.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(address__icontains=word) | Q(country__iexact=word))
    return rows


def offer_parties(officer: Officer, text: str) -> list[Party]:
    """Give the parties a form offers for what was typed: those in use, by name, at most 20."""
    return list(search_parties(officer, text).filter(is_active=True).order_by("name", "address")[:OFFERED])


def tidy_party(party: Mapping[str, Any]) -> dict[str, str]:
    """Put a party in the form a certificate stores.

    Raises: Refused content-wrong, with findings by name, address and country.
    """
    given = {part: party.get(part, "") for part in PARTS}
    try:
        found = tidy({"exporter": given}).get("exporter", {})
    except Refused as refused:
        raise _refused(refused.message, refused.findings) from refused
    if missing := [one for one in find_problems({"exporter": found}) if one["field"].startswith("exporter.")]:
        raise _refused("Some values cannot stand in a certificate.", missing)
    if not found:
        words = {"name": "a name", "address": "an address", "country": "a country"}
        raise _refused(
            "A party has a name, an address and a country.",
            [{"field": part, "code": "missing", "message": f"Give {words[part]}."} for part in PARTS],
        )
    return {part: found[part] for part in PARTS}


def _refused(words: str, findings: list[dict[str, str]]) -> Refused:
    bare = [{**one, "field": one["field"].removeprefix("exporter").removeprefix(".") or "name"} for one in findings]
    return Refused("content-wrong", words, status=422, findings=bare)


@transaction.atomic
def add_party(
    *,
    party: Mapping[str, Any],
    note: str = "",
    owners: Sequence[Mapping[str, Any]] = (),
    by: Officer,
    now: datetime,
) -> Party:
    """Write a party into the address book, with its owners where they are known.

    Raises: Refused content-wrong, party-exists, no-authority; PermissionDenied.
    Writes: Party, PartyOwner, AuditEntry.
    """
    require(by, Action.PARTY_KEEP)
    found, owned_by = _both(party, owners)
    return _added(found, note=note, by=by, now=now, owners=owned_by)


def _both(party: Mapping[str, Any], owners: Sequence[Mapping[str, Any]]) -> tuple[dict[str, str], list[Owner]]:
    """Tidy a party and its owners, and say at once what is wrong with either."""
    against: list[dict[str, str]] = []
    found: dict[str, str] = {}
    owned_by: list[Owner] = []
    try:
        found = tidy_party(party)
    except Refused as refused:
        against += refused.findings or [{"field": "", "code": refused.code, "message": refused.message}]
    try:
        owned_by = tidy_owners(owners)
    except Refused as refused:
        against += refused.findings or [{"field": "owners", "code": refused.code, "message": refused.message}]
    if against:
        raise Refused("content-wrong", "Some values cannot stand here.", status=422, findings=against)
    return found, owned_by


def _added(found: dict[str, str], *, note: str, by: Officer, now: datetime, owners: Sequence[Owner] = ()) -> Party:
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    made = Party(authority_id=by.authority_id, note=_noted(note), changed_at=now, **found)
    _store(made)
    keep_owners(made, owners)
    _note(made, "add", by=by, now=now, detail={"owners": as_written(owners)} if owners else None)
    note_party(made, by=by, now=now)
    return made


@transaction.atomic
def keep_party(*, party: Mapping[str, Any], by: Officer, now: datetime) -> Party:
    """Keep a party that was typed in a certificate; one that is there already stays, and is offered again.

    Raises: Refused content-wrong, no-authority; PermissionDenied.  Writes: Party, AuditEntry.
    """
    require(by, Action.PARTY_KEEP)
    found = tidy_party(party)
    held = parties_of(by).filter(**found).first()
    if held is None:
        return _added(found, note="", by=by, now=now)
    return held if held.is_active else restore_party(party_id=held.pk, by=by, now=now)


@transaction.atomic
def change_party(
    *,
    party_id: UUID,
    party: Mapping[str, Any],
    note: str,
    version: int,
    owners: Sequence[Mapping[str, Any]] | None = None,
    by: Officer,
    now: datetime,
) -> Party:
    """Change a party; certificates keep what they say. Owners that are not given stay.

    Raises: Refused content-wrong, party-exists, version-conflict, not-found; PermissionDenied.
    Writes: Party, PartyOwner, AuditEntry.
    """
    require(by, Action.PARTY_KEEP)
    held = _locked(party_id, by=by)
    if held.version != version:
        words = f"It was changed since you saw it (version {held.version} now): look at it again."
        raise Refused("version-conflict", words)
    before: dict[str, Any] = {part: getattr(held, part) for part in PARTS}
    found, owned_by = _both(party, owners or ())
    for name, value in {**found, "note": _noted(note)}.items():
        setattr(held, name, value)
    detail: dict[str, Any] = {"before": before}
    if owners is not None and owned_by != (owned_before := owners_of(held)):
        before["owners"] = as_written(owned_before)
        detail["owners"] = as_written(owned_by)
        keep_owners(held, owned_by)
    changed = _changed(held, "change", by=by, now=now, detail=detail)
    note_party(changed, by=by, now=now)
    return changed


@transaction.atomic
def retire_party(*, party_id: UUID, by: Officer, now: datetime) -> Party:
    """Offer a party no longer.  Raises: Refused not-found; PermissionDenied.  Writes: Party, AuditEntry."""
    require(by, Action.PARTY_KEEP)
    held = _locked(party_id, by=by)
    if not held.is_active:
        return held
    held.is_active = False
    return _changed(held, "retire", by=by, now=now)


@transaction.atomic
def restore_party(*, party_id: UUID, by: Officer, now: datetime) -> Party:
    """Offer a retired party again.  Raises: Refused not-found; PermissionDenied.  Writes: Party, AuditEntry."""
    require(by, Action.PARTY_KEEP)
    held = _locked(party_id, by=by)
    if held.is_active:
        return held
    held.is_active = True
    return _changed(held, "restore", by=by, now=now)


def _locked(party_id: UUID, *, by: Officer) -> Party:
    held = parties_of(by).select_for_update(no_key=True).filter(pk=party_id).first()
    if held is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return held


def _changed(held: Party, verb: str, *, by: Officer, now: datetime, detail: dict[str, Any] | None = None) -> Party:
    held.version += 1
    held.changed_at = now
    _store(held)
    _note(held, verb, by=by, now=now, detail=detail)
    return held


def _store(party: Party) -> None:
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:
        words = "The address book has this name with this address and country already."
        raise Refused("party-exists", words) from None


def _noted(note: str) -> str:
    return told(note)[:NOTE_SIZE]


def _note(party: Party, verb: str, *, by: Officer, now: datetime, detail: dict[str, Any] | None = None) -> None:
    more = {part: getattr(party, part) for part in PARTS}
    record(
        f"party.{verb}",
        f"party:{party.pk}",
        by=by.actor,
        at=now,
        authority=party.authority_id,
        detail={**more, **(detail or {})},
    )
