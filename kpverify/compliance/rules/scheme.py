"""The questions verifiers ask too: one function answers for both sides, so a draft and a scan cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.rule import Found
from kpverify.tokens.case import Case
from kpverify.tokens.clearance import check_clearance
from kpverify.tokens.codes import CODES, Result
from kpverify.tokens.verdict import Finding


def words_of(question: str) -> dict[str, tuple[Result, str]]:
    """Give every answer of one question of the check, by its code as verifiers know it."""
    return {code: words for code, words in CODES.items() if code.startswith(f"{question}.")}


def ask_verifiers(
    check: Callable[[Case, list[Finding]], list[Finding]], *, fields: Mapping[str, str]
) -> Callable[[Shipment], Iterator[Found]]:
    """Make a rule of a verifier's question; `fields` gives the entry a finding is about, by how its code begins."""

    def ask(shipment: Shipment) -> Iterator[Found]:
        for one in check(shipment.case, check_clearance(shipment.case)):
            if one.result is not Result.PASS:
                field = next((name for prefix, name in fields.items() if one.code.startswith(prefix)), "")
                yield Found(one.code, field, one.values)

    return ask
