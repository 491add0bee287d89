"""Exporter and importer are two: not one name, nor one address, spelt twice.

Source: House. A sale to oneself is lawful, and a way to give goods another history.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from anyascii import anyascii
from rapidfuzz import fuzz

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
# Of a hundred: how alike two names, or two addresses, have to be.
ALIKE = 90
_WORD = re.compile(r"[^\W_]+")
# What a company is, not what it is called; written apart or with points it becomes one of these too.
_FORMS = frozenset(
    {
        *(
            "ltd",
            "limited",
            "pty",
            "plc",
            "llc",
            "llp",
            "inc",
            "corp",
            "corporation",
            "co",
            "company",
            "cc",
            "bv",
            "nv",
        ),
        *(
            "sa",
            "sas",
            "sarl",
            "sarlu",
            "sprl",
            "bvba",
            "srl",
            "spa",
            "gmbh",
            "ag",
            "lda",
            "ltda",
            "dmcc",
            "fze",
            "fzco",
        ),
        *("pvt", "private", "proprietary", "ooo", "pao", "oao", "zao", "ao", "jsc", "pjsc", "suarl"),
    }
)


def _ask(shipment: Shipment) -> Iterator[Found]:
    exporter, importer = shipment.kpc["exporter"], shipment.kpc["importer"]
    if _are_alike(_words(exporter["name"]) - _FORMS, _words(importer["name"]) - _FORMS):
        yield Found("name", "importer.name", {"exporter": exporter["name"], "importer": importer["name"]})
    if exporter["country"] == importer["country"] and _are_alike(
        _words(exporter["address"]), _words(importer["address"])
    ):
        yield Found("address", "importer.address", {"exporter": exporter["address"], "importer": importer["address"]})


def _words(text: str) -> frozenset[str]:
    # Points inside a legal form part nothing: S.A. is SA.
    bare = anyascii(unicodedata.normalize("NFKC", text)).casefold().replace(".", "").replace("'", "")
    return frozenset(_WORD.findall(bare))


def _are_alike(one: frozenset[str], other: frozenset[str]) -> bool:
    if not one or not other:
        return False
    apart = fuzz.ratio(" ".join(sorted(one)), " ".join(sorted(other)))
    return max(apart, fuzz.ratio("".join(sorted(one)), "".join(sorted(other)))) >= ALIKE


RULE = Rule(
    id="plausibility.same-party",
    title=_("Exporter and importer are two"),
    source="House: a sale to oneself is lawful, and a known way to give goods another history",
    url="",
    words={
        "name": (
            Result.ATTENTION,
            _(
                "Exporter and importer have nearly the same name: {exporter}, {importer}. Ask whether the value was "
                "agreed between strangers."
            ),
        ),
        "address": (
            Result.ATTENTION,
            _(
                "Exporter and importer have nearly the same address: {exporter}, {importer}. Make sure the right one "
                "was typed."
            ),
        ),
    },
    ask=_ask,
)
