"""What an amendment says: changes of entries as they are typed, and the payload that is signed.

Source: docs/token.md section 8; docs/adr/0022-amendments.md. Whether it may be signed is asked in `amend_judging.py`,
the acts are in `amending.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_noop as _

from kpverify.certificates.content import NOT_TYPED, tidy_value, words_for
from kpverify.certificates.models import Amendment, Certificate
from kpverify.certificates.moves import subject_of
from kpverify.certificates.paper_data import payload_of
from kpverify.errors import Refused
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from kpverify.tokens import endorsement
from kpverify.tokens.amended import amend, value_at
from kpverify.tokens.claims import content_problems
from kpverify.tokens.codes import Result
from kpverify.tokens.transport import take_apart

Change = dict[str, Any]
KIND = "certificate.amend"
NOTHING_CHANGED = _("Nothing is changed. Write the new entry beside the old one.")


def waiting(certificate: Certificate, *, now: datetime) -> Proposal | None:
    """Find the amendment that waits for a second officer."""
    return proposals.waiting_for(KIND, subject_of(certificate), now=now)


def signed_amendments(certificate: Certificate) -> list[Amendment]:
    """List the amendments in force, in order."""
    rows = certificate.amendments.filter(state=Amendment.State.SIGNED)
    return list(rows.select_related("proposed_by", "confirmed_by").order_by("seq"))


def endorsed(certificate: Certificate, seq: int) -> Amendment:
    """Find one amendment in force.  Raises: Refused not-found."""
    found = next((one for one in signed_amendments(certificate) if one.seq == seq), None)
    if found is None:
        raise Refused("not-found", "There is no such amendment.", status=404)
    return found


def kpc_now(certificate: Certificate) -> dict[str, Any]:
    """Give what an issued certificate says with its amendments."""
    kpc: dict[str, Any] = payload_of(certificate.token)["kpc"]
    for one in signed_amendments(certificate):
        kpc = amend(kpc, one.changes)
    return kpc


def content_now(certificate: Certificate) -> dict[str, Any]:
    """Give the same as officers type it: what a replacement starts from."""
    return {name: value for name, value in kpc_now(certificate).items() if name not in NOT_TYPED}


def changes_of(certificate: Certificate, typed: Any) -> list[Change]:
    """Make changes of what was typed: a list of `{"field", "new"}`, and `old` where it was seen.

    Raises: Refused content-wrong (with findings), old-differs.
    """
    if type(typed) is not list or not 1 <= len(typed) <= endorsement.MAX_CHANGES:
        words = f"Send 1 to {endorsement.MAX_CHANGES} changes, each with its field and its new value."
        raise Refused("content-wrong", words, status=422)
    kpc = kpc_now(certificate)
    found: list[Change] = []
    for place, one in enumerate(typed):
        if type(one) is not dict or not {"field", "new"} <= one.keys() <= {"field", "old", "new"}:
            raise Refused(
                "content-wrong", f"Change {place + 1} has to have field and new, and may have old.", status=422
            )
        field = one["field"]
        if type(field) is not str or field not in endorsement.FIELDS:
            words = "This cannot be amended: the number, the dates, the kind, the statement and the officers stay."
            raise Refused(
                "content-wrong", words, status=422, findings=[finding(str(field)[:40], "not-amendable", words)]
            )
        old = value_at(kpc, field)
        if "old" in one and tidy_value(one["old"]) != old:
            raise Refused("old-differs", f"{field} says something else by now: look at the certificate again.")
        found.append({"field": field, "old": old, "new": tidy_value(one["new"])})
    _refuse_wrong(found)
    _refuse_together(kpc, found)
    return found


def _refuse_wrong(changes: Sequence[Change]) -> None:
    """Refuse values that could not stand in a certificate, and changes that change nothing."""
    findings = []
    for one in changes:
        if one["old"] is None and one["field"] not in endorsement.OPTIONAL:
            findings.append(finding(one["field"], "wrong", _("There is no such line of goods.")))
        elif not endorsement.is_value_of(one["field"], one["new"]):
            findings.append(finding(one["field"], "wrong", words_for(one["field"])))
        elif one["new"] == one["old"]:
            findings.append(finding(one["field"], "unchanged", NOTHING_CHANGED))
    if len({one["field"] for one in changes}) != len(changes):
        findings.append(finding("", "twice", _("Each field can be amended once.")))
    if findings:
        raise Refused("content-wrong", findings[0]["message"], status=422, findings=findings)


def _refuse_together(kpc: Mapping[str, Any], changes: Sequence[Change]) -> None:
    if wrong := content_problems(amend(kpc, changes)):
        findings = [finding(one.removeprefix("kpc."), "wrong", words_for(one.removeprefix("kpc."))) for one in wrong]
        raise Refused("content-wrong", findings[0]["message"], status=422, findings=findings)


def finding(field: str, code: str, message: str) -> dict[str, str]:
    """Write what stands against an amendment, as assessments do."""
    return {"field": field, "code": code, "message": message, "result": Result.FAIL.value}


def payload_for(
    certificate: Certificate,
    *,
    changes: Sequence[Change],
    reason: str,
    officers: Sequence[str],
    seq: int,
    now: datetime,
) -> dict[str, Any]:
    """Build what is signed, in the order of docs/token.md section 8."""
    return {
        "iss": certificate.authority_id,
        "sub": certificate.number,
        "iat": int(now.timestamp()),
        "kpam": {
            "certificate": endorsement.binding_of(take_apart(certificate.token).signing_input),
            "seq": seq,
            "changes": [{name: one[name] for name in ("field", "old", "new")} for one in changes],
            "reason": reason,
            "officers": list(officers),
        },
    }
