"""Sifting: whoever the comparison calls alike gets as far as the comparison, and few others do."""

from __future__ import annotations

import json
import random
from pathlib import Path

from kpverify.screening.matching import LIKE, compare_names
from kpverify.screening.sifting import Listed, outline, read_outline, sift

FOLDER = Path(__file__).parent
SETS = [
    json.loads((FOLDER / f"{one}.json").read_text(encoding="utf-8"))
    for one in ("pairs", "held_out", "unseen", "disguised")
]


def listed_of(pairs, people):
    """Give the listed side of pairs, each known by its place."""
    return [
        Listed(place, name, read_outline(outline(name)), name in people) for place, (name, _asked) in enumerate(pairs)
    ]


def test_nobody_who_is_alike_is_put_aside():
    people = {name for held in SETS for name in held["people"]}
    pairs = [tuple(pair) for held in SETS for kind in held["alike"].values() for pair in kind]
    pairs += [tuple(pair) for held in SETS for pair in held["different"]]
    listed, chance = listed_of(pairs, people), random.Random(1)
    lost, kept_of_others, others = [], 0, 0
    for place, (_name, asked) in enumerate(pairs):
        some = [listed[place], *chance.sample(listed, 20)]
        kept = sift(asked, some, is_rare=lambda _words: True)
        for one in some:
            is_alike = compare_names(asked, one.text, is_person=one.is_person).score >= LIKE
            if is_alike and one.key not in kept:
                lost.append((asked, one.text))
            others += not is_alike
            kept_of_others += not is_alike and one.key in kept
    assert lost == []
    assert len(pairs) > 700
    assert kept_of_others < 0.03 * others


def test_a_name_within_a_longer_one_is_kept_only_where_it_is_rare():
    listed = listed_of([("KARDIAM", "")], set())
    asked = "Lobaye Kardiam Nova"
    assert compare_names(asked, "KARDIAM").reasons[-1].code == "name-within"
    assert sift(asked, listed, is_rare=lambda words: words == ["kardiam"]) == {0}
    assert sift(asked, listed, is_rare=lambda _words: False) == set()
    # The whole name needs no rarity.
    assert sift("Kardiam Trading", listed, is_rare=lambda _words: False) == {0}
