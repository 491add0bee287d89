"""What goes along when a certificate is replaced: each package that keeps something behind certificates registers it.

Copies, never moves: what was signed keeps what stood behind it. The monitors' word never goes along, for it is bound to
one certificate's content; they are asked again.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db.models import Model

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.certificates.moves import note

Row = TypeVar("Row", bound=Model)


class Carrier(Protocol):
    """Copies one kind of things from a certificate to the draft that replaces it; names each.  Writes: its rows."""

    def __call__(self, old: Certificate, new: Certificate, *, by: Officer, now: datetime) -> list[str]: ...


_CARRIERS: dict[str, Carrier] = {}


def register(kind: str, carrier: Carrier) -> None:
    """Let a package's things go along; once, in its `AppConfig.ready()`.  Raises: ValueError when the kind is taken."""
    if kind in _CARRIERS:
        raise ValueError(kind)
    _CARRIERS[kind] = carrier


def carry_over(old: Certificate, new: Certificate, *, by: Officer, now: datetime) -> None:
    """Copy what stands behind a certificate to its replacement, inside the caller's transaction.

    Writes: what the packages keep, AuditEntry.
    """
    found = {kind: carrier(old, new, by=by, now=now) for kind, carrier in _CARRIERS.items()}
    told = {kind: ", ".join(names) for kind, names in found.items() if names}
    if told:
        note(new, "carry", by=by.actor, now=now, detail={"from": old.number, **told})


def copied(row: Row, certificate: Certificate, **changes: Any) -> Row:
    """Give an unsaved copy of a row, with an id of its own, behind another certificate."""
    values = {one.attname: getattr(row, one.attname) for one in row._meta.concrete_fields}
    key = {"id": uuid.uuid4(), "certificate_id": certificate.pk}
    return type(row)(**{**values, **key, **changes})
