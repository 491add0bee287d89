"""Every act from every state: what is not in this table is refused."""

import pytest

from kpverify.certificates.lifecycle import TRANSITIONS, Act, acts_from, next_state
from kpverify.certificates.models import State
from kpverify.errors import Refused

# Written out a second time, by hand, so that a slip in the table is seen.
ALLOWED = {
    ("draft", "change"): "draft",
    ("draft", "submit"): "submitted",
    ("submitted", "send-back"): "draft",
    ("submitted", "approve"): "approved",
    ("approved", "send-back"): "draft",
    ("approved", "issue"): "issuing",
    ("issuing", "finish"): "issued",
    ("issuing", "give-up"): "void",
    ("issued", "suspend"): "suspended",
    ("issued", "revoke"): "revoked",
    ("issued", "validate"): "issued",
    ("issued", "cancel-revocation"): "issued",
    ("suspended", "cancel-revocation"): "suspended",
    ("issued", "amend"): "issued",
    ("suspended", "amend"): "suspended",
    ("issued", "replace"): "issued",
    ("issued", "confirm-receipt"): "issued",
    ("suspended", "reinstate"): "issued",
    ("suspended", "revoke"): "revoked",
    ("suspended", "replace"): "suspended",
}


@pytest.mark.parametrize("act", Act)
@pytest.mark.parametrize("state", State)
def test_each_act_from_each_state_leads_where_the_table_says_or_is_refused(state, act):
    expected = ALLOWED.get((state.value, act.value))
    if expected is None:
        with pytest.raises(Refused) as refused:
            next_state(act, state)
        assert refused.value.code == "wrong-state"
        assert refused.value.status == 409
        assert state.value in refused.value.message
    else:
        assert next_state(act, state) == expected


def test_table_has_a_row_for_every_act():
    assert set(TRANSITIONS) == set(Act)


@pytest.mark.parametrize(
    ("state", "acts"),
    [
        ("draft", ["change", "submit"]),
        ("submitted", ["send-back", "approve"]),
        ("approved", ["send-back", "issue"]),
        ("issuing", []),
        ("issued", ["validate", "suspend", "revoke", "cancel-revocation", "amend", "replace", "confirm-receipt"]),
        ("suspended", ["reinstate", "revoke", "cancel-revocation", "amend", "replace"]),
        ("revoked", []),
        ("void", []),
    ],
)
def test_people_are_offered_what_the_state_allows_and_nothing_of_the_machine(state, acts):
    assert acts_from(state) == acts


@pytest.mark.parametrize("end", ["revoked", "void"])
def test_nothing_leaves_an_end(end):
    assert not [act for act, moves in TRANSITIONS.items() if State(end) in moves]


def test_a_refusal_tells_what_can_be_done_instead():
    with pytest.raises(Refused, match="submit"):
        next_state(Act.APPROVE, "draft")
