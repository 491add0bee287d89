"""The consolidated list of the European Union, XML (`xmlFullSanctionsList_1_1`).

Source: the Commission's Financial Sanctions Files: export (generationDate) > sanctionEntity > nameAlias, address, ...
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from xml.etree.ElementTree import Element

from kpverify.screening.reading.days import day_of
from kpverify.screening.reading.entry import Listed, Read, distinct
from kpverify.screening.reading.guard import bare, elements_of, only_file

WANTED = frozenset({"sanctionEntity"})
PLACES = ("street", "poBox", "city", "zipCode", "region", "countryDescription")
_KINDS = {"person": "person", "P": "person"}


def read(files: Mapping[str, bytes]) -> Read:
    """Read it.  Raises: Refused, as `guard.elements_of`."""
    name, data = only_file(files)
    day: date | None = None
    entries = []
    for tag, element in elements_of(data, name, root="export", wanted=WANTED):
        if not tag:
            day = day_of(element.get("generationDate", ""))
        else:
            entries.append(_entry(element))
    return Read(day, entries)


def _entry(element: Element) -> Listed:
    names: list[tuple[str, str]] = []
    programmes, addresses, countries, remarks, kind = [], [], [], [], "entity"
    for child in element:
        tag = bare(child.tag)
        if tag == "nameAlias":
            whole = child.get("wholeName", "") or " ".join(
                part for part in (child.get(one, "") for one in ("firstName", "middleName", "lastName")) if part
            )
            quality = ("strong" if names else "") if child.get("strong", "true") != "false" else "weak"
            names.append((whole, quality))
        elif tag == "subjectType":
            kind = _KINDS.get(child.get("code", "") or child.get("classificationCode", ""), "entity")
        elif tag == "regulation":
            programmes.append(child.get("programme", ""))
        elif tag == "address":
            addresses.append(", ".join(part for part in (child.get(one, "") for one in PLACES) if part))
            countries.append(child.get("countryIso2Code", ""))
        elif tag == "citizenship":
            countries.append(child.get("countryIso2Code", ""))
        elif tag == "remark":
            remarks.append((child.text or "").strip())
    return Listed(
        uid=element.get("euReferenceNumber", "") or element.get("logicalId", ""),
        kind=kind,
        names=distinct(names),
        programmes=tuple(dict.fromkeys(one for one in programmes if one)),
        addresses=tuple(one for one in addresses if one),
        countries=tuple(dict.fromkeys(one for one in countries if one not in ("", "00"))),
        listed_on=element.get("designationDate", ""),
        remarks="\n".join(remarks),
    )
