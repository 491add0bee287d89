"""Spellings: who is found, who is kept apart, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kpverify.screening import services
from kpverify.screening.keys import keys_of_name
from kpverify.screening.matching import LIKE, compare_addresses, compare_names
from kpverify.screening.reading.seed import SEED

from .test_loading import hits, load

HELD = json.loads((Path(__file__).parent / "pairs.json").read_text(encoding="utf-8"))
# Found one by one, with no exception: the ordinary differences of spelling.
ORDINARY = ("legal-form", "word-order", "spacing", "punctuation-and-accents", "alias-word-more")


def is_alike(listed, asked):
    """Say whether the one would be found by the other, and called alike."""
    like = compare_names(asked, listed, is_person=listed in HELD["people"])
    return bool(keys_of_name(asked) & keys_of_name(listed)) and like.score >= LIKE


@pytest.mark.parametrize("kind", ORDINARY)
def test_ordinary_spellings_are_all_found(kind):
    assert [pair for pair in HELD["alike"][kind] if not is_alike(*pair)] == []


def test_all_spellings_reach_the_measure():
    alike = [pair for pairs in HELD["alike"].values() for pair in pairs]
    found = sum(is_alike(*pair) for pair in alike)
    wrong = sum(is_alike(*pair) for pair in HELD["different"])
    assert len(alike) >= 120
    assert len(HELD["different"]) >= 120
    precision, recall = found / (found + wrong), found / len(alike)
    assert 2 * precision * recall / (precision + recall) >= 0.95
    assert recall >= 0.98


@pytest.mark.parametrize(
    ("asked", "listed", "reason"),
    [
        ("Diamville SARL", "DIAMVILLE SAU", "same-but-legal-form"),
        ("Dmitri Sytii", "SYTII, Dmitri", "word-order"),
        ("Diam Ville", "DIAMVILLE", "spacing"),
        ("Dmitrij Sytij", "SYTII, Dmitri", "word-like"),
        ("АЛРОСА", "PJSC Alrosa", "other-script"),
        ("Kardiam Trading", "KARDIAM", "more-words"),
        ("Diamvilke", "DIAMVILLE", "word-like"),
    ],
)
def test_every_hit_says_why(asked, listed, reason):
    like = compare_names(asked, listed)
    assert reason in [one.code for one in like.reasons]
    assert all(services.say([one._asdict() for one in like.reasons]))


@pytest.mark.parametrize("text", ["", " ", "!!!", "٪", "🜁", "a" * 5_000, "S A R L", "\u202e\u0000x"])
def test_nothing_typed_breaks_it(text):
    assert compare_names(text, "DIAMVILLE").score < LIKE
    keys_of_name(text)


def test_an_address_is_alike_with_its_numbers_only():
    listed = "Avenue Martyrs Rue 5-064, Bangui, Central African Republic"
    assert compare_addresses("Rue 5-064, Avenue Martyrs, Bangui, Central African Republic", listed).score >= LIKE
    assert compare_addresses("Avenue Martyrs Rue 7-064, Bangui, Central African Republic", listed).score < LIKE
    assert compare_addresses("Bangui, Central African Republic", listed).score < LIKE


@pytest.mark.django_db
def test_the_names_that_came_with_the_house_are_found_in_the_database():
    load("seed", {"seed.json": SEED})
    spellings = ["DIAMVILLE", "Diam Ville", "DIAMVILLE SAUAG", "Diamvile S.A.U.", "ДИАМВИЛЬ", "Diamville Company SARL"]
    for spelling in [*spellings, "Alrosa", "АЛРОСА", "ПАО «АЛРОСА»"]:
        assert hits(spelling), spelling
    by_address = hits("Somebody Else", address="Avenue Martyrs, Rue 5-064, Bangui")
    assert [hit.match.reasons[0].code for hit in by_address] == ["same-address"]
    assert not hits("Debswana Diamond Company", "BW")


@pytest.mark.parametrize(
    "asked",
    [
        # Cyrillic Ve and Es, Greek Beta, and one taken apart by a space of no width.
        "\u0412ADICA",
        "BADI\u0421A",
        "\u0392ADICA",
        "\u0412\u200bADICA",
    ],
)
def test_a_letter_of_another_alphabet_that_looks_the_same_hides_nobody(asked):
    assert is_alike("BADICA", asked)
