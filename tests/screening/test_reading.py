"""Every format as it comes, and files that are something else: refused with a stable code, nothing kept."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import date

import pytest
from django.utils import timezone

from kpverify.errors import Refused
from kpverify.screening import services, staging
from kpverify.screening.models import Entry, ListLoad, SanctionsList, StagedEntry
from kpverify.screening.reading import READERS

from . import files

NOW = timezone.now()
BOMB = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><CONSOLIDATED_LIST>&c;</CONSOLIDATED_LIST>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><export>&x;</export>"""


@pytest.mark.parametrize(
    ("kind", "day", "many"),
    [
        ("ofac", None, 11),
        ("eu", date(2026, 6, 5), 16),
        ("un", date(2026, 2, 27), 16),
        ("opensanctions", date(2026, 8, 22), 16),
    ],
)
def test_each_list_is_read_with_its_day_names_and_countries(kind, day, many):
    read = READERS[kind](files.whole(kind))
    assert read.day == day
    assert len(read.entries) >= many
    found = next(one for one in read.entries if one.names[0][0] == "DIAMVILLE SAU")
    assert {name for name, _quality in found.names} >= {"DIAMVILLE SAU", "DIAM VILLE", "DIAMVILLE SAUAG"}
    assert set(found.countries) <= {"CF", "Central African Republic"}
    assert found.programmes
    person = next(one for one in read.entries if "SYTII" in one.names[0][0])
    assert person.kind == "person"


def test_aliases_hidden_in_the_remarks_of_ofac_are_found():
    read = READERS["ofac"](files.ofac(remarks="Tax ID 12; a.k.a. 'BNC'; alt. a.k.a. 'CHAFFORI, Petit'; Linked To: X."))
    assert {("BNC", "strong"), ("CHAFFORI, Petit", "strong")} <= set(read.entries[0].names)


def _changed(change):
    held = files.ofac()
    return {**held, "sdn.csv": change(held["sdn.csv"])}


