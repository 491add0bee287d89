"""The consolidated list of the United Nations Security Council, XML.

Source: the Council's schema sc-sanctions.xsd: CONSOLIDATED_LIST (dateGenerated) > INDIVIDUALS, ENTITIES.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from xml.etree.ElementTree import Element

from kpverify.screening.reading.days import day_of
from kpverify.screening.reading.entry import Listed, Read, distinct
from kpverify.screening.reading.guard import elements_of, only_file

WANTED = frozenset({"INDIVIDUAL", "ENTITY"})
PLACES = ("STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE", "COUNTRY")


def read(files: Mapping[str, bytes]) -> Read:
    """Read it.  Raises: Refused, as `guard.elements_of`."""
    name, data = only_file(files)
    day: date | None = None
    entries = []
    for tag, element in elements_of(data, name, root="CONSOLIDATED_LIST", wanted=WANTED):
        if not tag:
            day = day_of(element.get("dateGenerated", ""))
        else:
            entries.append(_entry(element, is_person=tag == "INDIVIDUAL"))
    return Read(day, entries)


def _entry(element: Element, *, is_person: bool) -> Listed:
    prefix = "INDIVIDUAL" if is_person else "ENTITY"
    parts = [_text(element, f"{which}_NAME") for which in ("FIRST", "SECOND", "THIRD", "FOURTH")]
    names = [(" ".join(part for part in parts if part), ""), (_text(element, "NAME_ORIGINAL_SCRIPT"), "strong")]
    for alias in element.findall(f"{prefix}_ALIAS"):
        quality = "weak" if _text(alias, "QUALITY").casefold() == "low" else "strong"
        names += [(one, quality) for one in _text(alias, "ALIAS_NAME").split(";")]
    places = element.findall(f"{prefix}_ADDRESS")
    addresses = [", ".join(part for part in (_text(one, what) for what in PLACES) if part) for one in places]
    countries = [_text(one, "COUNTRY") for one in places]
    countries += [value.text or "" for value in element.findall("NATIONALITY/VALUE")]
    return Listed(
        uid=_text(element, "REFERENCE_NUMBER") or _text(element, "DATAID"),
        kind="person" if is_person else "entity",
        names=distinct(names),
        programmes=tuple(one for one in [_text(element, "UN_LIST_TYPE")] if one),
        addresses=tuple(one for one in addresses if one),
        countries=tuple(dict.fromkeys(one.strip() for one in countries if one.strip())),
        listed_on=_text(element, "LISTED_ON"),
        remarks=_text(element, "COMMENTS1"),
    )


def _text(element: Element, path: str) -> str:
    return (element.findtext(path) or "").strip()
