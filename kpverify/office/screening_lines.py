"""Hits of screening in the words of the pages: the name here, the entry there, and where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.certificates.lifecycle import Act
from kpverify.certificates.models import Certificate
from kpverify.certificates.parties import parties_of
from kpverify.office.summary import Tag, tag_of
from kpverify.screening.models import Decision, HitPlace, ListLoad, OpenHit
from kpverify.screening.names import pair_key
from kpverify.screening.services import unlisted_by

CERTIFICATE, PARTY, AMENDMENT = "certificate:", "party:", "amendment:"
MOST_PLACES = 5
OPEN = Tag(gettext_lazy("To decide"), "wait")
AGAIN = Tag(gettext_lazy("To decide again"), "warn")
GONE = Tag(gettext_lazy("No longer a hit"), "")
UNLISTED = Tag(gettext_lazy("No longer listed"), "warn")
KINDS = {
    "person": gettext_lazy("Person"),
    "entity": gettext_lazy("Company or group"),
    "vessel": gettext_lazy("Vessel"),
    "aircraft": gettext_lazy("Aircraft"),
    "other": gettext_lazy("Other"),
}
DECIDED = {
    Decision.Answer.SAME: Tag(gettext_lazy("The same"), "bad"),
    Decision.Answer.DIFFERENT: Tag(gettext_lazy("Somebody else"), "good"),
}


class Place(NamedTuple):
    """Where a name stands: a certificate with its state, or a line of the address book."""

    words: str
    address: str
    tag: Tag | None


class HitLine(NamedTuple):
    """One hit in the queue."""

    name: str
    entry: str
    listed_by: str
    address: str
    since: datetime
    tag: Tag
    places: list[Place]
    more_places: int
    unlisted_by: ListLoad | None


class Compared(NamedTuple):
    """One line of party beside list entry."""

    label: str
    here: list[str]
    listed: list[str]


class Decided(NamedTuple):
    """One decision about the pair, and whether the entry reads differently by now."""

    words: Any
    reason: str
    by: Officer
    at: datetime
    is_outdated: bool


def address_of(hit: OpenHit) -> str:
    """Give the page of a hit."""
    return reverse("office-screening-hit", kwargs={"pk": hit.pk})


def lines_of(hits: Iterable[OpenHit], *, officer: Officer, now: datetime) -> list[HitLine]:
    """Put a page of hits into words, with as many queries for many as for one."""
    found = list(hits)
    places = _places([place for hit in found for place in hit.places.all()], officer=officer, now=now)
    tags, unlisted = tags_of(found), unlisted_by(found)
    lines = []
    for hit in found:
        here = list(dict.fromkeys(places[place.pk] for place in hit.places.all() if place.pk in places))
        more = max(len(here) - MOST_PLACES, 0)
        lines.append(
            HitLine(
                hit.party_name,
                hit.entry.name,
                str(hit.entry.sanctions_list),
                address_of(hit),
                hit.found_at,
                tags[hit.pk],
                here[:MOST_PLACES],
                more,
                unlisted.get(hit.pk),
            )
        )
    return lines


def places_of(hit: OpenHit, *, officer: Officer, now: datetime) -> list[Place]:
    """List where one hit stands."""
    rows = list(hit.places.order_by("-pk")[:200])
    found = _places(rows, officer=officer, now=now)
    return list(dict.fromkeys(found[row.pk] for row in rows if row.pk in found))


def _places(rows: Iterable[HitPlace], *, officer: Officer, now: datetime) -> dict[int, Place]:
    held = list(rows)
    certificates = _by_subject(CERTIFICATE, Certificate.objects.visible_to(officer), held)
    amended = _by_subject(AMENDMENT, Certificate.objects.visible_to(officer), held)
    parties = _by_subject(PARTY, parties_of(officer), held)
    found = {}
    for row in held:
        if row.subject in certificates:
            found[row.pk] = _certificate(certificates[row.subject], row, now=now)
        elif row.subject in amended:
            found[row.pk] = _amendment(amended[row.subject], now=now)
        elif row.subject in parties:
            party = parties[row.subject]
            words = _("Address book: %(name)s") % {"name": party.name}
            found[row.pk] = Place(words, reverse("office-party", kwargs={"pk": party.pk}), None)
    return found


def _by_subject(prefix: str, rows: Any, places: Iterable[HitPlace]) -> dict[str, Any]:
    ids = {one.subject.removeprefix(prefix) for one in places if one.subject.startswith(prefix)}
    return {f"{prefix}{one.pk}": one for one in rows.filter(pk__in=ids)} if ids else {}


def _certificate(certificate: Certificate, place: HitPlace, *, now: datetime) -> Place:
    side = _("importer") if place.field.startswith("importer") else _("exporter")
    named = {"number": certificate.number or _("Draft"), "side": side}
    address = reverse("office-certificate", kwargs={"pk": certificate.pk})
    return Place(_("%(number)s: %(side)s") % named, address, tag_of(certificate, now=now))


def _amendment(certificate: Certificate, *, now: datetime) -> Place:
    address = reverse("office-act", kwargs={"pk": certificate.pk, "name": Act.AMEND.value})
    words = _("%(number)s: an amendment that waits") % {"number": certificate.number}
    return Place(words, address, tag_of(certificate, now=now))


def tags_of(hits: Iterable[OpenHit]) -> dict[Any, Tag]:
    """Say where each hit stands: to decide, to decide again, the same, somebody else, gone."""
    found = list(hits)
    decisions, unlisted = _decisions(found), unlisted_by(found)
    return {hit.pk: _tag(hit, decisions.get(_pair(hit), []), is_unlisted=hit.pk in unlisted) for hit in found}


def _tag(hit: OpenHit, decisions: list[Decision], *, is_unlisted: bool) -> Tag:
    if hit.decided_at is not None and decisions:
        return DECIDED[Decision.Answer(decisions[0].answer)]
    if is_unlisted:
        return UNLISTED
    if hit.gone_at is not None:
        return GONE
    return AGAIN if decisions else OPEN


def _pair(hit: OpenHit) -> tuple[str, str, str]:
    return hit.party_key, hit.entry.sanctions_list_id, hit.entry.uid


def _decisions(hits: list[OpenHit]) -> dict[tuple[str, str, str], list[Decision]]:
    found: dict[tuple[str, str, str], list[Decision]] = {}
    if not hits:
        return found
    rows = Decision.objects.filter(
        authority_id__in={hit.authority_id for hit in hits},
        party_key__in={hit.party_key for hit in hits},
        uid__in={hit.entry.uid for hit in hits},
    )
    for one in rows.select_related("by"):
        found.setdefault((one.party_key, one.sanctions_list_id, one.uid), []).append(one)
    return found


def decisions_of(hit: OpenHit) -> list[Decided]:
    """List what was decided about this pair, the newest first."""
    found = _decisions([hit]).get(_pair(hit), [])
    return [
        Decided(DECIDED[Decision.Answer(one.answer)].word, one.reason, one.by, one.at, one.entry_hash != hit.entry.hash)
        for one in found
    ]


def compared(hit: OpenHit) -> list[Compared]:
    """Lay the party beside the entry, as its publisher wrote it."""
    entry, facts = hit.entry, hit.entry.facts
    named: list[list[str]] = facts.get("names", [])
    aliases = [_("%(name)s (weak)") % {"name": text} if kind == "weak" else text for text, kind in named[1:]]
    listed = [_("%(list)s, list of %(day)s") % {"list": entry.sanctions_list, "day": entry.first_load.day}]
    listed += [_("Entry %(uid)s") % {"uid": entry.uid}]
    if facts.get("listed_on"):
        listed.append(_("Listed on %(day)s") % {"day": facts["listed_on"]})
    return [
        Compared(_("Name"), [hit.party_name], [entry.name]),
        Compared(_("Aliases"), [], aliases),
        Compared(_("Address"), _given(hit.party_address), facts.get("addresses", [])),
        Compared(_("Country"), _given(hit.party_country), facts.get("countries", [])),
        Compared(_("Kind"), [], [str(KINDS.get(entry.kind, entry.kind))]),
        Compared(_("Programmes"), [], [str(one) for one in entry.programmes]),
        Compared(_("Remarks"), [], _given(facts.get("remarks", ""))),
        Compared(_("List"), [], listed),
    ]


def _given(text: str) -> list[str]:
    return [text] if text else []


RULE = "screening.parties."
Findings = list[dict[str, Any]]


def with_hits(findings: Findings, certificate: Certificate) -> Findings:
    """Put the links to the hits beside what the rule found; of a certificate in force, the hits themselves.

    Those are no findings of a rule any more, for nothing is assessed: they stand there as what to look at. So do hits
    whose entry was taken off its list, of a draft as well.
    """
    held = _standing_on(certificate)
    if not held:
        return findings
    unlisted = unlisted_by(row.hit for row in held)
    places = _listed(held, unlisted)
    past = [row for row in held if row.hit_id in unlisted and _is_named(certificate, row)]
    found = _linked(findings, places)
    if certificate.token:
        tags = tags_of(row.hit for row in places)
        found += [_standing(row, tags[row.hit_id]) for row in places]
    return found + [_past(row, unlisted[row.hit_id]) for row in past]


def with_links(findings: Findings, certificate: Certificate) -> Findings:
    """Put the links to the hits beside what the rule found, of an amendment that waits."""
    held = _standing_on(certificate)
    return _linked(findings, _listed(held, unlisted_by(row.hit for row in held)))


def _standing_on(certificate: Certificate) -> list[HitPlace]:
    """List where hits stand on a certificate, and on an amendment of it that waits."""
    subjects = [f"{CERTIFICATE}{certificate.pk}", f"{AMENDMENT}{certificate.pk}"]
    rows = HitPlace.objects.filter(subject__in=subjects)
    return list(rows.select_related("hit__entry__sanctions_list").order_by("pk"))


def _listed(rows: Iterable[HitPlace], unlisted: Mapping[Any, ListLoad]) -> list[HitPlace]:
    return [row for row in rows if row.hit.gone_at is None and row.hit_id not in unlisted]


def _linked(findings: Findings, places: list[HitPlace]) -> Findings:
    found: Findings = []
    for one in findings:
        links = list(dict.fromkeys(_link(row) for row in places if _is_about(one, row)))
        found.append({**one, "links": links} if links else one)
    return found


def _is_about(finding: dict[str, Any], row: HitPlace) -> bool:
    if not str(finding["code"]).startswith(RULE) or row.field != finding["field"]:
        return False
    return bool(finding.get("values", {}).get("entry") == row.hit.entry.name)


def _link(row: HitPlace) -> tuple[str, Any]:
    return address_of(row.hit), _("Look at this hit")


def _standing(row: HitPlace, tag: Tag) -> dict[str, Any]:
    named = {"name": row.hit.party_name, "entry": row.hit.entry.name, "list": row.hit.entry.sanctions_list}
    words = _("%(name)s is like %(entry)s on a sanctions list (%(list)s).") % named
    found = {"field": row.field, "code": f"{RULE}in-force", "result": "attention", "message": words}
    return {**found, "words": f"{words} {tag.word}.", "links": [_link(row)], "anchor": ""}


def _is_named(certificate: Certificate, row: HitPlace) -> bool:
    """Does the certificate still name whom the hit is about?  Of an owner that is not asked."""
    party = certificate.content.get(row.field)
    return not isinstance(party, dict) or pair_key(party.get("name", ""), party.get("country", "")) == row.hit.party_key


def _past(row: HitPlace, load: ListLoad) -> dict[str, Any]:
    named = {"name": row.hit.party_name, "entry": row.hit.entry.name, "list": load.sanctions_list, "day": load.day}
    words = _("%(name)s is like %(entry)s, which is no longer listed since %(list)s of %(day)s.") % named
    found = {"field": row.field, "code": f"{RULE}unlisted", "result": "attention", "message": words}
    return {**found, "words": words, "links": [_link(row)], "anchor": ""}