HOSTILE = {
    "entities": ("un", {"x.xml": BOMB}, "list-hostile"),
    "entity outside": ("eu", {"x.xml": OUTSIDE}, "list-hostile"),
    "too deep": ("eu", {"x.xml": b"<export>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</export>"}, "list-hostile"),
    "cut XML": ("un", {"x.xml": files.un()[:-400]}, "list-cut-short"),
    "another's XML": ("un", {"x.xml": files.eu()}, "list-wrong-format"),
    "XML in UTF-16": ("eu", {"x.xml": files.eu().decode().encode("utf-16")}, "list-wrong-encoding"),
    "XML in latin-1": ("eu", {"x.xml": files.eu().replace(b"BOIS", b"BO\xceS")}, "list-wrong-encoding"),
    "a page": ("eu", {"x.xml": b"<html><body>Try later</body></html>"}, "list-wrong-format"),
    "a zip": ("un", {"x.xml": b"PK\x03\x04" + bytes(200)}, "list-wrong-format"),
    "a gzip as CSV": ("opensanctions", {"x.csv": gzip.compress(files.opensanctions())}, "list-wrong-format"),
    "EBCDIC by its word": ("un", {"x.xml": files.un().replace(b"UTF-8", b"cp500")}, "list-wrong-encoding"),
    "latin-1 by its word": ("eu", {"x.xml": files.eu().replace(b"UTF-8", b"ISO-8859-1")}, "list-wrong-encoding"),
    "UTF-7 by its word": ("eu", {"x.xml": files.eu().replace(b"UTF-8", b"utf-7")}, "list-wrong-encoding"),
    "CSV in UTF-16": (
        "opensanctions",
        {"x.csv": files.opensanctions().decode().encode("utf-16")},
        "list-wrong-encoding",
    ),
    "NUL at the end": ("opensanctions", {"x.csv": files.opensanctions() + b"\x00"}, "list-wrong-encoding"),
    "NUL by number": ("un", {"x.xml": files.un().replace(b"Bangui", b"&#0;")}, "list-cut-short"),
    "a million columns": ("opensanctions", {"x.csv": b"," * 1_000_000}, "list-hostile"),
    "a row without end": ("opensanctions", {"x.csv": b"," * 3_000_000}, "list-hostile"),
    "a row over many lines": ("opensanctions", {"x.csv": b'"x\n",' * 900_000}, "list-hostile"),
    "a cell of 10 MB": (
        "opensanctions",
        {"x.csv": files.opensanctions() + b'"' + b"x\n" * 900_000 + b'"'},
        "list-hostile",
    ),
    "a text of 10 MB": ("un", {"x.xml": files.un().replace(b"Bangui", b"B" * 10_000_000, 1)}, "list-hostile"),
    "a tag of 10 MB": (
        "eu",
        {"x.xml": b"<export " + b" ".join(b'a%d=""' % one for one in range(900_000)) + b"/>"},
        "list-hostile",
    ),
    "an entry of many parts": (
        "eu",
        {"x.xml": b"<export><sanctionEntity>" + b"<a/>" * 30_000 + b"</sanctionEntity></export>"},
        "list-hostile",
    ),
    "a large JSON": ("seed", {"seed.json": b'{"entities": [' + b"1," * 3_000_000 + b"1]}"}, "list-wrong-format"),
    "empty": ("un", {"x.xml": b""}, "list-wrong-format"),
    "no entries": ("un", {"x.xml": b"<CONSOLIDATED_LIST></CONSOLIDATED_LIST>"}, "list-empty"),
    "two files": ("un", {"a.xml": files.un(), "b.xml": files.un()}, "list-files-missing"),
    "one of three": ("ofac", {"sdn.csv": files.ofac()["sdn.csv"]}, "list-files-missing"),
    "other columns": ("ofac", _changed(lambda data: b"id,name\r\n1,x\r\n"), "list-wrong-format"),
    "cut in a cell": ("ofac", _changed(lambda data: data.rstrip(b"\x1a\r\n") + b'\r\n9,"half'), "list-cut-short"),
    "cut in a row": ("ofac", _changed(lambda data: data[: data.rindex(b",") - 20]), "list-wrong-format"),
    "cut at a row": ("ofac", _changed(lambda data: data[: data.index(b"\r\n") + 2]), "list-cut-short"),
    "a huge cell": ("opensanctions", {"x.csv": files.opensanctions() + b"x" * 200_000}, "list-hostile"),
    "another's table": ("opensanctions", {"x.csv": files.ofac()["sdn.csv"]}, "list-wrong-format"),
    "a row too short": ("opensanctions", {"x.csv": files.opensanctions() + b"NK-9,Company\r\n"}, "list-cut-short"),
    "no JSON": ("seed", {"seed.json": b"[" * 100_000}, "list-wrong-format"),
    "no such list": ("xx", {"x": b""}, "list-unknown"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_list_is_refused_and_nothing_is_kept(name):
    kind, held, code = HOSTILE[name]
    with pytest.raises(Refused) as refused:
        services.stage(files=held, kind=kind, by=None, now=NOW)
    assert refused.value.code == code
    for model in (SanctionsList, ListLoad, StagedEntry, Entry):
        assert not model.objects.exists()


def test_a_file_that_is_too_large_is_not_even_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(staging, "MOST_BYTES", 10)
    path = tmp_path / "x.xml"
    path.write_bytes(b"x" * 11)
    path.chmod(0)
    with pytest.raises(Refused) as refused:
        services.stage(files={"x.xml": path}, kind="un", by=None, now=NOW)
    assert refused.value.code == "list-too-large"


@pytest.mark.parametrize("filler", [b"<other>text</other>", b"<!-- a comment -->"])
def test_what_is_not_an_entry_takes_no_memory(filler):
    held = files.un().replace(b"<ENTITIES>", b"<ENTITIES>" + filler * (1_200_000 // len(filler)))
    tracemalloc.start()
    try:
        if filler.startswith(b"<!"):
            with pytest.raises(Refused):
                READERS["un"]({"x.xml": held})
        else:
            assert len(READERS["un"]({"x.xml": held}).entries) == len(files.ENTITIES)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 4_000_000


def test_what_an_entry_says_is_kept_to_a_bearable_length():
    held = files.un().replace(b"<CITY>Bangui</CITY>", b"<CITY>" + b"B" * 900_000 + b"</CITY>", 1)
    read = READERS["un"]({"x.xml": held})
    assert max(len(text) for one in read.entries for text in one.facts["addresses"]) == 500
