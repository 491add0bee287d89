"""What a form offers: countries, zones and parties, from the registry and from what the authority did before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.certificates.paper_names import MEMBERS, UNIONS
from kpverify.office.names import goods
from kpverify.registry.country_names import in_own_language
from kpverify.registry.models import HSCode, Participant, ParticipantPeriod, Regime, Zone

Pair = tuple[str, str]
# So many of the authority's newest certificates are looked at for what it usually types.
LOOKED_BACK = 100


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything the draft form offers: lists of value and words; `names` are of all countries."""

    names: dict[str, str]
    countries: list[Pair]
    usual_origins: list[Pair]
    other_origins: list[Pair]
    zones: list[Pair]
    zone_countries: list[str]
    hs: list[Pair]
    exporters: list[str]
    importers: list[str]
    addresses: list[str]


def choices_for(officer: Officer, *, now: datetime) -> Choices:
    """Look up what an officer's form offers now."""
    today = now.date()
    participants = list(Participant.objects.prefetch_related("periods").select_related(None))
    standing = {one.code: _standing(one.periods.all(), today) for one in participants}
    taking_part = [one for one in participants if standing[one.code]]
    names = country_names(participants)
    named = {one.code: _labelled(names[one.code], standing[one.code]) for one in taking_part if one.code not in UNIONS}
    origins = dict(named)
    for one in taking_part:
        named |= {code: _labelled(names.get(code, code), standing[one.code]) for code in one.members}
    contents = list(_newest(officer))
    used = {code for content in contents for code in content.get("mining_origin", ())}
    own = officer.authority.participant_id if officer.authority else ""
    usual = {code for code in (*used, own) if code in origins}
    exporters = [content.get("exporter", {}) for content in contents]
    importers = [content.get("importer", {}) for content in contents]
    zones = _zones(today, usual)
    return Choices(
        names=names,
        countries=_sorted(named.items()),
        usual_origins=_sorted((code, name) for code, name in origins.items() if code in usual),
        other_origins=_sorted((code, name) for code, name in origins.items() if code not in usual),
        zones=[(zone.pk, f"{zone.name} ({zone.pk})") for zone in zones],
        zone_countries=sorted({origins.get(zone.origin_id, zone.origin_id) for zone in zones}),
        hs=[(one.code, f"{one.code} – {goods(one.description)}") for one in HSCode.objects.order_by("code")],
        exporters=_different(one.get("name") for one in exporters),
        importers=_different(one.get("name") for one in importers),
        addresses=_different(one.get("address") for one in (*exporters, *importers)),
    )


def country_names(participants: Iterable[Participant] | None = None) -> dict[str, str]:
    """Name every country a certificate may speak of, in the reader's language; of participants read already, if any."""
    if participants is None:
        return in_own_language({**MEMBERS, **dict(Participant.objects.values_list("code", "name"))})
    return in_own_language({**MEMBERS, **{one.code: one.name for one in participants}})


def destinations() -> list[Pair]:
    """List the countries a search may ask for."""
    return _sorted(country_names().items())


def _newest(officer: Officer) -> QuerySet[Certificate, dict[str, Any]]:
    rows = Certificate.objects.visible_to(officer).order_by("-created_at", "-id")
    return rows.values_list("content", flat=True)[:LOOKED_BACK]


def _standing(periods: Iterable[ParticipantPeriod], today: date) -> str:
    held = [one.state for one in periods if one.starts_on <= today and (one.ends_on is None or today < one.ends_on)]
    return held[-1] if held else ""


def _labelled(name: str, standing: str) -> str:
    words = {"suspended": _("suspended"), "restricted": _("restricted")}.get(standing)
    return f"{name} ({words})" if words else name


def _zones(today: date, usual: set[str]) -> list[Zone]:
    """Give the zones of those origins whose regime asks for them today, and of those the authority usually names."""
    rules = [Regime.Rule.ZONES, Regime.Rule.ZONES_WITH_CLEARANCE]
    asking = Regime.objects.filter(Q(ends_on=None) | Q(ends_on__gt=today), starts_on__lte=today, rule__in=rules)
    of_these = Q(origin__in=asking.values("origin")) | Q(origin__in=usual)
    return list(Zone.objects.filter(of_these).order_by("origin", "name"))


def _sorted(pairs: Iterable[Pair]) -> list[Pair]:
    return sorted(pairs, key=lambda pair: pair[1])


def _different(texts: Iterable[str | None]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))[:50]
