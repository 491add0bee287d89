"""Who may do what: one table, asked by pages, API and commands alike.

A right is a role's, a role is granted for a time, and whoever has left has none. The question is asked of the database
each time, so that an ended role ends at once, in the middle of a session too.
"""

from __future__ import annotations

from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kpverify.accounts.models import ApiKey, Officer, RoleGrant

Role = RoleGrant.Role


class Action(StrEnum):
    """Everything a person may be allowed to do."""

    CERTIFICATE_VIEW = "certificate.view"
    CERTIFICATE_DRAFT = "certificate.draft"
    CERTIFICATE_SUBMIT = "certificate.submit"
    CERTIFICATE_APPROVE = "certificate.approve"  # and send back
    CERTIFICATE_ISSUE = "certificate.issue"
    CERTIFICATE_VALIDATE = "certificate.validate"  # content checked, container sealed: after issuing
    CERTIFICATE_SUSPEND = "certificate.suspend"
    CERTIFICATE_REINSTATE = "certificate.reinstate"
    CERTIFICATE_REVOKE = "certificate.revoke"
    CERTIFICATE_AMEND = "certificate.amend"  # propose, decline, take back
    CERTIFICATE_ENDORSE = "certificate.endorse"  # confirm another's amendment, which signs it
    CERTIFICATE_REPLACE = "certificate.replace"
    CERTIFICATE_PRINT = "certificate.print"
    CERTIFICATE_EXPORT = "certificate.export"  # a whole list as a file
    RECEIPT_CONFIRM = "receipt.confirm"
    PARTY_KEEP = "party.keep"  # the authority's address book
    NOTICE_SEND = "notice.send"  # once more
    CONTACT_EDIT = "contact.edit"
    WEBHOOK_MANAGE = "webhook.manage"
    DOSSIER_VIEW = "dossier.view"
    DOSSIER_ADD = "dossier.add"  # and withdraw
    STOCK_EXPLAIN = "stock.explain"  # why more leaves than came in; another officer accepts it
    STOCK_KEEP = "stock.keep"  # count the stock, record production, accept explanations
    PAPER_VIEW = "paper.view"  # blank security paper: where it lies, what became of it
    PAPER_REPORT = "paper.report"  # spoiled, lost, stolen, destroyed: makes nothing less safe
    PAPER_MANAGE = "paper.manage"  # receive, move, count, settings of the printer; take a report back, with another
    SPECIMEN_PROPOSE = "specimen.propose"
    OFFICER_MANAGE = "officer.manage"
    API_KEY_MANAGE = "api-key.manage"
    PROPOSAL_VIEW = "proposal.view"  # what waits for a second officer
    SCHEME_VIEW = "scheme.view"  # participants, zones, keys, ranges, as the Secretariat's pages show them
    SCHEME_EDIT = "scheme.edit"
    KEY_MANAGE = "key.manage"
    TRUST_PUBLISH = "trust.publish"
    AUDIT_VIEW = "audit.view"
    CONCERN_VIEW = "concern.view"  # one's own; all of them for who answers
    CONCERN_SEND = "concern.send"  # in confidence, to the Secretariat
    CONCERN_ANSWER = "concern.answer"
    SCREENING_VIEW = "screening.view"  # sanctions lists, and who is like an entry
    SCREENING_LOAD = "screening.load"  # and propose, confirm, give up: one set of lists for everybody
    SCREENING_DECIDE = "screening.decide"  # whether a party is the one on a list
    CLEARANCE_VIEW = "clearance.view"  # shipments that ask for the monitors' word, with their dossiers
    CLEARANCE_DECIDE = "clearance.decide"  # approve or object


