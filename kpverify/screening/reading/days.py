"""The day in a publisher's date or time."""

from __future__ import annotations

from datetime import date


def day_of(text: str) -> date | None:
    """Read the day an ISO time begins with; None when there is none."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
