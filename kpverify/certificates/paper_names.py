"""Find what the registry calls the things a token names by ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kpverify.certificates.trusted import trust_in_force
from kpverify.registry.models import Authority, HSCode, Participant, Statement, Zone


@dataclass(frozen=True, slots=True)
class Wording:
    """A title and statement in one language."""

    language: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Names:
    """What is printed beside a token's own values; without these, the paper shows ids."""

    statement: Wording
    official: str
    authority: str
    local: Wording | None = None
    language: str = "en"
    authority_address: str = ""
    countries: Mapping[str, str] = field(default_factory=dict)
    zones: Mapping[str, str] = field(default_factory=dict)
    hs: Mapping[str, str] = field(default_factory=dict)
    is_demo: bool = False


def names_for(authority: Authority, *, statement_id: str) -> Names:
    """Look everything up; the statement is the one that was signed.  Raises: Refused no-trust-list."""
    participant = authority.participant
    local = participant.local_statement
    return Names(
        statement=_wording(Statement.objects.get(pk=statement_id)),
        local=None if local is None else _wording(local),
        language=participant.language,
        official=participant.official_name,
        authority=f"{authority.name}, {authority.place}" if authority.place else authority.name,
        authority_address=authority.address,
        countries={**MEMBERS, **dict(Participant.objects.values_list("code", "name"))},
        zones=dict(Zone.objects.values_list("id", "name")),
        hs=dict(HSCode.objects.values_list("code", "description")),
        is_demo=bool(trust_in_force().data.get("demo")),
    )


def _wording(statement: Statement) -> Wording:
    return Wording(statement.language, statement.title, statement.text)


# A participant that is no country: parties live in its members.
UNIONS = frozenset({"EU"})
# What the registry knows only as members: states of the Union, and territories that belong to a participant.
MEMBERS = {
    "AT": "Austria",
    "BE": "Belgium",
    "BG": "Bulgaria",
    "CY": "Cyprus",
    "CZ": "Czechia",
    "DE": "Germany",
    "DK": "Denmark",
    "EE": "Estonia",
    "ES": "Spain",
    "FI": "Finland",
    "FR": "France",
    "GL": "Greenland",
    "GR": "Greece",
    "HK": "Hong Kong",
    "HR": "Croatia",
    "HU": "Hungary",
    "IE": "Ireland",
    "IT": "Italy",
    "LT": "Lithuania",
    "LU": "Luxembourg",
    "LV": "Latvia",
    "MO": "Macao",
    "MT": "Malta",
    "NL": "Netherlands",
    "PL": "Poland",
    "PT": "Portugal",
    "RO": "Romania",
    "SE": "Sweden",
    "SI": "Slovenia",
    "SK": "Slovakia",
}
