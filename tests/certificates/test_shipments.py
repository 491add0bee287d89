"""Files of shipments: what is read, and how a bad file is refused as a whole."""

import json
import re

import pytest

from kpverify.certificates import shipments
from kpverify.certificates.content import find_problems, tidy
from kpverify.certificates.shipments import COLUMNS, MAX_ROWS, BadFile, read_shipments

from .typed import content

HEAD = (
    "mining_origin,exporter_name,exporter_address,exporter_country,importer_name,importer_address,importer_country,"
    "hs1,carats1,usd1,hs2,carats2,usd2,parcels,seals,due_diligence"
)
ROW = 'BW|NA,Okavango,"Plot 1, Gaborone",BW,Gulf,Dubai,AE,7102.31,12.50,900.00,,,,2,S1|S2,OECD-DDG'


@pytest.fixture
def write(tmp_path):
    def write(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_json_may_be_one_shipment_or_a_list(write):
    one = read_shipments(write("one.json", json.dumps(content())))
    many = read_shipments(write("many.JSON", json.dumps([content(), content(parcels=3)])))
    assert [(row.place, row.content) for row in one] == [(1, content())]
    assert [row.place for row in many] == [1, 2]
    assert one[0].key == many[0].key != many[1].key


def test_a_csv_row_becomes_complete_content(write):
    (row,) = read_shipments(write("a.csv", f"{HEAD}\n{ROW}\n"))
    found = tidy(row.content)
    assert find_problems(found) == []
    assert found["mining_origin"] == ["BW", "NA"]
    assert found["exporter"]["address"] == "Plot 1, Gaborone"
    assert found["goods"] == [{"hs": "7102.31", "carats": "12.50", "usd": "900.00"}]
    assert (found["parcels"], found["seals"]) == (2, ["S1", "S2"])
    assert row.place == 2


@pytest.mark.parametrize(("cell", "origins"), [("*", []), ("", None), ("BW", ["BW"])])
def test_a_star_means_mixed_and_nothing_means_missing(write, cell, origins):
    (row,) = read_shipments(write("a.csv", f"{HEAD}\n{ROW.replace('BW|NA', cell)}\n"))
    assert tidy(row.content).get("mining_origin") == origins


def test_what_spreadsheets_write_is_read(write):
    semicolons = f"{HEAD}\n{ROW}".replace('"Plot 1, Gaborone"', "Plot 1").replace(",", ";").replace("\n", "\r\n")
    (row,) = read_shipments(write("a.csv", "\ufeff" + semicolons))
    assert find_problems(tidy(row.content)) == []


@pytest.mark.parametrize("cell", ["", "two", "2.0", "٢", "99999"])
def test_parcels_that_are_no_number_stay_as_typed_and_are_judged_later(write, cell):
    (row,) = read_shipments(write("a.csv", f"{HEAD}\n{ROW.replace(',2,S1', f',{cell},S1')}\n"))
    assert row.content["parcels"] == cell


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("a.txt", "x", "neither"),
        ("a.json", "", "not JSON"),
        ("a.json", "{", "not JSON"),
        ("a.json", "[]", "no shipment"),
        ("a.json", "[" * 200_000, "nested"),
        ("a.json", "[" + "9" * 5000 + "]", "not JSON"),
        ("a.csv", "", "no shipment"),
        ("a.csv", HEAD, "no shipment"),
        ("a.csv", f"{HEAD},price\n{ROW},1", "Unknown columns: price"),
        ("a.csv", f"{HEAD},hs1\n{ROW},1", "twice"),
        ("a.csv", f"{HEAD}\n{ROW},more", "more cells"),
        ("a.csv", f'{HEAD}\n"{ROW}', "not CSV"),
        ("a.csv", f"{HEAD}\n{'x' * 20_000}", "not CSV"),
        ("a.json", json.dumps([1] * (MAX_ROWS + 1)), "more than"),
    ],
)
def test_a_bad_file_is_refused_with_words(write, name, text, words):
    with pytest.raises(BadFile, match=words):
        read_shipments(write(name, text))


def test_a_file_in_another_encoding_is_refused(write):
    with pytest.raises(BadFile, match="not UTF-8"):
        read_shipments(write("a.csv", f"{HEAD}\n{ROW.replace('Gulf', 'Société')}", "latin-1"))


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(BadFile, match="cannot be read"):
        read_shipments(tmp_path / "none.json")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(BadFile, match="cannot be read"):
        read_shipments(tmp_path / "folder.csv")


def test_every_column_is_described():
    described = set(re.findall(r"`([a-z_0-9]+)`", shipments.__doc__))
    assert {column if column in described else f"{column.rstrip('123')}1" for column in COLUMNS} <= described
