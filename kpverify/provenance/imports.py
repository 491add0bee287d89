"""Import certificates: entered once per authority, whatever leaves of them later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.provenance import typed as read
from kpverify.provenance.models import ImportCertificate, ImportLine
from kpverify.provenance.stock import LATER, authority_of

HEAD: dict[str, tuple[read.Reader, str]] = {
    "number": (read.number, read.CERTIFICATE),
    "issuer": (read.country, read.COUNTRY),
    "imported_on": (read.day, read.DAY),
    "origins": (read.origins, read.ORIGINS),
}
WRONG = "Some values cannot stand in an import certificate."


def tidy_import(imported: Mapping[str, Any], *, now: datetime) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Read an import certificate: `number`, `issuer`, `imported_on`, `origins`, and carats and usd by HS code.

    A line is given as `carats_710231` and `usd_710231`; at least one has carats.  Raises: Refused import-wrong.
    """
    found, findings = {}, []
    try:
        found = read.read_all(imported, HEAD, code="import-wrong", message=WRONG)
        if found["imported_on"] > now.date():
            findings.append({"field": "imported_on", "code": "wrong", "message": LATER})
    except Refused as refused:
        findings += refused.findings
    lines = []
    for code in read.HS_CODES:
        names = {kind: f"{kind}_{code.replace('.', '')}" for kind in ("carats", "usd")}
        given = {kind: str(imported.get(name) or "").strip() for kind, name in names.items()}
        if not any(given.values()):
            continue
        line: dict[str, Any] = {"hs": code}
        for kind, reader, words in (("carats", read.carats, read.CARATS), ("usd", read.usd, read.USD)):
            line[kind] = reader(given[kind])
            if line[kind] is None:
                findings.append({"field": names[kind], "code": "wrong", "message": words})
        lines.append(line)
    if not lines:
        words = _("Give carats and value of at least one HS code.")
        findings.append({"field": "carats_710210", "code": "missing", "message": words})
    if findings:
        raise Refused("import-wrong", WRONG, status=422, findings=findings)
    return {**found, "origins": found["origins"].split()}, lines


@transaction.atomic
def add_import(*, imported: Mapping[str, Any], by: Officer, now: datetime) -> ImportCertificate:
    """Enter a certificate that goods came in with.

    Raises: PermissionDenied, Refused import-wrong, import-exists, no-authority.
    Writes: ImportCertificate, ImportLine, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    authority_id = authority_of(by)
    head, lines = tidy_import(imported, now=now)
    if ImportCertificate.objects.filter(authority_id=authority_id, number=head["number"], removed_at=None).exists():
        raise Refused("import-exists", f"{head['number']} is entered already: take from it what leaves.")
    made = ImportCertificate(authority_id=authority_id, added_at=now, added_by=by, **head)
    made.save(force_insert=True)
    ImportLine.objects.bulk_create([ImportLine(imported=made, **line) for line in lines])
    _note("add", made, by=by, now=now, lines=[{name: str(value) for name, value in one.items()} for one in lines])
    return made


@transaction.atomic
def remove_import(*, import_id: UUID, by: Officer, now: datetime) -> ImportCertificate:
    """Take back an entry that no certificate draws from; the row stays, marked.

    Raises: PermissionDenied, Refused not-found, import-used.  Writes: ImportCertificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    rows = ImportCertificate.objects.select_for_update(no_key=True).filter(authority_id=authority_of(by))
    found = rows.filter(pk=import_id, removed_at=None).first()
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    if found.uses.filter(removed_at=None).exists():
        raise Refused("import-used", f"Certificates take goods from {found.number}: take those off their drafts first.")
    found.removed_at, found.removed_by = now, by
    found.save(update_fields=["removed_at", "removed_by"])
    _note("remove", found, by=by, now=now)
    return found


def imports_of(officer: Officer) -> list[ImportCertificate]:
    """List an authority's import certificates, the newest first."""
    rows = ImportCertificate.objects.filter(authority_id=officer.authority_id, removed_at=None)
    return list(rows.prefetch_related("lines")[:500]) if officer.authority_id else []


def _note(verb: str, found: ImportCertificate, *, by: Officer, now: datetime, **more: Any) -> None:
    detail = {name: getattr(found, name) for name in ("number", "issuer", "origins")}
    detail |= {"imported_on": found.imported_on.isoformat(), **more}
    subject = f"import:{found.authority_id}-{found.number}"
    record(f"import.{verb}", subject, by=by.actor, at=now, authority=found.authority_id, detail=detail)
