"""What a statement says: its shape, and every rule for what is typed into it.

Texts only, nothing empty: `standard`, `version`, `stated_by` (`name`, `role`, `register`), `scope`, `since`, `until`,
`site`, `steps` (for each of the five: `step`, `done`, `evidence`, `on`), `auditor` (`name`, `accreditation`, `report`),
`valid_from`, `valid_to`, `registration`, `assessed_on`, `grievance`. Days are `2026-11-25`; `evidence` and `report` are
SHA-256 of files in the dossier, in hexadecimal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from kpverify.diligence.standards import Standard, standards
from kpverify.errors import Refused
from kpverify.tokens.claims import HIDDEN

ROLES = ("exporter", "importer", "producer", "authority", "auditor", "other")
DONE = ("done", "not-done", "not-applicable")
SHORT, LONG = 120, 300
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
TEXTS: dict[str, int] = {"scope": LONG, "site": SHORT, "registration": 40, "grievance": LONG}
DAYS = ("since", "until", "valid_from", "valid_to", "assessed_on")
REQUIRED = _("This is needed.")
LONG_WORDS = _("This is too long.")
DAY_WORDS = _("Write the day as 2026-11-25.")
CHOICE_WORDS = _("Choose one of the list.")
FILE_WORDS = _("Choose one of the files of this certificate.")
ORDER_WORDS = _("The last day is before the first.")


def tidy_statement(typed: Any, *, hashes: Collection[str]) -> dict[str, Any]:
    """Put what was typed into the one form that is stored and hashed; `hashes` are those of the dossier's files.

    Raises: Refused statement-wrong, with a finding (`field`, `code`, `message`) for each value.
    """
    if not isinstance(typed, Mapping):
        raise Refused("statement-wrong", "A statement is one JSON object.", status=422)
    reader = _Reader(hashes)
    found = _read(reader, typed)
    if reader.findings:
        raise Refused(
            "statement-wrong", "Some values cannot stand in a statement.", status=422, findings=reader.findings
        )
    return found


class _Reader:
    """Reads single values, and keeps what is wrong with them."""

    def __init__(self, hashes: Collection[str]) -> None:
        self.hashes = hashes
        self.findings: list[dict[str, str]] = []

    def wrong(self, field: str, message: str) -> str:
        self.findings.append({"field": field, "code": "wrong", "message": message})
        return ""

    def text(self, typed: Any, field: str, *, most: int = SHORT, required: bool = False) -> str:
        if typed is not None and not isinstance(typed, str):
            return self.wrong(field, CHOICE_WORDS)
        line = HIDDEN.sub(" ", unicodedata.normalize("NFC", typed or ""))
        found = " ".join(line.encode("utf-8", "replace").decode().split())
        if required and not found:
            return self.wrong(field, REQUIRED)
        return found if len(found) <= most else self.wrong(field, LONG_WORDS)

    def choice(self, typed: Any, field: str, offered: Collection[str]) -> str:
        return typed if isinstance(typed, str) and typed in offered else self.wrong(field, CHOICE_WORDS)

    def day(self, typed: Any, field: str) -> str:
        found = self.text(typed, field)
        if not found:
            return ""
        try:
            return date.fromisoformat(found if DAY.fullmatch(found) else "").isoformat()
        except ValueError:
            return self.wrong(field, DAY_WORDS)

    def file(self, typed: Any, field: str) -> str:
        found = self.text(typed, field)
        return found if not found or found in self.hashes else self.wrong(field, FILE_WORDS)


def _read(reader: _Reader, typed: Mapping[str, Any]) -> dict[str, Any]:
    known = standards()
    standard = known.get(reader.choice(typed.get("standard"), "standard", known))
    if standard is None:
        return {}
    by, auditor = _part(typed.get("stated_by")), _part(typed.get("auditor"))
    found: dict[str, Any] = {
        "standard": standard.id,
        "version": reader.choice(typed.get("version"), "version", standard.versions),
        "stated_by": _filled(
            {
                "name": reader.text(by.get("name"), "stated_by.name", required=True),
                "role": reader.choice(by.get("role"), "stated_by.role", ROLES),
                "register": reader.text(by.get("register"), "stated_by.register", most=40),
            }
        ),
        **{name: reader.text(typed.get(name), name, most=most) for name, most in TEXTS.items()},
        **{name: reader.day(typed.get(name), name) for name in DAYS},
        "auditor": _filled(
            {
                "name": reader.text(auditor.get("name"), "auditor.name"),
                "accreditation": reader.text(auditor.get("accreditation"), "auditor.accreditation"),
                "report": reader.file(auditor.get("report"), "auditor.report"),
            }
        ),
        "steps": _steps(reader, typed.get("steps"), standard),
    }
    for first, last in (("since", "until"), ("valid_from", "valid_to")):
        if found[first] and found[last] and found[last] < found[first]:
            reader.wrong(last, ORDER_WORDS)
    return _filled(found)


def _steps(reader: _Reader, typed: Any, standard: Standard) -> list[dict[str, str]]:
    """Read one line for each step the standard has; a step nobody speaks of is not done."""
    lines = {str(one.get("step")): one for one in typed if isinstance(one, Mapping)} if isinstance(typed, list) else {}
    found = []
    for step in standard.steps:
        line, field = lines.get(step, {}), f"steps[{step}]"
        done = reader.choice(line.get("done") or "not-done", f"{field}.done", DONE)
        evidence = reader.file(line.get("evidence"), f"{field}.evidence")
        read = {"step": step, "done": done, "evidence": evidence, "on": reader.day(line.get("on"), f"{field}.on")}
        found.append(_filled(read))
    return found


def _part(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", {}, [])}
