"""How every act of the registry writes a row: validated, said no to in words, and recorded with before and after."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.models import Authority

# Control characters and lone surrogates: no database and no signed list takes them. Line ends may stand in long texts.
UNWRITABLE = ("Cc", "Cs")
LINE_ENDS = "\r\n\t"


def add(one: models.Model, verb: str, subject: str, *, by: str, now: datetime) -> None:
    """Write a new row and its entry.  Raises: Refused registry-wrong.  Writes: its table, AuditEntry."""
    _check(one)
    one.save(force_insert=True)
    record(verb, subject, by=by, at=now, authority=_authority_of(one), detail={"after": facts(one)})


def change(one: models.Model, values: dict[str, Any], verb: str, subject: str, *, by: str, now: datetime) -> None:
    """Change fields of a locked row.  Raises: Refused registry-wrong, no-change.  Writes: its table, AuditEntry."""
    before = facts(one, values)
    for name, value in values.items():
        setattr(one, name, value)
    _check(one, values)
    after = facts(one, values)
    if after == before:
        raise Refused("no-change", "Nothing would change by this.")
    one.save(update_fields=list(values))
    detail = {"before": before, "after": after}
    record(verb, subject, by=by, at=now, authority=_authority_of(one), detail=detail)


def facts(one: models.Model, names: Collection[str] = ()) -> dict[str, str | None]:
    """Write the fields of a row as text, for the log; all of them, or those named."""
    fields = [field for field in one._meta.concrete_fields if not names or {field.name, field.attname} & set(names)]
    values = {field.name: getattr(one, field.attname) for field in fields}
    return {name: None if value is None else str(value) for name, value in values.items()}


def _check(one: models.Model, names: Collection[str] = ()) -> None:
    try:
        one.full_clean()
    except ValidationError as wrong:
        raise Refused("registry-wrong", _words(wrong), status=422) from wrong
    for name, text in facts(one, names).items():
        if unwritable(text or ""):
            raise Refused("registry-wrong", f"{name}: a character that cannot be printed stands in it.", status=422)


def unwritable(text: str) -> bool:
    """Does a character stand in it that no database and no signed list takes?"""
    return any(unicodedata.category(letter) in UNWRITABLE and letter not in LINE_ENDS for letter in text)


def _words(wrong: ValidationError) -> str:
    if not hasattr(wrong, "error_dict"):
        return " ".join(wrong.messages)
    parts = ((name, " ".join(messages)) for name, messages in wrong.message_dict.items())
    return " ".join(words if name == "__all__" else f"{name.replace('_', ' ')}: {words}" for name, words in parts)


def _authority_of(one: models.Model) -> str:
    return str(one.pk if isinstance(one, Authority) else getattr(one, "authority_id", ""))


def require(is_met: bool, words: str, *, code: str = "registry-wrong") -> None:
    """Go on only when a rule is met.  Raises: Refused with status 422."""
    if not is_met:
        raise Refused(code, words, status=422)


def require_source(source: str) -> None:
    """Take nothing without its source.  Raises: Refused registry-wrong."""
    require(bool(source.strip()), "Name the source: the decision, its number, or where it was published.")
