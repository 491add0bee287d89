"""Purchase slips: who sold which stones, from which zone, found when.  They change only while there is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.moves import lock_certificate, note, touch
from kpverify.compliance import facts
from kpverify.compliance.evidence import Asked
from kpverify.errors import Refused
from kpverify.provenance import typed as read
from kpverify.provenance.models import PurchaseSlip
from kpverify.provenance.twins import with_twins

MOST_SLIPS = 500
FIELDS: dict[str, tuple[read.Reader, str]] = {
    "number": (read.text(40), _("Give the number of the slip, at most 40 characters.")),
    "seller": (read.text(120), _("Give the name of who sold the stones, at most 120 characters.")),
    "permit": (read.text(60, is_optional=True), _("The permit has at most 60 characters.")),
    "zone": (read.zone, _("Give the zone as COUNTRY-ZONE, for example CF-BERBERATI.")),
    "produced_on": (read.day, _("Give the day the stones were found, like 2018-06-01.")),
    "hs": (read.hs, read.HS),
    "carats": (read.carats, read.CARATS),
    "usd": (read.usd, read.USD),
}


def slips_of(certificate_id: UUID | str) -> list[PurchaseSlip]:
    """List the slips that stand behind a certificate, in the order in which they were added."""
    return list(PurchaseSlip.objects.filter(certificate_id=certificate_id, removed_at=None))


def evidence(asked: Asked) -> tuple[facts.Slip, ...]:
    """Give the slips of a shipment to the rules; one that is only typed yet has none."""
    if asked.certificate_id is None:
        return ()
    held = slips_of(asked.certificate_id)
    return with_twins(held, certificate_id=asked.certificate_id, authority_id=asked.authority_id)


def tidy_slip(slip: Mapping[str, Any]) -> dict[str, Any]:
    """Put a typed slip in the form that is stored.  Raises: Refused slip-wrong, with findings by field."""
    return read.read_all(slip, FIELDS, code="slip-wrong", message="Some values cannot stand on a purchase slip.")


@transaction.atomic
def add_slip(*, certificate_id: UUID | str, slip: Mapping[str, Any], by: Officer, now: datetime) -> PurchaseSlip:
    """Put a purchase slip behind a draft; who does becomes the one who prepared it.

    Raises: Refused slip-wrong, slip-exists, slips-full, wrong-state, not-found.
    Writes: PurchaseSlip, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    found = tidy_slip(slip)
    certificate = lock_draft(certificate_id, by=by, now=now)
    return _add(certificate, found, by=by, now=now)


@transaction.atomic
def add_slips(
    *, certificate_id: UUID | str, slips: Sequence[Mapping[str, Any]], by: Officer, now: datetime
) -> list[PurchaseSlip]:
    """Put many slips behind a draft: all of them, or none.

    Raises: as add_slip, with the row in front of each finding's words.  Writes: as add_slip.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    findings: list[dict[str, str]] = []
    found = []
    for place, one in enumerate(slips, start=1):
        try:
            found.append(tidy_slip(one))
        except Refused as refused:
            findings += [{**wrong, "field": f"{place}.{wrong['field']}"} for wrong in refused.findings]
    if findings:
        raise Refused("slip-wrong", "Some values cannot stand on a purchase slip.", status=422, findings=findings)
    certificate = lock_draft(certificate_id, by=by, now=now)
    made = []
    for place, values in enumerate(found, start=1):
        try:
            made.append(_add(certificate, values, by=by, now=now))
        except Refused as refused:
            findings = [{**wrong, "field": f"{place}.{wrong['field']}"} for wrong in refused.findings]
            raise Refused(refused.code, refused.message, status=refused.status, findings=findings) from refused
    return made


@transaction.atomic
def copy_slips(*, certificate_id: UUID | str, by: Officer, now: datetime) -> list[PurchaseSlip]:
    """Take over the slips of the certificate that a draft replaces; those that are there already stay.

    Raises: Refused nothing-to-copy, slips-full, wrong-state, not-found.  Writes: as add_slip.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    certificate = lock_draft(certificate_id, by=by, now=now)
    held = {one.number for one in slips_of(certificate.pk)}
    rows = slips_of(certificate.replaces_id) if certificate.replaces_id else []
    wanted = [one for one in rows if one.number not in held]
    if not wanted:
        raise Refused("nothing-to-copy", "The certificate it replaces has no other purchase slips.")
    values = [{name: getattr(one, name) for name in FIELDS} for one in wanted]
    return [_add(certificate, one, by=by, now=now) for one in values]


