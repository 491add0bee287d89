"""The owners of a party in a form: as many lines as are wanted, added and removed with or without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from kpverify.certificates.owners import MOST_OWNERS, OWNER_PARTS, Owner, as_written

ADD, REMOVE = "add-owner", "remove-owner-"
COUNT = "owner_lines"
_LINE = re.compile(r"owners\[(\d+)\](?:\.([a-z]+))?")


def owner_fields(count: int) -> dict[str, forms.Field]:
    """Make the fields of so many lines, named `owner-0-name` and so on."""
    return {f"owner-{place}-{part}": _field(part, place + 1) for place in range(count) for part in OWNER_PARTS}


def _field(part: str, number: int) -> forms.Field:
    named = {"number": number}
    # One shape of call for all, so that the labels stand whole for translators.
    labels = {
        "name": (_("Owner %(number)s: name") % named, "", {"dir": "auto"}),
        "country": (
            _("Owner %(number)s: country") % named,
            _("Two capital letters: VG, for example."),
            {"class": "short", "dir": "ltr", "maxlength": "2"},
        ),
        "share": (
            _("Owner %(number)s: share in percent") % named,
            _("For example 33.33"),
            {"class": "short", "dir": "ltr", "inputmode": "decimal"},
        ),
        "since": (
            _("Owner %(number)s: since") % named,
            _("2024-05-01, for example. Empty if you do not know."),
            {"class": "short", "dir": "ltr"},
        ),
    }
    label, hint, attrs = labels[part]
    widget = forms.TextInput(attrs={"autocomplete": "off", **attrs})
    return forms.CharField(label=label, help_text=hint, required=False, strip=False, max_length=200, widget=widget)


def count_of(sent: QueryDict | None, owners: Sequence[Owner]) -> int:
    """Count the lines a form shows: as many as were sent, or as there are owners."""
    typed = sent.get(COUNT, "") if sent is not None else ""
    if not (typed.isascii() and typed.isdigit() and len(typed) < 3):
        return len(owners)
    return min(int(typed), MOST_OWNERS)


def initial_of(owners: Sequence[Owner]) -> dict[str, str]:
    """Write stored owners the way they would be typed."""
    written = as_written(owners)
    return {f"owner-{place}-{part}": one[part] for place, one in enumerate(written) for part in OWNER_PARTS}


def typed_owners(data: Mapping[str, Any], count: int) -> list[dict[str, str]]:
    """Read the lines back, empty ones too: a finding counts them as they stand."""
    return [{part: data.get(f"owner-{place}-{part}", "") for part in OWNER_PARTS} for place in range(count)]


def lines_of(form: forms.Form, count: int) -> Iterator[tuple[int, list[forms.BoundField]]]:
    """Give each line: its place, and its fields."""
    for place in range(count):
        yield place, [form[f"owner-{place}-{part}"] for part in OWNER_PARTS]


def field_of(path: str) -> str | None:
    """Find the field for the path of a finding: `owners[1].share` is `owner-1-share`; None for another's."""
    line = _LINE.fullmatch(path)
    return f"owner-{line[1]}-{line[2] or 'name'}" if line else None


def resized(data: QueryDict, do: str, count: int) -> QueryDict:
    """Add or remove a line in what was sent."""
    sent = data.copy()
    number = do.removeprefix(REMOVE)
    if do == ADD:
        sent[COUNT] = str(min(count + 1, MOST_OWNERS))
    elif do.startswith(REMOVE) and number.isascii() and number.isdigit() and len(number) < 3 and int(number) < count:
        for place in range(int(number), count):
            for part in OWNER_PARTS:
                sent[f"owner-{place}-{part}"] = sent.get(f"owner-{place + 1}-{part}", "")
        sent[COUNT] = str(count - 1)
    return sent
