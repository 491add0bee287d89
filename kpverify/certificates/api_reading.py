"""Reading what programs send beside certificates: members that are texts, alone or in many rows.

What a text says is judged by the services; here only its shape is, before any of it is looked at.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from rest_framework.exceptions import ValidationError

from kpverify.errors import Refused

# Longer texts fit nowhere.
MOST_TEXT = 1_000


def texts_of(sent: Any, names: Collection[str], *, at: str = "") -> dict[str, str]:
    """Give an object's members, all of them texts of known names; `at` says where it stands.

    Raises: ValidationError.
    """
    if not isinstance(sent, dict):
        raise ValidationError({at or "body": ["Send one JSON object."]})
    if not sent.keys() <= set(names):
        # A name that somebody sent is not said again: it may hold anything.
        raise ValidationError({at or "body": [f"The members are {', '.join(names)}."]})
    wrong = [name for name in names if not _is_text(sent.get(name))]
    if wrong:
        words = f"Send text, of at most {MOST_TEXT} characters; decimals are text too."
        raise ValidationError({f"{at}.{name}".lstrip("."): [words] for name in wrong})
    return {name: sent[name] for name in names if sent.get(name) is not None}


def _is_text(value: Any) -> bool:
    return value is None or (isinstance(value, str) and len(value) <= MOST_TEXT)


def rows_of(sent: Any, names: Collection[str], *, most: int) -> list[dict[str, str]]:
    """Give the rows of a list of such objects.  Raises: ValidationError, Refused table-empty, table-too-long."""
    if not isinstance(sent, list):
        raise ValidationError({"body": ["Send a JSON list of objects, or text/csv."]})
    if not sent:
        raise Refused("table-empty", "Send at least one row.", status=422)
    if len(sent) > most:
        raise Refused("table-too-long", f"Send at most {most} rows.", status=413)
    return [texts_of(one, names, at=str(place)) for place, one in enumerate(sent, start=1)]


def in_rows(findings: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say of which row a finding is: `3.carats` becomes `row` 3 and `field` carats."""
    found = []
    for one in findings:
        place, _dot, field = str(one["field"]).partition(".")
        found.append({**one, "row": int(place), "field": field} if place.isdecimal() else dict(one))
    return found