def _add(certificate: Certificate, found: dict[str, Any], *, by: Officer, now: datetime) -> PurchaseSlip:
    held = PurchaseSlip.objects.filter(certificate=certificate, removed_at=None)
    if held.count() >= MOST_SLIPS:
        raise Refused("slips-full", f"A certificate has room for {MOST_SLIPS} purchase slips.")
    _refuse_twice(certificate, found["number"])
    made = PurchaseSlip(
        certificate=certificate, authority_id=certificate.authority_id, added_at=now, added_by=by, **found
    )
    made.save(force_insert=True)
    note(certificate, "slip-add", by=by.actor, now=now, detail=_written(made))
    return made


@transaction.atomic
def change_slip(
    *, slip_id: UUID | str, slip: Mapping[str, Any], version: int, by: Officer, now: datetime
) -> PurchaseSlip:
    """Correct a slip of a draft; `version` is the one the officer saw.

    Raises: Refused slip-wrong, slip-exists, version-conflict, wrong-state, not-found.
    Writes: PurchaseSlip, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    values = tidy_slip(slip)
    certificate, found = _locked(slip_id, by=by, now=now)
    if found.version != version:
        raise Refused("version-conflict", "Somebody changed this slip since you saw it: look at it again.")
    before = _written(found)
    if values["number"] != found.number:
        _refuse_twice(certificate, values["number"])
    for name, value in values.items():
        setattr(found, name, value)
    after = _written(found)
    if before == after:
        return found
    found.version += 1
    found.save(update_fields=[*values, "version"])
    changed = {name for name in after if after[name] != before[name]}
    sides = {side: {name: values[name] for name in changed} for side, values in (("before", before), ("after", after))}
    note(certificate, "slip-change", by=by.actor, now=now, detail={"slip": found.number, **sides})
    return found


@transaction.atomic
def remove_slip(*, slip_id: UUID | str, by: Officer, now: datetime) -> PurchaseSlip:
    """Take a slip off a draft; the row stays, marked.

    Raises: Refused wrong-state, not-found.  Writes: PurchaseSlip, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    certificate, found = _locked(slip_id, by=by, now=now)
    found.removed_at, found.removed_by = now, by
    found.save(update_fields=["removed_at", "removed_by"])
    note(certificate, "slip-remove", by=by.actor, now=now, detail=_written(found))
    return found


def lock_draft(certificate_id: UUID | str, *, by: Officer, now: datetime) -> Certificate:
    """Lock a certificate whose evidence may change: a draft.  Its preparer becomes who changes that.

    So nobody can slip in what they approve themselves.  Raises: Refused not-found, wrong-state.  Writes: Certificate.
    """
    certificate = lock_certificate(by=by, certificate_id=certificate_id)
    if certificate.state != State.DRAFT:
        words = "It is no draft: what stands behind it can change again when it is sent back to its preparer."
        raise Refused("wrong-state", words)
    if certificate.prepared_by_id != by.pk:
        certificate.prepared_by = by
        certificate.save(update_fields=["prepared_by"])
        touch(certificate, now=now)
    return certificate


def find_slip(slip_id: UUID | str, *, by: Officer) -> PurchaseSlip:
    """Find a slip of the officer's own authority.  Raises: Refused not-found."""
    rows = PurchaseSlip.objects.filter(pk=slip_id, authority_id=by.authority_id, removed_at=None)
    found = rows.first() if by.authority_id else None
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return found


def _locked(slip_id: UUID | str, *, by: Officer, now: datetime) -> tuple[Certificate, PurchaseSlip]:
    certificate = lock_draft(find_slip(slip_id, by=by).certificate_id, by=by, now=now)
    # Once more: the certificate's lock stands for its slips.
    return certificate, find_slip(slip_id, by=by)


def _refuse_twice(certificate: Certificate, number: str) -> None:
    if PurchaseSlip.objects.filter(certificate=certificate, number=number, removed_at=None).exists():
        finding = {"field": "number", "code": "wrong", "message": "This slip is there already."}
        raise Refused("slip-exists", f"The slip {number} is there already.", findings=[finding])


def _written(slip: PurchaseSlip) -> dict[str, str]:
    """Write a slip as the audit log keeps it; `number` there is a certificate's."""
    return {"slip" if name == "number" else name: str(getattr(slip, name)) for name in FIELDS}
