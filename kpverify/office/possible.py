"""What may this officer do with this certificate now, and if not, why not?

Only for showing: the services refuse by themselves. `tests/office/test_possible.py` holds the two to one answer.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.issuing import approvers
from kpverify.certificates.lifecycle import RIGHT_OF, Act, acts_from
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.revoking import revocation_of
from kpverify.proposals.models import Proposal

# What moves a certificate on; the first that is possible is the one main action of its page.
ONWARD = (Act.SUBMIT, Act.APPROVE, Act.ISSUE, Act.VALIDATE, Act.REINSTATE)


@dataclass(slots=True)
class Possible:
    """The acts an officer may do, in the order of the life cycle, and the words for those that need another person."""

    acts: list[Act] = field(default_factory=list)
    why_not: list[str] = field(default_factory=list)
    # A proposal to revoke that waits for a second officer.
    revocation: Proposal | None = None

    def __contains__(self, act: object) -> bool:
        return act in self.acts


def possible_acts(
    certificate: Certificate, *, officer: Officer, rights: Collection[Action], successor: Certificate | None
) -> Possible:
    """List what state, role and person allow; `successor` is the certificate that takes this one's place."""
    found = Possible(revocation=revocation_of(certificate, now=timezone.now()))
    for act in acts_from(certificate.state):
        if RIGHT_OF[act] not in rights:
            continue
        reason = _against_revoking(act, found.revocation, officer=officer)
        if reason is None:
            reason = _against(act, certificate, officer=officer, successor=successor)
        if reason is None:
            found.acts.append(act)
        elif reason:
            found.why_not.append(reason)
    if certificate.state == State.SUBMITTED and Action.CERTIFICATE_APPROVE not in rights:
        found.why_not.append(_("Now another officer has to approve it."))
    if certificate.state == State.APPROVED and Action.CERTIFICATE_ISSUE not in rights:
        found.why_not.append(_("It is approved: an approver issues it."))
    return found


def _against_revoking(act: Act, revocation: Proposal | None, *, officer: Officer) -> str | None:
    if revocation is None:
        return "" if act == Act.CANCEL_REVOCATION else None
    if act == Act.REINSTATE:
        return _("To reinstate it, cancel the proposed revocation first.")
    if act == Act.REVOKE and revocation.proposed_by_id == officer.pk:
        return _("You proposed to revoke this certificate: another officer has to confirm it.")
    return None


def is_over(certificate: Certificate) -> bool:
    """Has its validity ended?"""
    return certificate.expires_at is not None and certificate.expires_at <= timezone.now()


def _against(act: Act, certificate: Certificate, *, officer: Officer, successor: Certificate | None) -> str | None:
    """Say what speaks against an act that state and role allow: None is nothing, "" goes without saying."""
    is_own = certificate.prepared_by_id == officer.pk
    is_received = certificate.receipt_confirmed_at is not None
    match act:
        case Act.APPROVE if is_own:
            return _("You prepared this certificate: another officer has to approve it.")
        case Act.ISSUE if not approvers([certificate.approved_by_id]):
            return _("Who approved it may not approve any more: send it back, and have it approved anew.")
        case Act.SUBMIT if not is_own:
            words: dict[str, Any] = {"name": certificate.prepared_by.name}
            return _("%(name)s prepared this draft. To submit it yourself, change and save it first.") % words
        case Act.VALIDATE if is_received or certificate.validated_at or is_over(certificate):
            return ""
        case Act.VALIDATE if is_own:
            return _("You prepared this certificate: another officer has to check the content and seal the container.")
        case Act.SUSPEND | Act.REPLACE if is_received:
            return _("The receipt of the shipment is confirmed: only revoking is left.") if act == Act.SUSPEND else ""
        case Act.AMEND if is_received or successor is not None or is_over(certificate):
            return ""
        case Act.REPLACE if successor is not None:
            return ""
        case Act.CONFIRM_RECEIPT if is_received:
            return ""
    return None
