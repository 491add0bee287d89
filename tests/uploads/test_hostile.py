"""Files nobody should send: each is refused with a stable code and words, never a 500."""

import contextlib
import io
import json
import random
import zipfile
from datetime import date

import pytest

from kpverify.certificates import shipments
from kpverify.errors import Refused
from kpverify.uploads import services

from .conftest import as_csv, as_xlsx, codes, shipment, states, table

pytestmark = pytest.mark.django_db
HEAD, ROW = (b",".join(cell.encode() for cell in row) for row in table(1))
BOMB = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def packed(**parts):
    """A workbook in which some parts are replaced: `parts` maps a piece of a name to what to make of its bytes."""
    found = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(as_xlsx(table(2)))) as old,
        zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            raw = old.read(part)
            for piece, change in parts.items():
                if piece in part.filename:
                    raw = change(raw)
            new.writestr(part.filename, raw)
    return found.getvalue()


def unpacking_to(size):
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("xl/workbook.xml", b"0" * size)
    return found.getvalue()


def lying_bomb():
    """An archive whose directory declares less than its part unpacks to."""
    raw = unpacking_to(60_000_000)
    return raw.replace((60_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def after_doctype(raw):
    head, _, rest = raw.partition(b"?>")
    return head + b"?>" + BOMB + rest if rest else BOMB + raw


HOSTILE = {
    "nothing": ("a.csv", b"", "no-rows"),
    "a head only": ("a.csv", HEAD, "no-rows"),
    "no kind": ("a.pdf", b"%PDF", "unknown-kind"),
    "no name": ("", HEAD, "unknown-kind"),
    "nul": ("a.csv", HEAD + b"\n" + ROW.replace(b"Okavango", b"\0"), "not-text"),
    "utf-16": ("a.csv", HEAD.decode().encode("utf-16"), "not-utf8"),
    "latin-1 in the third line": ("a.csv", HEAD + b"\n" + ROW + b"\n" + b"Soci\xe9t\xe9", "not-utf8"),
    "one line of 9 MB": ("a.csv", b"x" * 9_000_000, "not-csv"),
    "one line of many cells": ("a.csv", HEAD + b"\n" + b"," * 150_000, "too-many-columns"),
    "many empty records": ("a.csv", HEAD + b"\n" + b'"\n' * 200_000, "no-rows"),
    "a record of quoted line breaks": ("a.csv", HEAD + b"\n" + b'"\n",' * 200_000, "not-csv"),
    "a huge cell": ("a.csv", HEAD + b"\n" + b"x" * 20_000, "not-csv"),
    "a strange column": ("a.csv", HEAD + b",price\n", "unknown-columns"),
    "a column twice": ("a.csv", HEAD + b",hs1\n" + ROW + b",1", "columns-twice"),
    "a packed csv": ("a.csv", as_xlsx(table(1)), "wrong-kind"),
    "an old workbook": ("a.xlsx", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "wrong-kind"),
    "text called xlsx": ("a.xlsx", HEAD, "not-xlsx"),
    "another zip": ("a.xlsx", packed()[:200], "not-xlsx"),
    "a zip of nothing": ("a.xlsx", b"PK\x05\x06" + b"\0" * 18, "not-xlsx"),
    "a zip bomb": ("a.xlsx", unpacking_to(60_000_000), "unpacks-too-large"),
    "a zip bomb that lies": ("a.xlsx", lying_bomb(), "not-xlsx"),
    "entities in the sheet": ("a.xlsx", packed(sheet1=after_doctype), "not-xlsx"),
    "entities in the workbook": ("a.xlsx", packed(**{"xl/workbook.xml": after_doctype}), "not-xlsx"),
    "a row far below": ("a.xlsx", packed(sheet1=lambda raw: raw.replace(b'r="3"', b'r="900000000"')), "too-many-rows"),
    "a cell far off": ("a.xlsx", packed(sheet1=lambda raw: raw.replace(b'r="V3"', b'r="ZZZ3"')), "too-many-columns"),
    "not json": ("a.json", b"{", "not-json"),
    "deep json": ("a.json", b"[" * 100_000, "not-json"),
    "deep shipments": ("a.json", b"[" + b'{"a":' * 990 + b"1" + b"}" * 990 + b"]", "not-json"),
    "endless numbers": ("a.json", b"[" + b"9" * 5000 + b"]", "not-json"),
}  # fmt: skip


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_a_code_and_words(receive, what):
    name, raw, code = HOSTILE[what]
    with pytest.raises(Refused) as caught:
        receive(raw, name)
    assert (caught.value.code, caught.value.status in (413, 422)) == (code, True)
    assert len(caught.value.message) > 20


def test_too_large_and_too_many_are_told_apart(receive, monkeypatch):
    with pytest.raises(Refused) as caught:
        receive(b"x" * (services.MAX_FILE_BYTES + 1))
    assert (caught.value.code, caught.value.status) == ("too-large", 413)
    monkeypatch.setattr(services, "MOST_ROWS", 3)
    with pytest.raises(Refused) as caught:
        receive(as_csv(table(4)))
    assert (caught.value.code, caught.value.status) == ("too-many-rows", 413)


def test_what_a_database_would_refuse_is_a_wrong_row(receive):
    rows = [
        '{"a": NaN}',
        '{"a": 1e999}',
        r'{"remarks": "\u0000"}',
        r'{"\ud800": 1}',
        "7",
        "null",
        '"x"',
        '{"seals": 5}',
    ]
    upload = receive(f"[{','.join(rows)}, {json.dumps(shipment(1))}]".encode(), "a.json")
    assert states(upload) == dict.fromkeys(range(1, 9), "wrong") | {9: "fit"}
    assert ("", "cannot-be-stored") in codes(upload, 3)


def test_what_spreadsheets_do_to_cells_is_told_or_undone_exactly(receive):
    rows = table(6)
    at = {name: place for place, name in enumerate(rows[0])}
    rows[1][at["carats1"]], rows[1][at["usd1"]], rows[1][at["parcels"]], rows[1][at["hs1"]] = (
        0.1 + 0.2,
        1e6,
        2.0,
        7102.1,
    )
    rows[2][at["carats1"]] = 1804.525
    rows[3][at["seals"]] = 70010
    rows[4][at["seals"]] = date(2026, 2, 1)
    rows[5][at["usd1"]] = "=1+1"
    rows[6][at["remarks"]] = "#REF!"
    upload = receive(as_xlsx(rows), "a.xlsx")
    # Read exactly; that it is three million dollars per carat deserves a look.
    assert states(upload)[2] == "look"
    assert upload.rows.get(place=2).content["goods"][0] == {"hs": "7102.10", "carats": "0.3", "usd": "1000000"}
    assert codes(upload, 3) == {("carats1", "number-too-fine")}
    assert codes(upload, 4) == {("seals", "seal-is-number")}
    assert codes(upload, 5) == {("seals", "cell-is-date")}
    assert codes(upload, 6) == {("usd1", "cell-is-formula")}
    assert codes(upload, 7) == {("remarks", "cell-is-error")}


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_csv_of_every_spreadsheet_is_read(receive, delimiter, mark):
    rows = [[cell.replace(",", " ") for cell in row] for row in table(2)]
    text = mark + "\r\n".join(delimiter.join(row) for row in rows)
    assert states(receive(text.encode())) == {2: "fit", 3: "fit"}


def test_a_damaged_workbook_is_refused_or_read_and_nothing_else(receive):
    good, chance = as_xlsx(table(3)), random.Random(26)
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        names = archive.namelist()
    for _ in range(60):
        name = chance.choice(names)

        def damage(raw):
            found = bytearray(raw)
            for _ in range(chance.randint(1, 6)):
                place = chance.randrange(len(found))
                found[place : place + chance.randint(0, 12)] = bytes(chance.randrange(32, 127) for _ in range(3))
            return bytes(found)

        with contextlib.suppress(shipments.BadFile):
            shipments.read_file(packed(**{name: damage}), kind="xlsx")
