"""Every vector, read as a stranger would; and the vectors are as the tables say."""

import base64
import json
from datetime import datetime
from pathlib import Path

import pytest

from kpverify.tokens import Bundle, verify
from kpverify.tokens.codes import CODES
from kpverify.tokens.errors import Malformed
from kpverify.tokens.verdict import QUESTIONS
from tests.tokens.cases.__main__ import stale

VECTORS = Path(__file__).parents[1] / "vectors"
CASES = sorted(path.parent for path in VECTORS.glob("*/expected.json"))
SUCCESSIONS = sorted(path.parent for path in VECTORS.glob("successions/*/expected.txt"))


def bundle(name: str) -> bytes:
    return (VECTORS / "bundles" / f"{name}.json").read_bytes()


def line(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_verdict_is_the_expected_one(case):
    plain = case / "code.txt"
    code = plain.read_bytes() if plain.exists() else base64.b64decode((case / "code.b64").read_bytes())
    now = datetime.fromisoformat(line(case / "now.txt"))
    verdict = verify(code.decode("utf-8"), bundle(line(case / "bundle.txt")), now)
    assert verdict.as_json() == json.loads((case / "expected.json").read_bytes())
    assert case.name.endswith(f".{verdict.outcome}")


@pytest.mark.parametrize("case", SUCCESSIONS, ids=lambda case: case.name)
def test_a_bundle_follows_another_or_is_refused(case):
    held, following = (Bundle.load(bundle(line(case / name))) for name in ("held.txt", "next.txt"))
    try:
        said = "accepted" if following.succeeds(held) else "?"
    except Malformed as refused:
        said = refused.code
    assert said == line(case / "expected.txt")


def test_the_folders_are_what_the_tables_write():
    assert stale() == []


def test_every_answer_of_every_question_is_in_some_vector():
    seen = {one["code"] for case in CASES for one in json.loads((case / "expected.json").read_bytes())["checks"]}
    assert seen == set(CODES)
    assert {code.split(".")[0] for code in CODES} == set(QUESTIONS)


def test_every_refusal_of_a_trust_list_is_in_some_vector():
    seen = {
        one["values"]["reason"]
        for case in CASES
        for one in json.loads((case / "expected.json").read_bytes())["checks"]
        if one["code"] == "issuer.trust-refused"
    } | {line(case / "expected.txt") for case in SUCCESSIONS}
    names = "shape bounds duplicate bad-key foreign test-key signature-header bad-signature below-threshold"
    # trust.too-large takes a list of more than 4 MiB: test_trust.py.
    assert seen == {f"trust.{name}" for name in [*names.split(), "rollback", "not-successor"]} | {"accepted"}
