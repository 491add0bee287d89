"""Is an amended certificate as good as a new one?  Every rule is asked of what it would say.

Only what the amendment does counts: what a rule says of the certificate as it stands, too, and of entries that stay,
keeps nobody from correcting another entry. Which facts are closed is in docs/compliance.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_noop as _

from kpverify.certificates.amendments import Change, finding, kpc_now, payload_for
from kpverify.certificates.assessment import ANY_KID, ANY_OFFICER, ask_scheme
from kpverify.certificates.details import with_details
from kpverify.certificates.legibility import version_for
from kpverify.certificates.models import Certificate
from kpverify.certificates.paper_data import payload_of
from kpverify.certificates.payload import intent_text, token_of
from kpverify.certificates.trusted import trust_in_force
from kpverify.errors import Refused
from kpverify.tokens import endorsement
from kpverify.tokens.amended import amend, value_at
from kpverify.tokens.codes import Result
from kpverify.tokens.errors import Malformed
from kpverify.tokens.p256 import SIGNATURE_BYTES
from kpverify.tokens.status import MAX_AMENDMENT
from kpverify.tokens.transport import qr_text

# What makes goods the ones the monitors cleared, and between whom: parcels and seals tell two shipments apart
# (docs/token.md section 9). Addresses and remarks stay correctable.
CLEARED = (
    *("mining_origin", "zones", "goods", "parcels", "seals"),
    *(f"{who}.{name}" for who in ("exporter", "importer") for name in ("name", "country")),
)
# What verifiers ask: they refuse the amended certificate whatever it was before.
VERIFIERS = ("participant.", "origin.", "authority-not-listed")
# An approver may still decide these while the amendment waits.
DECIDED_LATER = frozenset({"screening.parties.undecided", "screening.parties.owner-undecided"})


def findings_of(certificate: Certificate, changes: Sequence[Change], *, now: datetime) -> list[dict[str, Any]]:
    """List what the rules find in the amended certificate, as `assess` does: what is new, or about what is changed.

    The scheme's rules ask on the day of issue, screening asks the lists of today.  Raises: Refused no-trust-list.
    """
    payload, kpc, trust = payload_of(certificate.token), kpc_now(certificate), trust_in_force()

    def ask(said: dict[str, Any]) -> list[dict[str, Any]]:
        return ask_scheme({**payload, "kpc": said}, certificate, trust=trust, now=now, signed=payload["kpc"])

    after = ask(amend(kpc, changes))
    if not after:
        return []
    before = {_key(one) for one in ask(kpc)}
    changed = {_root(one["field"]) for one in changes}
    return [
        one
        for one in after
        if one["code"].startswith(VERIFIERS) or _root(one["field"]) in changed or _key(one) not in before
    ]


def _key(one: Mapping[str, Any]) -> tuple[str, str, str]:
    return one["code"], one["field"], one["message"]


def _root(field: str) -> str:
    """Name the entry a path is in: `importer` for `importer.address`, `goods` for `goods[0].usd`."""
    return re.split(r"[.\[]", field, maxsplit=1)[0] or "whole"


def refuse_if_unfit(
    certificate: Certificate, *, changes: Sequence[Change], reason: str, now: datetime, is_last: bool
) -> None:
    """Ask of the amended certificate what is asked of a new one, and its size.

    `is_last` when it is signed next: before that, a hit of screening may wait for an approver's decision.
    Raises: Refused not-certifiable, details-bound (both with findings), qr-too-large, no-trust-list.
    """
    signed, amended = payload_of(certificate.token)["kpc"], amend(kpc_now(certificate), changes)
    _refuse_other_goods(signed, amended)
    _refuse_other_details(certificate, amended, changes)
    against = [one for one in findings_of(certificate, changes, now=now) if _stands_against(one, is_last=is_last)]
    if against:
        words = f"The amended certificate could not be issued like this: {against[0]['message']}"
        raise Refused("not-certifiable", words, status=422, findings=against)
    _refuse_too_large(certificate, changes=changes, reason=reason, now=now)


def _stands_against(one: Mapping[str, Any], *, is_last: bool) -> bool:
    is_waiting = one["code"] in DECIDED_LATER and not is_last
    return one["result"] != Result.ATTENTION and not is_waiting


def _refuse_other_goods(signed: dict[str, Any], amended: dict[str, Any]) -> None:
    """Goods two monitors have cleared are not turned into others', or others, by two officers of the authority.

    Verifiers judge the clearance by what was signed, so this is the place to refuse.
    """
    if "clearance" not in signed:
        return
    changed = [name for name in CLEARED if _at(signed, name) != _at(amended, name)]
    if changed:
        words = "The monitors cleared these goods as they were signed: issue a replacement, which they have to clear."
        findings = [finding(name, "origin.clearance-bad", words) for name in changed]
        raise Refused("not-certifiable", words, status=422, findings=findings)


def _at(kpc: dict[str, Any], name: str) -> Any:
    return kpc.get(name) if name == "goods" else value_at(kpc, name)


def _refuse_other_details(certificate: Certificate, amended: Mapping[str, Any], changes: Sequence[Change]) -> None:
    """What was stated about due diligence is bound to the signature: its ids neither go, nor come, nor change."""
    if all(one["field"] != "due_diligence" for one in changes):
        return
    ids = set(amended["due_diligence"])
    if ids != set(with_details(dict(amended), certificate.pk)["due_diligence"]):
        words = _(
            "The standards somebody made a statement about, and the id DETAILS-… that binds the statements to the "
            "signature, cannot be amended: issue a replacement, and change the statements there."
        )
        found = [finding("due_diligence", "details-bound", words)]
        raise Refused("details-bound", words, status=422, findings=found)


def _refuse_too_large(certificate: Certificate, *, changes: Sequence[Change], reason: str, now: datetime) -> None:
    stand_in = payload_for(
        certificate, changes=changes, reason=reason, officers=(ANY_OFFICER[:24], ANY_OFFICER[-24:]), seq=9, now=now
    )
    intent = intent_text(stand_in, kid=ANY_KID.format(authority=certificate.authority_id), typ=endorsement.TYP)
    if not _fits_on_paper(intent):
        words = _("The endorsement's QR code would be too dense to be read from paper. Change fewer entries at once.")
        raise Refused("qr-too-large", words, status=422)


def _fits_on_paper(intent: str) -> bool:
    token = token_of(intent, b"\xff" * SIGNATURE_BYTES)
    try:
        is_legible = version_for(qr_text(token, settings.PUBLIC_URL)) is not None
    except Malformed:
        return False
    return is_legible and len(token) <= MAX_AMENDMENT
