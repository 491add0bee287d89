"""The due diligence id that stands for details kept elsewhere: only the package that keeps them may set it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

PREFIX = "DETAILS-"
Binder = Callable[[list[str], UUID | None], list[str]]


def _unbound(ids: list[str], certificate_id: UUID | None) -> list[str]:
    """Nobody keeps details: nothing may promise any."""
    return [one for one in ids if not one.startswith(PREFIX)]


_binder: list[Binder] = [_unbound]


def register(binder: Binder) -> None:
    """Let a package say which ids a draft has; once, in its `AppConfig.ready()`."""
    _binder[:] = [binder]


def with_details(content: dict[str, Any], certificate_id: UUID | None) -> dict[str, Any]:
    """Give content whose ids are bound to the details of this certificate; None: a new one, without any yet.

    Raises: Refused too-many-standards.
    """
    if "due_diligence" not in content:
        return content
    return {**content, "due_diligence": _binder[0](content["due_diligence"], certificate_id)}
