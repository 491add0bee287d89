"""Findings, and the one rule that turns them into an outcome.  Twin of `verdict.js`.  Source: docs/verification.md."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from operator import itemgetter
from typing import Any, NamedTuple

from kpverify.tokens.codes import ATTENTION, CODES, FAIL, UNKNOWN, Result

QUESTIONS = (
    "format",
    "issuer",
    "signature",
    "dates",
    "status",
    "participant",
    "origin",
    "number",
    "presentation",
)
_EVERY_QUESTION = frozenset(QUESTIONS)
SECONDS_PER_HOUR = 3600


class Outcome(StrEnum):
    """What it comes to."""

    VALID = "valid"
    ATTENTION = "attention"
    UNDETERMINED = "undetermined"
    INVALID = "invalid"
    UNRECOGNISED = "unrecognised"


# Named once: Python 3.11 takes its time to look a member up.
VALID, SUSPECT, UNDETERMINED, INVALID, UNRECOGNISED = Outcome
LETTERS = {VALID: "V", SUSPECT: "A", UNDETERMINED: "C", INVALID: "I", UNRECOGNISED: "N"}


class Finding(NamedTuple):
    """One answer to one question; `values` are texts that fill the code's words."""

    question: str
    result: Result
    code: str
    values: dict[str, str]

    @property
    def detail(self) -> str:
        """The code's English sentence."""
        return CODES[self.code][1].format_map(self.values)

    def as_json(self) -> dict[str, Any]:
        """Lay it out as docs/token.md section 6 has it."""
        return {
            "question": self.question,
            "result": self.result.value,
            "code": self.code,
            "detail": self.detail,
            "values": dict(self.values),
        }


# What a code means is known before it is found; a finding without values is always the same one.
_PLAIN = {code: Finding(code[: code.index(".")], result, code, {}) for code, (result, _) in CODES.items()}


def finding(code: str, /, **values: str) -> Finding:
    """Make the finding of a code of `codes.py`."""
    plain = _PLAIN[code]
    return Finding(plain.question, plain.result, code, values) if values else plain


class Verdict(NamedTuple):
    """What a check found.  `freshness` ages are seconds; `certificate` is None until the signature holds.

    `amendments` lists what the issuer changed since, in order; the certificate stays as it was signed.
    """

    outcome: Outcome
    code: str
    is_demo: bool
    findings: tuple[Finding, ...]
    certificate: dict[str, Any] | None
    freshness: dict[str, int | None]
    verified_at: str
    host: str | None
    amendments: tuple[dict[str, Any], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Lay it out as docs/token.md section 6 has it."""
        return {
            "outcome": self.outcome.value,
            "code": self.code,
            "demo": self.is_demo,
            "checks": [one.as_json() for one in self.findings],
            "certificate": self.certificate,
            "amendments": list(self.amendments),
            "freshness": self.freshness,
            "verified_at": self.verified_at,
            "host": self.host,
        }


_question_of, _result_of = itemgetter(0), itemgetter(1)


def conclude(findings: Sequence[Finding]) -> Outcome:
    """Give the outcome. Total: no list of findings is without one, and "valid" is what is left."""
    results = set(map(_result_of, findings))
    if FAIL in results:
        is_ours = all(one.code != "format.unrecognised" for one in findings)
        return INVALID if is_ours else UNRECOGNISED
    if UNKNOWN in results or not _EVERY_QUESTION.issubset(map(_question_of, findings)):
        return UNDETERMINED
    return SUSPECT if ATTENTION in results else VALID


def short_code(outcome: Outcome, findings: Sequence[Finding], status_age: int | None) -> str:
    """Give the code an officer reads out over a telephone.  Source: docs/token.md section 6."""
    letter = LETTERS[outcome]
    if outcome is UNRECOGNISED:
        return letter
    parts = [letter]
    deciding = None if outcome is VALID else _deciding(findings)
    if deciding:
        parts.append(deciding.code.upper().replace(".", "-"))
    if status_age is not None:
        parts.append(f"{status_age // SECONDS_PER_HOUR}H")
    return "-".join(parts)


def _deciding(findings: Sequence[Finding]) -> Finding | None:
    """Find the first with the worst result."""
    for worst in (FAIL, UNKNOWN, ATTENTION):
        for one in findings:
            if one.result is worst:
                return one
    return None
