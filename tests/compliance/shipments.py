"""Shipments for the tests of rules: pure, over the regimes and zones that are loaded at the start."""

import json
from pathlib import Path
from types import SimpleNamespace

import kpverify.registry
from kpverify.compliance.facts import Facts, Shipment
from tests.certificates.typed import content

DATA = Path(kpverify.registry.__file__).parent / "data"


# Published numbers of a few authorities.
NUMBERS = {
    "AE": [{"year": 2014, "first": "AE14000001", "last": "AE29999999"}],
    "AO": [{"year": 2026, "first": "AO000001", "last": "AO999999"}],
    "CM": [],
}
VOID = [{"number": "AE26000666", "reason": "fake"}]


def _rows(name):
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))["rows"]


def trust():
    """Give the regimes and zones as a trust list does."""
    regimes = {}
    for row in _rows("regimes"):
        regimes.setdefault(row["origin"], []).append(row)
    countries = {code: row for row in _rows("participants") for code in row.get("members", ())}
    data = {"authorities": [{"participant": code, "numbers": NUMBERS[code], "void": VOID} for code in NUMBERS]}
    zones = {row["id"]: row for row in _rows("zones")}
    return SimpleNamespace(regimes=regimes, zones=zones, countries=countries, data=data)


def shipment(*, day, facts=None, issuer="BW", **changes):
    """Give a shipment that `issuer` certifies on `day`, an ISO text."""
    authority = {"id": issuer, "participant": issuer}
    case = SimpleNamespace(claims={"kpc": content(**changes)}, authority=authority, trust=trust(), day=day, today=day)
    return Shipment(case, facts or Facts())


def answers(rule, asked):
    """List what a rule answers, in its order."""
    return [found.answer for found in rule.ask(asked)]
