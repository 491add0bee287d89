"""What the questions after the gates look at: one certificate, its issuer, its list, and the day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from kpverify.tokens.status import StatusList
    from kpverify.tokens.trust import Trust


class Clock(NamedTuple):
    """The caller's `now`, the same with its floor, and whether it is behind; seconds."""

    now: int
    at: int
    is_behind: bool


def clock_of(now: int, floor: int, leeway: int) -> Clock:
    """Put the newest signed instant in hand as a floor under the clock."""
    return Clock(now, max(now, floor), now < floor - leeway)


class Case(NamedTuple):
    """One certificate whose signature holds, with all that is known of it."""

    claims: dict[str, Any]
    authority: dict[str, Any]
    trust: Trust
    clock: Clock
    status_list: StatusList | None
    # The code when there is no usable list.
    fault: str | None
    # The certificate's two bits; None beyond the end or without a list.
    value: int | None
    # The day of issue, and the day of the clock's `at`.
    day: str
    today: str
    # The content as it was signed, where `claims` has it as amended since.
    signed: dict[str, Any] | None = None
