"""Writes the tables as folders of small files, after making sure that the implementation says what they say."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator

from kpverify.tokens import Bundle, Verdict, verify
from kpverify.tokens.errors import Malformed
from tests.tokens.cases import amended, claims, clearance, format, issuer, scheme, status, trusted
from tests.tokens.cases.case import Vector
from tests.tokens.cases.cast import bundle, dumps, lists, signed, trust

QUESTIONS = 9


def all_vectors() -> list[Vector]:
    """Give every case, each name once."""
    found = [
        vector
        for module in (format, claims, issuer, status, amended, scheme, clearance, trusted)
        for vector in module.vectors()
    ]
    names = [vector.name for vector in found]
    twice = {name for name in names if names.count(name) > 1}
    assert not twice, twice
    return found


def all_bundles() -> dict[str, bytes]:
    """Give every bundle by its name."""
    return {
        "main": dumps(bundle(signed(trust()), lists())),
        **issuer.bundles(),
        **status.bundles(),
        **amended.bundles(),
        **clearance.bundles(),
        **trusted.bundles(),
    }


def check(vector: Vector, verdict: Verdict) -> None:
    """Hold the verdict to what was written by hand.  Raises: AssertionError."""
    where = f"{vector.name}: {verdict.code}"
    assert verdict.outcome == vector.outcome, f"{where} is {verdict.outcome}, not {vector.outcome}"
    said = [one for one in verdict.findings if one.result != "pass"]
    assert len(said) == len(vector.says), f"{where}: {[one.code for one in said]}"
    for one, expected in zip(said, vector.says, strict=True):
        code, _, value = expected.partition(":")
        assert one.code == code, f"{where}: {one.code}, not {code}"
        assert not value or value in one.values.values(), f"{where}: {one.values}, not {value}"
    codes = {one.code for one in verdict.findings}
    assert codes.issuperset(vector.passes), f"{where}: no {vector.passes}"
    assert vector.short in (None, verdict.code), f"{where}: not {vector.short}"
    is_stopped = len({one.question for one in verdict.findings}) < QUESTIONS
    assert is_stopped == vector.stops, f"{where}: stopped is {is_stopped}"
    assert (verdict.certificate is None) == vector.stops, f"{where}: certificate"


def check_succession(held: bytes, following: bytes, expected: str) -> None:
    """Hold a succession to what was written by hand.  Raises: AssertionError."""
    try:
        said = "accepted" if Bundle.load(following).succeeds(Bundle.load(held)) else "refused"
    except Malformed as refused:
        said = refused.code
    assert said == expected, f"{said}, not {expected}"


def files() -> Iterator[tuple[str, bytes]]:
    """Give every file below `tests/vectors/`: its path and its bytes."""
    bundles, vectors = all_bundles(), all_vectors()
    chained = {name for pair in trusted.SUCCESSIONS for name in pair}
    assert set(bundles) == {vector.bundle for vector in vectors} | chained, "a bundle that nobody uses"
    for name, content in bundles.items():
        yield f"bundles/{name}.json", content
    loaded: dict[str, Bundle | bytes] = {name: _load(content) for name, content in bundles.items()}
    for vector in vectors:
        verdict = verify(vector.code, loaded[vector.bundle], vector.now)
        check(vector, verdict)
        place = f"{vector.name}.{vector.outcome}"
        yield _code(place, vector.code)
        yield f"{place}/bundle.txt", f"{vector.bundle}\n".encode()
        yield f"{place}/now.txt", f"{vector.now.isoformat().replace('+00:00', 'Z')}\n".encode()
        expected = json.dumps(verdict.as_json(), ensure_ascii=False, indent=1)
        yield f"{place}/expected.json", f"{expected}\n".encode()
    for (held, following), expected in trusted.SUCCESSIONS.items():
        check_succession(bundles[held], bundles[following], expected)
        answer = expected.removeprefix("trust.")
        yield f"successions/{held}.{following}.{answer}/expected.txt", f"{expected}\n".encode()
        yield f"successions/{held}.{following}.{answer}/held.txt", f"{held}\n".encode()
        yield f"successions/{held}.{following}.{answer}/next.txt", f"{following}\n".encode()


def _load(content: bytes) -> Bundle | bytes:
    """Load a bundle once; one that is refused stays bytes."""
    try:
        return Bundle.load(content)
    except Malformed:
        return content


def _code(place: str, code: str) -> tuple[str, bytes]:
    """Write a code as it is, or in base64 where an editor would not keep it."""
    if code.isprintable() and code == code.strip():
        return f"{place}/code.txt", code.encode()
    return f"{place}/code.b64", base64.b64encode(code.encode()) + b"\n"
