"""What can come of an attempt to send."""

from __future__ import annotations

from dataclasses import dataclass

from kpverify.notices.models import Attempt

Outcome = Attempt.Outcome
MAX_ANSWER = 300


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one attempt; `is_target` when it says something of the server and not of this message."""

    outcome: Attempt.Outcome
    answer: str
    is_target: bool = False


def line(text: str) -> str:
    """Put what a stranger answered on one line that can be shown."""
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(shown.split())[:MAX_ANSWER]


def reason(error: Exception) -> str:
    """Say what an error says, without its number."""
    words = error.strerror if isinstance(error, OSError) else str(error)
    return words or str(error) or type(error).__name__


def sent(answer: str) -> Came:
    """Say that the other side took it."""
    return Came(Outcome.SENT, line(answer))


def again(answer: str, *, is_target: bool = False) -> Came:
    """Say that it has to be tried again."""
    return Came(Outcome.AGAIN, line(answer), is_target=is_target)


def refused(answer: str) -> Came:
    """Say that trying again would not help."""
    return Came(Outcome.REFUSED, line(answer))
