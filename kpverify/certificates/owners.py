"""Who owns a party of the address book, and how much of it: what an authority knows and nobody else can see.

Source: OFAC, Revised Guidance on Entities Owned by Persons Whose Property and Interests in Property Are Blocked
(13 August 2014): a party is blocked where blocked persons own 50 percent or more of it together.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop as _

from kpverify.certificates.content import find_problems, tidy_value
from kpverify.certificates.models import Party, PartyOwner
from kpverify.errors import Refused

OWNER_PARTS = ("name", "country", "share", "since")
MOST_OWNERS = 20
WHOLE = Decimal(100)
_SHARE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,2})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORDS = {
    "name": _("Give the owner's name, 1 to 120 characters on one line."),
    "country": _("Give the country by its two capital letters."),
    "share": _("Give the share in percent, above 0 and at most 100, like 33.33."),
    "since": _("Write the day as year, month and day, like 2024-05-01, or leave it empty."),
}
TOO_MANY = _("A party has at most 20 owners here: name those with the largest shares.")
TOO_MUCH = _("The shares add to more than 100 percent: look at them again.")


class Owner(NamedTuple):
    """One owner, tidied; `share` is percent as decimal text, without useless zeros."""

    name: str
    country: str
    share: str
    since: date | None


def tidy_owners(owners: Sequence[Mapping[str, Any]]) -> list[Owner]:
    """Put owners in the form that is stored; a line in which nothing was typed is left out.

    Raises: Refused content-wrong, with findings by `owners[0].share`, counted as they were given.
    """
    found, against = [], []
    for place, given in enumerate(owners):
        typed = {part: _text(given.get(part, "")) for part in OWNER_PARTS}
        if not any(typed.values()):
            continue
        owner, wrong = _tidied(typed)
        against += [_finding(f"owners[{place}].{part}", typed[part], WORDS[part]) for part in wrong]
        if owner:
            found.append(owner)
    if len(found) > MOST_OWNERS:
        against.append(_finding("owners", "x", TOO_MANY))
    if sum(Decimal(one.share) for one in found) > WHOLE:
        against.append(_finding("owners", "x", TOO_MUCH))
    if against:
        raise Refused("content-wrong", "Some values cannot stand here.", status=422, findings=against)
    return found


def owners_of(party: Party) -> list[Owner]:
    """List the owners of a party, in the order they were typed."""
    return [Owner(one.name, one.country, one.share, one.since) for one in party.owners.all()]


def keep_owners(party: Party, owners: Sequence[Owner]) -> None:
    """Let these be the owners of a party, inside the caller's transaction.  Writes: PartyOwner."""
    party.owners.all().delete()
    PartyOwner.objects.bulk_create(
        PartyOwner(party=party, place=place, **one._asdict()) for place, one in enumerate(owners)
    )


def as_written(owners: Sequence[Owner]) -> list[dict[str, str]]:
    """Write owners for the audit log."""
    return [{**one._asdict(), "since": one.since.isoformat() if one.since else ""} for one in owners]


def _text(value: Any) -> str:
    found = tidy_value(str(value or ""))
    return found or ""


def _tidied(typed: Mapping[str, str]) -> tuple[Owner | None, list[str]]:
    # A name and a country keep the rules of a certificate's parties.
    party = {"name": typed["name"], "address": "-", "country": typed["country"]}
    problems = {one["field"].removeprefix("exporter.") for one in find_problems({"exporter": party})}
    wrong = [part for part in ("name", "country") if part in problems or not typed[part]]
    share = Decimal(typed["share"]) if _SHARE.fullmatch(typed["share"]) else Decimal(0)
    if not 0 < share <= WHOLE:
        wrong.append("share")
    since = _day(typed["since"])
    if typed["since"] and since is None:
        wrong.append("since")
    if wrong:
        return None, wrong
    return Owner(typed["name"], typed["country"], f"{share.normalize():f}", since), []


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def _finding(field: str, typed: str, words: str) -> dict[str, str]:
    return {"field": field, "code": "wrong" if typed else "missing", "message": words}
