"""Finding a certificate for an officer, and moving it: every act goes through these two functions."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from kpverify.accounts.models import Officer
from kpverify.audit.services import record
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.tokens.claims import HIDDEN

# The kind of proposal that revokes a certificate.
REVOKING = "certificate.revoke"


def subject_of(certificate: Certificate) -> str:
    """Name a certificate as the audit log does: by its id, which never changes."""
    return f"certificate:{certificate.pk}"


def touch(certificate: Certificate, *, now: datetime) -> None:
    """Count a change that moves nothing: who saw a locked certificate before it, looks again.  Writes: Certificate."""
    certificate.version, certificate.changed_at = certificate.version + 1, now
    certificate.save(update_fields=["version", "changed_at"])


def told(reason: str) -> str:
    """Tidy a reason typed by a person: one line, at most 300 characters, empty when nothing was said."""
    line = HIDDEN.sub(" ", unicodedata.normalize("NFC", reason))
    return " ".join(line.encode("utf-8", "replace").decode().split())[:300]


def lock_certificate(
    *, by: Officer, certificate_id: UUID | str | None = None, number: str | None = None, version: int | None = None
) -> Certificate:
    """Lock one certificate of the officer's own authority, inside the caller's transaction.

    `version` is what the officer saw; an older one means that somebody changed it since.
    Raises: Refused not-found (also for other authorities' certificates), version-conflict.
    """
    wanted = {"pk": certificate_id} if number is None else {"number": number}
    # no_key: foreign keys to a row are checked at commit, and must not wait for who changes it (PostgreSQL deadlocks).
    rows = Certificate.objects.visible_to(by).select_for_update(of=("self",), no_key=True).select_related("prepared_by")
    certificate = rows.filter(**wanted).first()
    if certificate is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    if version is not None and version != certificate.version:
        words = f"It was changed since you saw it (version {certificate.version} now): look at it again."
        raise Refused("version-conflict", words)
    return certificate


def move(
    certificate: Certificate,
    act: Act,
    *,
    by: str,
    now: datetime,
    changes: Mapping[str, Any] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> Certificate:
    """Do one act to a locked certificate.  Raises: Refused wrong-state.  Writes: Certificate, AuditEntry."""
    found = {"state": next_state(act, certificate.state), **(changes or {})}
    found |= {"version": certificate.version + 1, "changed_at": now}
    for name, value in found.items():
        setattr(certificate, name, value)
    certificate.save(update_fields=list(found))
    note(certificate, act, by=by, now=now, detail=detail)
    return certificate


def note(
    certificate: Certificate, act: str, *, by: str, now: datetime, detail: Mapping[str, Any] | None = None
) -> None:
    """Write one act into the audit log; the subject is the id, which never changes.  Writes: AuditEntry."""
    more = {"number": certificate.number} if certificate.number else {}
    record(
        f"certificate.{act}",
        subject_of(certificate),
        by=by,
        at=now,
        authority=certificate.authority_id,
        detail={**more, **(detail or {})},
    )
