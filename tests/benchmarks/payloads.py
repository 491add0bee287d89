"""Certificates like those of every day, made up from a seed: `choosing()` and `held_out()` share no name.

The dictionary is chosen with the first half and measured with the second (docs/adr/0008-dictionary.md).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from kpverify.certificates.payload import Issue, build_payload, expiry
from tests.benchmarks.payload_words import HOSTS, REMARKS, ROOMS, TRADES, ZONES, Place, places

EACH = 12  # certificates of each participant
START = datetime(2026, 12, 1, tzinfo=UTC)
DAYS = 4 * 365
STATEMENTS = ("KPCS-US", "KPCS-CA", "KPCS-EU", "KPCS")
STANDARDS = ("OECD-DDG", "WDC-SOW-2021", "UNGP", "RJC-COP", "LUSAKA-REF")
HS = ("7102.31", "7102.21", "7102.10")


class Made(NamedTuple):
    """A payload, and the id of the key that signs it."""

    payload: dict[str, Any]
    kid: str


def choosing() -> list[Made]:
    """Make the half that the dictionary is chosen with."""
    return _half("choosing")


def held_out() -> list[Made]:
    """Make the half that it is measured with."""
    return _half("held-out")


def _half(half: str) -> list[Made]:
    chance, around = random.Random(f"KPQR-1 {half}"), places(half)
    return [_Maker(chance, around, place).make() for place in around for _ in range(EACH)]


class _Maker:
    """Makes one certificate of one authority, with partners from the same half."""

    def __init__(self, chance: random.Random, around: Sequence[Place], place: Place) -> None:
        self.chance, self.around, self.place, self.half = chance, around, place, place.half
        self.code = place.authority[:2]
        # Habits of an authority: always the same for one place.
        self.habit = random.Random(place.authority)

    def make(self) -> Made:
        issued_at = START + timedelta(days=self.chance.randrange(DAYS), seconds=self.chance.randrange(25_000, 61_000))
        year = f"{issued_at:%y}"
        number = self._numbers(year)
        host = self.habit.choice(HOSTS[self.half]).format(self.place.country.lower())
        issue = Issue(
            authority_id=self.place.authority,
            statement=self.habit.choice(STATEMENTS),
            officers=self._officers(),
            number=number(),
            status_uri=f"{host}/status/{self.place.authority}/{year}",
            status_idx=self.chance.randrange(2 ** self.chance.choice((17, 17, 17, 20))),
            issued_at=issued_at,
            expires_at=expiry(issued_at=issued_at, validity_days=self.habit.choice((60, 60, 60, 30, 90))),
        )
        content = self._content()
        if content["kind"] == "replacement":
            content["replaces"] = number()
        kid = f"{self.place.authority}-{year}-{self.chance.choice((1, 1, 1, 2, 3))}"
        return Made(build_payload(content=content, issue=issue), kid)

    def _numbers(self, year: str) -> Any:
        style = self.habit.choice(("{0}{1}{2:06}", "{0}{2:08}", "{0}{2:06}", "{0}-{1}-{2:05}", "{0}{1}/{2:06}"))
        return lambda: style.format(self.code, year, self.chance.randrange(1, 60_000))

    def _officers(self) -> list[str]:
        prefix, width = self.habit.choice((("", 4), (f"{self.code}-", 3), ("off", 2), (f"{self.code.lower()}.", 5)))
        return [f"{prefix}{n:0{width}}" for n in self.chance.sample(range(1, 90), 2)]

    def _content(self) -> dict[str, Any]:
        partner = self.chance.choice([one for one in self.around if one is not self.place])
        parcels = self.chance.choice((1, 1, 1, 2, 2, 3, 4, 6, 11))
        content: dict[str, Any] = {
            "mining_origin": self._origin(),
            "exporter": self._party(self.place),
            "importer": self._party(partner),
            "goods": self._goods(),
            "parcels": parcels,
            "seals": self._seals(min(parcels, 6)),
            "due_diligence": self.chance.choice(
                ([], ["OECD-DDG"], ["OECD-DDG"], self.chance.sample(STANDARDS, self.chance.randint(1, 4)))
            ),
            "kind": self.chance.choices(("standard", "technical", "replacement"), (88, 4, 8))[0],
        }
        if self.code in ZONES:
            content["zones"] = self.chance.sample(ZONES[self.code], self.chance.choice((1, 1, 2)))
        if self.chance.random() < 0.45:
            n = f"{self.chance.randrange(10, 9999)}/{self.chance.randrange(26, 31)}"
            content["remarks"] = self.chance.choice(REMARKS[self.half]).format(n=n)
        return content

    def _origin(self) -> list[str]:
        if self.chance.random() < 0.6:
            return [self.code]
        codes = [one.authority for one in self.around if len(one.authority) == 2]
        return sorted(self.chance.sample(codes, self.chance.choice((0, 1, 2, 2, 3, 5))))

    def _party(self, place: Place) -> dict[str, str]:
        pick = self.chance.choice
        name, form = pick(place.companies.split("|")), pick(place.forms.split("|"))
        # A name in another script brings its own form.
        if name.isascii() or form in ("SARL", "S.A.", "SA", "Lda", "Ltda"):
            name = " ".join(word for word in (name, *self._trades(), form) if word)
        street, city = pick(place.streets.split("|")), pick(place.cities.split("|"))
        house = self.chance.randrange(1, 290)
        line = pick((f"{house} {street}", f"{street} {house}", f"{street}, {house}"))
        before = pick(("", "", "", *ROOMS[self.half])).format(house % 40 + 1, house * 31, house * 7)
        post = pick(("", "", f" {self.chance.randrange(1000, 999_999)}"))
        country = f", {place.name}" if self.chance.random() < 0.3 else ""
        return {"name": name, "address": f"{before}{line}, {city}{post}{country}", "country": place.country}

    def _trades(self) -> list[str]:
        """None, one, or (long names) three words for what a company does."""
        return self.chance.sample(TRADES[self.half], self.chance.choice((0, 0, 0, 0, 1, 1, 1, 1, 1, 3)))

    def _goods(self) -> list[dict[str, str]]:
        codes = sorted(self.chance.sample(HS, self.chance.choice((1, 1, 1, 2, 2, 3))), key=HS.index)
        if len(codes) == 1:
            codes = self.chance.choices(HS, (8, 1, 2))
        lines = []
        for hs in codes:
            carats = self.chance.lognormvariate(7, 1.6) + 0.05
            usd = carats * self.chance.lognormvariate(2.3 if hs == "7102.21" else 4.8, 0.7)
            lines.append({"hs": hs, "carats": f"{carats:.2f}", "usd": f"{usd:.2f}"})
        return lines

    def _seals(self, count: int) -> list[str]:
        style = self.habit.choice(("{0}{1}-{2}", "{1}", "{0} {1}", "KP{1}", "{0}/{1}.{2}"))
        first = self.chance.randrange(1000, 990_000)
        return [style.format(self.code, first + n, n + 1) for n in range(count)]
