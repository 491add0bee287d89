"""What one vector is: a code, a bundle, a clock, and by hand what a verifier must say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tests.tokens.cases.cast import NOON


@dataclass(frozen=True)
class Vector:
    """`says` lists, in order, every finding that is not a pass, as `code` or `code:value`.

    `passes` names passes worth naming; `short` the code for the telephone where it matters; `stops` says that a gate
    ended the check at the last of `says`.
    """

    name: str
    code: str
    outcome: str
    says: tuple[str, ...] = ()
    bundle: str = "main"
    now: datetime = NOON
    passes: tuple[str, ...] = ()
    short: str | None = None
    stops: bool = False


def valid(name: str, code: str, **more: object) -> Vector:
    """Expect "valid"."""
    return Vector(name, code, "valid", **more)  # type: ignore[arg-type]


def attention(name: str, code: str, *says: str, **more: object) -> Vector:
    """Expect "attention" for these reasons."""
    return Vector(name, code, "attention", says, **more)  # type: ignore[arg-type]


def unknown(name: str, code: str, *says: str, **more: object) -> Vector:
    """Expect "undetermined" for these reasons."""
    return Vector(name, code, "undetermined", says, **more)  # type: ignore[arg-type]


def invalid(name: str, code: str, *says: str, **more: object) -> Vector:
    """Expect "invalid" for these reasons."""
    return Vector(name, code, "invalid", says, **more)  # type: ignore[arg-type]


def refused(name: str, code: str, says: str, **more: object) -> Vector:
    """Expect "invalid" from a gate, which ends the check."""
    return Vector(name, code, "invalid", (says,), stops=True, **more)  # type: ignore[arg-type]


def foreign(name: str, code: str) -> Vector:
    """Expect "unrecognised"."""
    return Vector(name, code, "unrecognised", ("format.unrecognised",), stops=True, short="N")
