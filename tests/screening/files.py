"""Lists in the exact formats of their publishers, made of the facts that came with the house."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from kpverify.screening.reading.seed import SEED

ENTITIES: list[dict[str, Any]] = json.loads(SEED.read_text(encoding="utf-8"))["entities"]
NOTHING = "-0- "


def numbered() -> list[tuple[int, dict[str, Any]]]:
    """Give the entries of OFAC's list by number."""
    return [(held["ent_num"], one) for one in ENTITIES for held in one["lists"] if held.get("ent_num")]


def ofac(*, without: tuple[str, ...] = (), remarks: str = "") -> dict[str, bytes]:
    """Write sdn.csv, alt.csv and add.csv: no head, CRLF, Control-Z at the end."""
    sdn, alt, add = [], [], []
    for number, one in numbered():
        if one["name"] in without:
            continue
        programmes = "] [".join(one["lists"][0].get("programs", ["CAR"]))
        kind = "individual" if "," in one["name"] else NOTHING
        sdn.append([number, one["name"], kind, programmes, *[NOTHING] * 7, remarks or NOTHING])
        alt += [[number, place, "aka", alias, NOTHING] for place, alias in enumerate(one["aliases"])]
        address = one["lists"][0].get("address", NOTHING)
        add.append([number, number, address, "Bangui", "Central African Republic", NOTHING])
    return {"sdn.csv": table(sdn), "alt.csv": table(alt), "add.csv": table(add)}


def table(rows: list[list[Any]]) -> bytes:
    """Write rows as OFAC does."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode() + b"\x1a"


def eu(*, made: str = "2026-06-05T15:51:25.849+02:00") -> bytes:
    """Write xmlFullSanctionsList_1_1."""
    held = []
    for number, one in enumerate(ENTITIES, 1):
        code = "person" if "," in one["name"] else "enterprise"
        names = "".join(
            f'<nameAlias firstName="" lastName="" wholeName={quoteattr(name)} strong="true" logicalId="{number}"/>'
            for name in (one["name"], *one["aliases"])
        )
        held.append(
            f'<sanctionEntity designationDetails="" unitedNationId="" euReferenceNumber="EU.{number}.7" logicalId="1">'
            f'<remark>{escape(one["name"])}</remark><regulation programme="RUS" publicationDate="2024-01-03"/>'
            f'<subjectType code="{code}" classificationCode="{code[0].upper()}"/>{names}'
            f'<address city="Bangui" street="Avenue 5-064" countryIso2Code="{one["country"]}" countryDescription=""/>'
            "</sanctionEntity>"
        )
    head = f'<export xmlns="http://eu.europa.ec/fpi/fsd/export" generationDate="{made}" globalFileId="1">'
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{head}{"".join(held)}</export>'.encode()


def un(*, made: str = "2026-02-27T00:00:09.554Z") -> bytes:
    """Write the Security Council's consolidated.xml."""
    people, firms = [], []
    for number, one in enumerate(ENTITIES, 1):
        kind = "INDIVIDUAL" if "," in one["name"] else "ENTITY"
        first, _comma, second = one["name"].partition(",")
        aliases = "".join(
            f"<{kind}_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>{escape(alias)}</ALIAS_NAME></{kind}_ALIAS>"
            for alias in one["aliases"]
        )
        written = (
            f"<{kind}><DATAID>{number}</DATAID><VERSIONNUM>1</VERSIONNUM><FIRST_NAME>{escape(first)}</FIRST_NAME>"
            f"<SECOND_NAME>{escape(second.strip())}</SECOND_NAME><UN_LIST_TYPE>CAR</UN_LIST_TYPE>"
            f"<REFERENCE_NUMBER>CFx.{number:03}</REFERENCE_NUMBER><LISTED_ON>2015-08-20</LISTED_ON>{aliases}"
            f"<{kind}_ADDRESS><CITY>Bangui</CITY><COUNTRY>Central African Republic</COUNTRY></{kind}_ADDRESS></{kind}>"
        )
        (people if kind == "INDIVIDUAL" else firms).append(written)
    body = f"<INDIVIDUALS>{''.join(people)}</INDIVIDUALS><ENTITIES>{''.join(firms)}</ENTITIES>"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<CONSOLIDATED_LIST dateGenerated="{made}">'
        f"{body}</CONSOLIDATED_LIST>"
    ).encode()


def opensanctions(*, seen: str = "2026-08-22T01:02:03") -> bytes:
    """Write targets.simple.csv."""
    head = "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,phones,emails,dataset"
    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow([*head.split(","), "first_seen", "last_seen", "last_change"])
    for number, one in enumerate(ENTITIES):
        schema = "Person" if "," in one["name"] else "Company"
        row = [f"NK-{number}", schema, one["name"], ";".join(one["aliases"]), "", one["country"].lower(), "", "", "x"]
        rows.writerow([*row, "", "", "eu_fsf", "2024-01-03", seen, seen])
    return text.getvalue().encode()


def whole(kind: str) -> dict[str, bytes]:
    """Give the files of one list."""
    one_file = {"eu": eu, "un": un, "opensanctions": opensanctions}
    return ofac() if kind == "ofac" else {"list": one_file[kind]()}
