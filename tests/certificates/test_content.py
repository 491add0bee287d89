"""What may be typed: drafts may lack things, but nothing wrong gets in."""

import pytest

from kpverify.certificates.content import find_problems, for_search, tidy
from kpverify.errors import Refused

from .typed import content, importer, line


def test_complete_content_has_no_problems():
    assert find_problems(tidy(content())) == []


def test_texts_are_stripped_and_normalised_once_at_entry():
    typed = content(importer=importer(name="  Socie\u0301te\u0301 A  "), seals=[" S1 ", "S2"])
    found = tidy(typed)
    assert found["importer"]["name"] == "Société A"
    assert found["seals"] == ["S1", "S2"]
    assert tidy(found) == found


def test_kind_and_due_diligence_have_a_usual_value():
    found = tidy(content(kind=None, due_diligence=None))
    assert (found["kind"], found["due_diligence"]) == ("standard", [])


def test_empty_cells_of_a_form_count_as_not_typed():
    blank = {"hs": "", "carats": "", "usd": " "}
    found = tidy(content(goods=[line(), blank, blank], remarks="  ", zones=[], exporter={"name": ""}, seals=["", "A1"]))
    assert found["goods"] == [line()]
    assert found["seals"] == ["A1"]
    assert not {"remarks", "zones", "exporter"} & set(found)


def test_an_empty_list_of_origins_is_kept_for_it_says_mixed():
    found = tidy(content(mining_origin=[]))
    assert found["mining_origin"] == []
    assert find_problems(found) == []


def test_no_list_of_origins_is_missing():
    assert [(one["field"], one["code"]) for one in find_problems(tidy(content(mining_origin=None)))] == [
        ("mining_origin", "missing")
    ]


def test_an_empty_draft_lacks_every_element_the_scheme_asks_for():
    found = {one["field"] for one in find_problems(tidy({}))}
    assert found == {"mining_origin", "exporter", "importer", "goods", "parcels", "seals"}
    assert {one["code"] for one in find_problems(tidy({}))} == {"missing"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goods": [line(usd=None)]}, "goods[0].usd"),
        ({"goods": [line(), line(hs=None)]}, "goods[1].hs"),
        ({"importer": {"name": "A"}}, "importer.address"),
    ],
)
def test_a_half_typed_part_is_missing_not_wrong(changes, field):
    problems = find_problems(tidy(content(**changes)))
    assert (field, "missing") in [(one["field"], one["code"]) for one in problems]
    assert {one["code"] for one in problems} == {"missing"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"goods": [line(carats="12,5")]}, "goods[0].carats"),
        ({"goods": [line(carats="0.00")]}, "goods[0].carats"),
        ({"goods": [line(carats="1.234")]}, "goods[0].carats"),
        ({"goods": [line(carats="-4")]}, "goods[0].carats"),
        ({"goods": [line(carats="1e3")]}, "goods[0].carats"),
        ({"goods": [line(carats="١٢")]}, "goods[0].carats"),
        ({"goods": [line(carats="NaN")]}, "goods[0].carats"),
        ({"goods": [line(carats=12.5)]}, "goods[0].carats"),
        ({"goods": [line(usd="9999999999")]}, "goods[0].usd"),
        ({"goods": [line(hs="7102.39")]}, "goods[0].hs"),
        ({"goods": [line(), line()]}, "goods"),
        ({"goods": [line()] * 4}, "goods"),
        ({"goods": "gem"}, "goods"),
        ({"goods": ["gem"]}, "goods[0]"),
        ({"goods": [{**line(), "price": "1"}]}, "goods[0]"),
        ({"parcels": 0}, "parcels"),
        ({"parcels": True}, "parcels"),
        ({"parcels": "2"}, "parcels"),
        ({"parcels": 10**400}, "parcels"),
        ({"seals": ["A", "A"]}, "seals"),
        ({"seals": ["<script>"]}, "seals"),
        ({"seals": [str(n) for n in range(13)]}, "seals"),
        ({"mining_origin": ["bw"]}, "mining_origin"),
        ({"mining_origin": ["BW", "BW"]}, "mining_origin"),
        ({"mining_origin": [["BW"]]}, "mining_origin"),
        ({"importer": importer(country="Emirates")}, "importer.country"),
        ({"importer": importer(name="x" * 121)}, "importer.name"),
        ({"importer": importer(name="A\nB")}, "importer.name"),
        ({"importer": importer(name="A\x00B")}, "importer.name"),
        ({"importer": importer(name="A\u202eB")}, "importer.name"),
        ({"importer": importer(name=7)}, "importer.name"),
        ({"importer": importer(phone="1")}, "importer"),
        ({"importer": "Gulf"}, "importer"),
        ({"kind": "gift"}, "kind"),
        ({"replaces": "BW26000001"}, "replaces"),
        ({"remarks": "x" * 201}, "remarks"),
        ({"due_diligence": ["oecd"]}, "due_diligence"),
        ({"statement": "KPCS-US"}, ""),
        ({"price": 5}, ""),
    ],
)
def test_a_wrong_value_is_refused_at_entry_beside_its_field(changes, field):
    with pytest.raises(Refused) as refused:
        tidy(content(**changes))
    assert refused.value.code == "content-wrong"
    assert refused.value.status == 422
    if field:
        assert field in [one["field"] for one in refused.value.findings]
        assert all(one["message"] and one["code"] == "wrong" for one in refused.value.findings)


@pytest.mark.parametrize("typed", [None, [], "text", 5, [content()]])
def test_content_that_is_no_object_is_refused(typed):
    with pytest.raises(Refused, match="one JSON object"):
        tidy(typed)


@pytest.mark.parametrize(
    "typed", [{"remarks": "a\ud800"}, {"\udfff": 1}, {"seals": ["\ud800"]}, {"a": {"b": "\udc00"}}]
)
def test_half_a_character_is_refused_before_it_reaches_the_database(typed):
    with pytest.raises(Refused, match="half a character"):
        tidy(typed)


def test_a_character_that_unicode_does_not_know_yet_is_refused():
    with pytest.raises(Refused, match="too new"):
        tidy({"remarks": "\u0378"})


def test_nesting_without_end_is_refused():
    deep: list = []
    for _ in range(500):
        deep = [deep]
    with pytest.raises(Refused):
        tidy({"seals": deep})


def test_what_lists_are_searched_by_is_copied_from_the_content():
    assert for_search(content()) == {
        "destination": "AE",
        "exporter_name": "Okavango Sorting (Pty) Ltd",
        "importer_name": "Gulf Tender House DMCC",
    }
    assert for_search({}) == {"destination": "", "exporter_name": "", "importer_name": ""}
