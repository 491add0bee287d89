"""Who is told of acts as they are written down: packages above register themselves in `AppConfig.ready()`.

An act and what follows from hearing of it are one transaction: nobody is told of what did not happen, and a crash loses
neither. What fails in a listener undoes the act, so listeners only add rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple


class Heard(NamedTuple):
    """One act, as its entry in the log has it."""

    verb: str
    subject: str
    by: str
    at: datetime
    authority: str
    detail: Mapping[str, Any]


_LISTENERS: list[Callable[[Heard], None]] = []


def listen(hear: Callable[[Heard], None]) -> None:
    """Let somebody hear of every act; the same one twice is heard once."""
    if hear not in _LISTENERS:
        _LISTENERS.append(hear)


def tell(heard: Heard) -> None:
    """Tell everybody who listens."""
    for hear in _LISTENERS:
        hear(heard)
