"""Stating, changing and withdrawing what stands behind a draft's due diligence ids.

While it is a draft; afterwards the signed code is bound to what was stated.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate
from kpverify.certificates.moves import lock_certificate, subject_of
from kpverify.certificates.services import change_draft
from kpverify.diligence.models import Statement
from kpverify.diligence.shape import tidy_statement
from kpverify.errors import Refused


def statements_of(certificate: Certificate) -> list[Statement]:
    """List a certificate's statements."""
    return list(Statement.objects.filter(certificate=certificate).select_related("changed_by"))


@transaction.atomic
def save_statement(
    *,
    certificate_id: UUID | str,
    typed: Any,
    hashes: Collection[str] = (),
    version: int | None = None,
    by: Officer,
    now: datetime,
) -> Statement:
    """State something about a draft, or change what was stated for the same standard.

    `hashes` are those of the files in its dossier: no other evidence can be named. Who does it has prepared the draft
    last. The standard's id is added to the certificate, and its details are bound.
    Raises: Refused statement-wrong, too-many-standards, version-conflict, wrong-state, not-found.
    Writes: Statement, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    certificate = lock_certificate(by=by, certificate_id=certificate_id, version=version)
    next_state(Act.CHANGE, certificate.state)
    said = tidy_statement(typed, hashes=hashes)
    held = Statement.objects.filter(certificate=certificate, standard=said["standard"]).first()
    verb, before = ("changed", held.said) if held else ("stated", None)
    made = held or Statement(certificate=certificate, standard=said["standard"])
    made.said, made.changed_at, made.changed_by = said, now, by
    made.save()
    _note(verb, certificate, by=by, now=now, before=before, after=said)
    _bind(certificate, without="", by=by, now=now)
    return made


@transaction.atomic
def withdraw_statement(
    *, certificate_id: UUID | str, standard: str, version: int | None = None, by: Officer, now: datetime
) -> None:
    """Take a statement back from a draft, and its standard from the certificate.

    Raises: Refused version-conflict, wrong-state, not-found.  Writes: Statement, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    certificate = lock_certificate(by=by, certificate_id=certificate_id, version=version)
    next_state(Act.CHANGE, certificate.state)
    held = Statement.objects.filter(certificate=certificate, standard=standard).first()
    if held is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    held.delete()
    _note("withdrawn", certificate, by=by, now=now, before=held.said, after=None)
    _bind(certificate, without=standard, by=by, now=now)


def _bind(certificate: Certificate, *, without: str, by: Officer, now: datetime) -> None:
    """Write the draft anew: its ids follow the statements (`binding.bound`)."""
    ids = [one for one in certificate.content.get("due_diligence", ()) if one != without]
    content = {name: value for name, value in certificate.content.items() if name != "replaces"}
    change_draft(certificate_id=certificate.pk, content={**content, "due_diligence": ids}, by=by, now=now)


def _note(verb: str, certificate: Certificate, *, by: Officer, now: datetime, before: Any, after: Any) -> None:
    detail = {"before": before, "after": after}
    about = subject_of(certificate)
    record(f"statement.{verb}", about, by=by.actor, at=now, authority=certificate.authority_id, detail=detail)
