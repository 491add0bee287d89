"""Writing a draft from a form: its content, and the parties its writer wants to keep, in one transaction.

Judging does the same and stores nothing: a form asks it while one types.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.amendments import content_now
from kpverify.certificates.assessment import assess
from kpverify.certificates.content import tidy
from kpverify.certificates.details import with_details
from kpverify.certificates.models import Certificate
from kpverify.certificates.parties import keep_party
from kpverify.certificates.services import change_draft, draft_certificate, refuse_replacement
from kpverify.certificates.technical import KIND, remarks_for
from kpverify.errors import Refused

PARTIES = ("exporter", "importer")
# What belongs to one shipment only: a copy of its certificate leaves it out.
NOT_COPIED = ("seals", "replaces")


@transaction.atomic
def write_draft(
    *,
    content: Any,
    keep: Collection[str] = (),
    certificate_id: UUID | None = None,
    version: int | None = None,
    by: Officer,
    now: datetime,
) -> Certificate:
    """Draft a certificate or change a draft, and keep the parties named in `keep` in the address book.

    Raises: Refused as draft_certificate, change_draft and keep_party.  Writes: Certificate, Party, AuditEntry.
    """
    if certificate_id is None:
        made = draft_certificate(content=content, by=by, now=now)
    else:
        made = change_draft(certificate_id=certificate_id, content=content, version=version, by=by, now=now)
    for party in [one for one in PARTIES if one in keep]:
        try:
            keep_party(party=made.content.get(party, {}), by=by, now=now)
        except Refused as refused:
            found = [{**one, "field": f"{party}.{one['field']}"} for one in refused.findings]
            raise Refused(refused.code, refused.message, status=refused.status, findings=found) from refused
    return made


def judge(*, content: Any, stored: Certificate | None = None, by: Officer, now: datetime) -> list[dict[str, Any]]:
    """Say what saving and submitting a content would say, and store nothing.

    `stored` is the draft the content would be saved over: what lies behind it (files, slips, statements) counts too.
    Each finding has `field`, `code`, `message`, `result`, as those of `assess`.  Raises: Refused no-authority.
    """
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    replaces = stored.replaces if stored else None
    try:
        found = tidy(content)
        if replaces is None:
            refuse_replacement(found)
        else:
            found |= {"kind": "replacement", "replaces": replaces.number}
    except Refused as refused:
        whole = [{"field": "", "code": refused.code, "message": refused.message}]
        return [{"result": "fail", **one} for one in refused.findings or whole]
    draft = Certificate(authority_id=by.authority_id, content=found, prepared_by=by, replaces=replaces)
    if stored:
        # Never saved: it only tells the rules whose files and slips to read.
        draft.pk, draft._state.adding = stored.pk, False
    return assess(certificate=draft, now=now)


def copy_of(certificate: Certificate) -> dict[str, Any]:
    """Give what a new certificate may begin with: all that the earlier one says but seals, and what it replaced.

    Nothing that stands behind it: no slip, file or statement, nor the id that binds those.
    """
    found = {name: value for name, value in certificate.content.items() if name not in NOT_COPIED}
    found = with_details(found, None)
    return {**found, "kind": "standard"} if found.get("kind") == "replacement" else found


def draft_technical(*, own: Certificate | None, number: str, reason: str, by: Officer, now: datetime) -> Certificate:
    """Draft a technical certificate for the goods of one's `own` certificate, or of a foreign one with this number.

    The parties and goods of an own one, as amended, are taken along to be corrected; its seals are not.
    Raises: Refused number-wrong, reason-missing, reason-too-long (with findings), not-issued.
    Writes: as draft_certificate.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    content: dict[str, Any] = {}
    if own is not None:
        if not own.token:
            raise Refused("not-issued", "It is not issued: change the draft itself.")
        number = own.number or ""
        content = {name: value for name, value in content_now(own).items() if name not in (*NOT_COPIED, "remarks")}
    content |= {"kind": KIND, "remarks": remarks_for(number, reason)}
    return draft_certificate(content=content, by=by, now=now)
