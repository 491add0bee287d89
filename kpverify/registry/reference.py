"""The reference data that come with the software: participants, authorities, zones, wordings, each with its source.

Loading fills what is missing and changes nothing that is there: once a thing is in the registry it belongs to the
Secretariat. Where a later version of the files says something else, `differences` tells, and a person decides.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import models, transaction

from kpverify.audit.services import record
from kpverify.registry.models import (
    Advisory,
    Authority,
    HSCode,
    NumberRange,
    Participant,
    ParticipantPeriod,
    Regime,
    Statement,
    VoidNumber,
    Zone,
    ZonePeriod,
)
from kpverify.registry.ranges import check_apart, range_of_year

DATA = Path(__file__).parent / "data"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One data file: whose rows they are, and which belong to a thing named once (a zone's periods to the zone).

    `unit` names what is filled as a whole or not at all: where the Secretariat has written one period of a participant,
    the files add none.
    """

    file: str
    unit: Callable[[Row], str]
    build: Callable[[Row], list[models.Model]]
    held: Callable[[], Iterable[str]]


def load_reference(*, now: datetime, by: str) -> dict[str, int]:
    """Fill what the registry misses, and give every authority its numbers of this year and the last.

    Gives how many things were added, by file; a second call adds none.
    Raises: Refused range-overlap, where the Secretariat gave the usual numbers to somebody else.
    Writes: every registry table, AuditEntry.
    """
    with transaction.atomic():
        added = {part.file: _fill(part) for part in PARTS}
        added["ranges"] = _add_ranges((now.year - 1, now.year))
        if any(added.values()):
            record("reference.load", "reference", by=by, at=now, detail={"added": added})
    return added


def _fill(part: Part) -> int:
    held = set(part.held())
    missing = [row for row in rows(part.file) if part.unit(row) not in held]
    built: dict[type[models.Model], list[models.Model]] = {}
    for row in missing:
        for one in part.build(row):
            built.setdefault(type(one), []).append(one)
    for model, ones in built.items():
        model._default_manager.bulk_create(ones)
    return len(missing)


def _add_ranges(years: Iterable[int]) -> int:
    held = set(NumberRange.objects.values_list("authority_id", "year"))
    authorities = list(Authority.objects.values_list("pk", flat=True))
    missing = [range_of_year(one, year) for year in years for one in authorities if (one, year) not in held]
    if held:
        for one in missing:
            check_apart(one)
    NumberRange.objects.bulk_create(missing)
    return len(missing)


def rows(file: str) -> list[Row]:
    """Read the rows of one data file, with the file's defaults filled in."""
    content = json.loads((DATA / f"{file}.json").read_text("utf-8"))
    defaults = {name: value for name, value in content.get("defaults", {}).items() if name != "source"}
    return [{**defaults, **row} for row in content["rows"]]


def differences() -> list[str]:
    """Say where the registry and the files differ: what the Secretariat has changed, or what newer files say."""
    return [words for part in PARTS for row in rows(part.file) for one in part.build(row) for words in _compare(one)]


def _compare(expected: models.Model) -> list[str]:
    key = _key(expected)
    found = type(expected)._default_manager.filter(**key).first()
    name = f"{expected._meta.verbose_name} {' '.join(str(value) for value in key.values())}"
    if found is None:
        return [f"{name}: in the files, not in the registry"]
    fields = [field.attname for field in expected._meta.concrete_fields if not field.primary_key]
    return [
        f"{name}: {field} is {getattr(found, field)!s}, the files say {getattr(expected, field)!s}"
        for field in fields
        if getattr(found, field) != getattr(expected, field)
    ]


def _key(one: models.Model) -> dict[str, Any]:
    owner = {ParticipantPeriod: "participant_id", ZonePeriod: "zone_id", Regime: "origin_id"}.get(type(one))
    if owner is not None:
        return {owner: getattr(one, owner), "starts_on": getattr(one, "starts_on")}  # noqa: B009 - of three models
    if isinstance(one, VoidNumber):
        return {"number": one.number}
    return {"pk": one.pk}


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _period(row: Row, *more: str) -> Row:
    return {"starts_on": _day(row["from"]), "ends_on": _day(row["to"]), **{name: row[name] for name in more}}


def _statement(row: Row) -> list[models.Model]:
    return [Statement(**row)]


def _hs_code(row: Row) -> list[models.Model]:
    return [HSCode(**row)]


def _participant(row: Row) -> list[models.Model]:
    participant = Participant(
        code=row["code"],
        name=row["name"],
        official_name=row["official_name"],
        members=row.get("members", []),
        is_counted=row["is_counted"],
        validity_days=row["validity_days"],
        retention_years=row["retention_years"],
        language=row["language"],
        statement_id=row["statement"],
        local_statement_id=row["local_statement"],
        origin_list_from=_day(row.get("origin_list_from")),
        source=row["source"],
    )
    periods = [
        ParticipantPeriod(participant_id=row["code"], **_period(one, "state", "reason", "source"))
        for one in row["periods"]
    ]
    return [participant, *periods]


def _authority(row: Row) -> list[models.Model]:
    return [
        Authority(
            id=row["id"],
            participant_id=row["participant"],
            name=row["name"],
            place=row["place"],
            as_of=row["as_of"],
            source=row["source"],
        )
    ]


def _regime(row: Row) -> list[models.Model]:
    return [Regime(origin_id=row["origin"], **_period(row, "rule", "description", "source"))]


def _zone(row: Row) -> list[models.Model]:
    zone = Zone(
        id=row["id"],
        origin_id=row["origin"],
        name=row["name"],
        prefecture=row["prefecture"],
        confidence=row["confidence"],
        source=row["source"],
    )
    return [zone, *(ZonePeriod(zone_id=row["id"], **_period(one, "note")) for one in row["periods"])]


def _advisory(row: Row) -> list[models.Model]:
    more = {name: row[name] for name in ("kind", "zones", "do", "words") if name in row}
    return [Advisory(id=row["id"], participant_id=row["participant"], **_period(row, "text", "source"), **more)]


def _void_number(row: Row) -> list[models.Model]:
    return [
        VoidNumber(
            number=row["number"],
            authority_id=row["authority"],
            reason=row["reason"],
            note=row["note"],
            source=row["source"],
            at=datetime.fromisoformat(f"{row['reported']}T00:00:00+00:00"),
        )
    ]


def _ids(model: type[models.Model], field: str = "pk") -> Callable[[], Iterable[str]]:
    return lambda: model._default_manager.values_list(field, flat=True)


PARTS = (
    Part("statements", lambda row: str(row["id"]), _statement, _ids(Statement)),
    Part("hs_codes", lambda row: str(row["code"]), _hs_code, _ids(HSCode)),
    Part("participants", lambda row: str(row["code"]), _participant, _ids(Participant)),
    Part("authorities", lambda row: str(row["id"]), _authority, _ids(Authority)),
    Part("regimes", lambda row: str(row["origin"]), _regime, _ids(Regime, "origin_id")),
    Part("zones", lambda row: str(row["id"]), _zone, _ids(Zone)),
    Part("advisories", lambda row: str(row["id"]), _advisory, _ids(Advisory)),
    Part("void_numbers", lambda row: str(row["number"]), _void_number, _ids(VoidNumber, "number")),
)
