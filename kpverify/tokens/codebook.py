"""Writes what is generated from `codes.py`: the JavaScript twin's table, and the page a help desk reads from."""

from __future__ import annotations

import json
from pathlib import Path

from kpverify.tokens.advice import ADVICE
from kpverify.tokens.codes import CODES, Result
from kpverify.tokens.verdict import LETTERS, QUESTIONS

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "kpverify/pwa/static/pwa/codes.js"
PAGE = ROOT / "docs/codes.md"

QUESTION_WORDS = {
    "format": "Is this a certificate, written the one way it can be?",
    "issuer": "Whose key is it, and may it sign this?",
    "signature": "Does the signature hold?",
    "dates": "Is it in force?",
    "status": "Has the issuer withdrawn it?",
    "participant": "Do issuer and destination take part in the scheme?",
    "origin": "Is there a restriction on the countries of mining origin?",
    "number": "Is the number known as lost, stolen or faked?",
    "presentation": "Has the shipment already arrived?",
}
RESULT_WORDS = {Result.PASS: "pass", Result.ATTENTION: "attention", Result.UNKNOWN: "cannot tell", Result.FAIL: "fail"}

INTRODUCTION = """\
# Answer codes

<!-- Written by `python -m kpverify.tokens codes` from kpverify/tokens/codes.py and advice.py. Do not edit. -->

Every check ends in one short code, shown large on the screen and easy to read out over a telephone, such as
`I-STATUS-REVOKED-2H`:

* the letter: {letters};
* the answer that decided, in capitals with `-` for `.`: look for it below (`status.revoked`);
* how old the status list was, in hours.

What each result means for the whole: any *fail* makes the certificate **invalid**; otherwise any *cannot tell* makes
the answer **undetermined**, which is neither a yes nor a no; otherwise any *attention* is shown with the words below;
when every answer is *pass*, the certificate is **valid**. A valid certificate is still only paper: compare seals,
parcels and weight with what lies before you. `{{name}}` stands for a value of the certificate or the list. A code never
changes its meaning.
"""
LETTER_WORDS = {
    "V": "valid",
    "A": "attention",
    "C": "cannot tell",
    "I": "invalid",
    "N": "not a certificate code",
}


def script() -> str:
    """Write `codes.js`."""
    table = json.dumps({code: [result.value, words] for code, (result, words) in CODES.items()}, indent=2)
    head = "// Written by `python -m kpverify.tokens codes` from kpverify/tokens/codes.py. Do not edit.\n"
    return f"{head}export const CODES = {table};\n"


def page() -> str:
    """Write `docs/codes.md`."""
    letters = ", ".join(f"`{letter}` {LETTER_WORDS[letter]}" for letter in LETTERS.values())
    parts = [INTRODUCTION.format(letters=letters)]
    for number, question in enumerate(QUESTIONS, start=1):
        rows = [_row(code) for code in CODES if code.startswith(f"{question}.")]
        head = "| code | result | words | what to do |\n|---|---|---|---|"
        parts.append(f"\n## {number}. {question}: {QUESTION_WORDS[question]}\n\n{head}\n" + "\n".join(rows) + "\n")
    return "".join(parts)


def _row(code: str) -> str:
    result, words = CODES[code]
    return f"| `{code}` | {RESULT_WORDS[result]} | {words} | {ADVICE[code]} |"


def _wanted() -> dict[Path, str]:
    return {SCRIPT: script(), PAGE: page()}


def stale() -> list[Path]:
    """Name the files that are not as they would be written."""
    return [path for path, text in _wanted().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]


def write() -> list[Path]:
    """Write both files."""
    for path, text in _wanted().items():
        path.write_text(text, encoding="utf-8")
    return list(_wanted())