_A = Action
RIGHTS: dict[Role, frozenset[Action]] = {
    Role.PREPARER: frozenset(
        {
            *(_A.CERTIFICATE_VIEW, _A.CERTIFICATE_DRAFT, _A.CERTIFICATE_SUBMIT, _A.CERTIFICATE_REPLACE),
            *(
                _A.CERTIFICATE_PRINT,
                _A.CERTIFICATE_EXPORT,
                _A.CERTIFICATE_VALIDATE,
                _A.CERTIFICATE_AMEND,
                _A.PARTY_KEEP,
            ),
            *(_A.CONTACT_EDIT, _A.NOTICE_SEND, _A.DOSSIER_VIEW, _A.DOSSIER_ADD),
            *(_A.PAPER_VIEW, _A.PAPER_REPORT),
            _A.SCREENING_VIEW,
            _A.STOCK_EXPLAIN,
        }
    ),
    Role.APPROVER: frozenset(
        {
            _A.PROPOSAL_VIEW,
            *(_A.CERTIFICATE_VIEW, _A.CERTIFICATE_APPROVE, _A.CERTIFICATE_ISSUE, _A.CERTIFICATE_SUSPEND),
            *(_A.CERTIFICATE_REINSTATE, _A.CERTIFICATE_REVOKE, _A.CERTIFICATE_PRINT, _A.RECEIPT_CONFIRM),
            *(_A.CERTIFICATE_VALIDATE, _A.CERTIFICATE_EXPORT, _A.CERTIFICATE_AMEND, _A.CERTIFICATE_ENDORSE),
            *(_A.CONTACT_EDIT, _A.NOTICE_SEND, _A.DOSSIER_VIEW, _A.DOSSIER_ADD),
            *(_A.PAPER_VIEW, _A.PAPER_REPORT, _A.PAPER_MANAGE),
            *(_A.SCREENING_VIEW, _A.SCREENING_DECIDE),
            *(_A.STOCK_EXPLAIN, _A.STOCK_KEEP),
        }
    ),
    Role.AUTHORITY_ADMIN: frozenset(
        {
            *(_A.API_KEY_MANAGE, _A.PROPOSAL_VIEW),
            *(_A.CERTIFICATE_VIEW, _A.CERTIFICATE_EXPORT, _A.PARTY_KEEP, _A.OFFICER_MANAGE),
            *(_A.CONTACT_EDIT, _A.NOTICE_SEND, _A.WEBHOOK_MANAGE),
            *(_A.PAPER_VIEW, _A.PAPER_REPORT, _A.PAPER_MANAGE, _A.SPECIMEN_PROPOSE),
            _A.SCREENING_VIEW,
        }
    ),
    # Receipts and inspections get their own acts; until then an agent checks at /v like everybody.
    Role.BORDER_AGENT: frozenset(),
    Role.MONITOR: frozenset(
        {
            *(_A.SCHEME_VIEW, _A.AUDIT_VIEW, _A.CONCERN_VIEW, _A.CONCERN_SEND),
            *(_A.CLEARANCE_VIEW, _A.CLEARANCE_DECIDE),
        }
    ),
    Role.SECRETARIAT: frozenset(
        {
            *(_A.SCHEME_VIEW, _A.SCHEME_EDIT, _A.KEY_MANAGE, _A.TRUST_PUBLISH, _A.AUDIT_VIEW, _A.OFFICER_MANAGE),
            *(_A.CONCERN_VIEW, _A.CONCERN_ANSWER),
            *(_A.SCREENING_VIEW, _A.SCREENING_LOAD),
        }
    ),
    Role.OBSERVER: frozenset({_A.SCHEME_VIEW, _A.CONCERN_VIEW, _A.CONCERN_SEND}),
}

# What only somebody does who has just proved a second factor (kpverify.accounts.second_factor). Drafting, submitting,
# sending back and recording a receipt are not among them: they bind nobody, or are done all day.
FRESH: frozenset[Action] = frozenset(
    {
        *(_A.CERTIFICATE_APPROVE, _A.CERTIFICATE_ISSUE, _A.CERTIFICATE_SUSPEND, _A.CERTIFICATE_REINSTATE),
        _A.API_KEY_MANAGE,
        *(_A.CERTIFICATE_REVOKE, _A.OFFICER_MANAGE, _A.KEY_MANAGE, _A.TRUST_PUBLISH, _A.WEBHOOK_MANAGE),
        *(_A.CERTIFICATE_ENDORSE, _A.SCREENING_DECIDE, _A.SCREENING_LOAD, _A.CLEARANCE_DECIDE),
        _A.STOCK_KEEP,
    }
)


# What an API key may be for. Every scope sees the certificates of its authority. None of them binds the authority:
# approving, issuing, withdrawing and keys need people who have just proved a second factor.
SCOPES: dict[str, frozenset[Action]] = {
    "view": frozenset({_A.CERTIFICATE_VIEW}),
    "draft": frozenset({_A.CERTIFICATE_VIEW, _A.CERTIFICATE_DRAFT}),
    "submit": frozenset({_A.CERTIFICATE_VIEW, _A.CERTIFICATE_SUBMIT}),
    "print": frozenset({_A.CERTIFICATE_VIEW, _A.CERTIFICATE_PRINT}),
    "upload": frozenset({_A.CERTIFICATE_VIEW, _A.CERTIFICATE_DRAFT}),
    "files": frozenset({_A.CERTIFICATE_VIEW, _A.DOSSIER_VIEW, _A.DOSSIER_ADD}),
    "screen": frozenset({_A.CERTIFICATE_VIEW, _A.SCREENING_VIEW}),
}


def actions_of(officer: Officer) -> frozenset[Action]:
    """List what an officer may do now."""
    if officer.is_system:
        # Whether a key has expired is asked of the clock, each time, as roles are asked of the database.
        keys = ApiKey.objects.filter(officer=officer, officer__is_active=True, ended_at=None)
        live = keys.filter(expires_at__gt=timezone.now()).values_list("scopes", flat=True)
        held_scopes = {scope for scopes in live for scope in scopes}
        return frozenset[Action]().union(*(SCOPES[scope] for scope in held_scopes & SCOPES.keys()))
    held = RoleGrant.objects.filter(officer=officer, officer__is_active=True, ended_at=None)
    return frozenset[Action]().union(*(RIGHTS[Role(role)] for role in held.values_list("role", flat=True)))


def may(officer: Officer, action: Action) -> bool:
    """May this officer do this now?"""
    return action in actions_of(officer)


def require(officer: Officer, action: Action) -> None:
    """Go on only when the officer may.  Raises: PermissionDenied."""
    if not may(officer, action):
        raise PermissionDenied
