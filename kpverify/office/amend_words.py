"""Amendments in words: what each field is called, and what stood and is to stand in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.certificates.amendments import Change, signed_amendments
from kpverify.certificates.models import Amendment, Certificate
from kpverify.office.choices import country_names
from kpverify.office.summary import Summary

WHOLE: dict[str, Any] = {
    "mining_origin": gettext_lazy("Country of mining origin"),
    "zones": gettext_lazy("Zones"),
    "exporter.name": gettext_lazy("Name of the exporter"),
    "exporter.address": gettext_lazy("Address of the exporter"),
    "exporter.country": gettext_lazy("Country of the exporter"),
    "importer.name": gettext_lazy("Name of the importer"),
    "importer.address": gettext_lazy("Address of the importer"),
    "importer.country": gettext_lazy("Country of destination"),
    "parcels": gettext_lazy("Number of parcels"),
    "seals": gettext_lazy("Seal numbers"),
    "due_diligence": gettext_lazy("Due diligence"),
    "remarks": gettext_lazy("Remarks"),
}
OF_GOODS: dict[str, Any] = {
    "hs": gettext_lazy("HS code"),
    "carats": gettext_lazy("Carats"),
    "usd": gettext_lazy("US dollars"),
}


def label_of(path: str) -> str:
    """Name a field like `importer.address` or `goods[0].carats`."""
    if path in WHOLE:
        return str(WHOLE[path])
    place, _dot, part = path.removeprefix("goods[").partition("].")
    return _("Goods, line %(number)s: %(what)s") % {"number": int(place) + 1, "what": OF_GOODS[part]}


def value_words(path: str, value: Any, countries: Mapping[str, str]) -> str:
    """Write a value as a person reads it."""
    if value is None:
        return _("None")
    if path == "mining_origin":
        return ", ".join(_named(one, countries) for one in value) or _("Mixed, not disclosed (***)")
    if path.endswith(".country"):
        return _named(value, countries)
    if isinstance(value, list):
        return ", ".join(value) or _("None")
    return str(value)


def _named(code: str, countries: Mapping[str, str]) -> str:
    return f"{countries[code]} ({code})" if code in countries else code


@dataclass(slots=True)
class ChangeWords:
    """One change in words."""

    label: str
    old: str
    new: str


def in_words(changes: Iterable[Change]) -> list[ChangeWords]:
    """Put changes in words."""
    countries = country_names()
    return [
        ChangeWords(
            label_of(one["field"]),
            value_words(one["field"], one["old"], countries),
            value_words(one["field"], one["new"], countries),
        )
        for one in changes
    ]


@dataclass(slots=True)
class Endorsed:
    """One amendment in force, in words."""

    amendment: Amendment
    changes: list[ChangeWords] = field(default_factory=list)


def endorsed_of(certificate: Certificate, summary: Summary) -> list[Endorsed]:
    """List the amendments in force, and mark in the summary what they change."""
    found = (
        [Endorsed(one, in_words(one.changes)) for one in signed_amendments(certificate)] if certificate.token else []
    )
    rows = {row.path: row for row in (*summary.rows, *summary.more)}
    for one in found:
        for change, words in zip(one.amendment.changes, one.changes, strict=True):
            name = change["field"].partition(".")[0].partition("[")[0]
            said = (one.amendment.seq, words)
            if name in rows:
                rows[name].amended.append(said)
            else:
                summary.goods_amended.append(said)
    return found
