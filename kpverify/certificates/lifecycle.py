"""Which act leads from which state to which: the whole life of a certificate in one table."""

from __future__ import annotations

from enum import StrEnum

from kpverify.accounts.rights import Action
from kpverify.certificates.models import State
from kpverify.errors import Refused


class Act(StrEnum):
    """Everything that can happen to a certificate after it was drafted."""

    CHANGE = "change"
    SUBMIT = "submit"
    SEND_BACK = "send-back"
    APPROVE = "approve"
    ISSUE = "issue"  # stores the intent to sign
    FINISH = "finish"  # stores the signature
    GIVE_UP = "give-up"  # a number is lost, a signature never left the node
    VALIDATE = "validate"  # content checked and container sealed, once
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    REVOKE = "revoke"  # the first officer's proposes it, and suspends; the second's does it
    CANCEL_REVOCATION = "cancel-revocation"  # while a second officer is waited for
    AMEND = "amend"  # proposed by one, confirmed by another: the certificate itself stays as it was signed
    REPLACE = "replace"
    CONFIRM_RECEIPT = "confirm-receipt"


# Which right a person needs for an act.
RIGHT_OF: dict[Act, Action] = {
    Act.CHANGE: Action.CERTIFICATE_DRAFT,
    Act.SUBMIT: Action.CERTIFICATE_SUBMIT,
    Act.SEND_BACK: Action.CERTIFICATE_APPROVE,
    Act.APPROVE: Action.CERTIFICATE_APPROVE,
    Act.ISSUE: Action.CERTIFICATE_ISSUE,
    Act.VALIDATE: Action.CERTIFICATE_VALIDATE,
    Act.SUSPEND: Action.CERTIFICATE_SUSPEND,
    Act.REINSTATE: Action.CERTIFICATE_REINSTATE,
    Act.REVOKE: Action.CERTIFICATE_REVOKE,
    Act.CANCEL_REVOCATION: Action.CERTIFICATE_REVOKE,
    Act.AMEND: Action.CERTIFICATE_AMEND,
    Act.REPLACE: Action.CERTIFICATE_REPLACE,
    Act.CONFIRM_RECEIPT: Action.RECEIPT_CONFIRM,
}
# Acts that need the right, but no second factor proved a moment ago: they only hand something back.
UNPROVED = frozenset({Act.SEND_BACK})

# An act that is not here, or a state that is not in its row, is refused.
TRANSITIONS: dict[Act, dict[State, State]] = {
    Act.CHANGE: {State.DRAFT: State.DRAFT},
    Act.SUBMIT: {State.DRAFT: State.SUBMITTED},
    Act.SEND_BACK: {State.SUBMITTED: State.DRAFT, State.APPROVED: State.DRAFT},
    Act.APPROVE: {State.SUBMITTED: State.APPROVED},
    Act.ISSUE: {State.APPROVED: State.ISSUING},
    Act.FINISH: {State.ISSUING: State.ISSUED},
    Act.GIVE_UP: {State.ISSUING: State.VOID},
    Act.VALIDATE: {State.ISSUED: State.ISSUED},
    Act.SUSPEND: {State.ISSUED: State.SUSPENDED},
    Act.REINSTATE: {State.SUSPENDED: State.ISSUED},
    Act.REVOKE: {State.ISSUED: State.REVOKED, State.SUSPENDED: State.REVOKED},
    Act.CANCEL_REVOCATION: {State.ISSUED: State.ISSUED, State.SUSPENDED: State.SUSPENDED},
    Act.AMEND: {State.ISSUED: State.ISSUED, State.SUSPENDED: State.SUSPENDED},
    Act.REPLACE: {State.ISSUED: State.ISSUED, State.SUSPENDED: State.SUSPENDED},
    Act.CONFIRM_RECEIPT: {State.ISSUED: State.ISSUED},
}


def next_state(act: Act, state: str) -> State:
    """Give the state an act leads to.  Raises: Refused wrong-state, telling what can be done instead."""
    found = TRANSITIONS[act].get(State(state))
    if found is None:
        possible = ", ".join(acts_from(state)) or "nothing"
        raise Refused("wrong-state", f"The certificate is {state}: it cannot {act}. What can be done now: {possible}.")
    return found


def acts_from(state: str) -> list[Act]:
    """List the acts a state allows to people, in the order of the table."""
    return [act for act, moves in TRANSITIONS.items() if State(state) in moves and act not in _OF_THE_MACHINE]


_OF_THE_MACHINE = frozenset({Act.FINISH, Act.GIVE_UP})

__all__ = ["RIGHT_OF", "TRANSITIONS", "UNPROVED", "Act", "State", "acts_from", "next_state"]
