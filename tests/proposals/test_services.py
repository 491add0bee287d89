"""Two people for one act: who may say what, once, and in time."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kpverify.accounts.rights import Action
from kpverify.audit.models import AuditEntry
from kpverify.errors import Refused
from kpverify.proposals import kinds, services
from kpverify.proposals.models import Proposal

KIND = "test.act"
DONE = []


@pytest.fixture(autouse=True)
def kind(monkeypatch):
    DONE.clear()
    monkeypatch.setattr(kinds, "_KINDS", dict(kinds._KINDS))

    def execute(proposal, *, by, now):
        if proposal.detail.get("fails"):
            raise Refused("not-now", "Not now.")
        DONE.append((proposal.subject, by.code))

    kinds.register(KIND, action=Action.CERTIFICATE_REVOKE, execute=execute, words="Test")


def propose(world, by=None, **more):
    values = {"kind": KIND, "subject": "test:1", "authority_id": "BW", "reason": "Why", **more}
    return services.propose(by=by or world.ben, now=world.now, **values)


def code_of(call, **values):
    with pytest.raises(Refused) as refused:
        call(**values)
    return refused.value.code


def test_a_second_person_confirms_and_it_is_done_once(world):
    made = propose(world)
    assert code_of(services.confirm, proposal_id=made.pk, by=world.ben, now=world.now) == "second-person-needed"
    assert code_of(services.decline, proposal_id=made.pk, by=world.ben, now=world.now) == "second-person-needed"
    services.confirm(proposal_id=made.pk, by=world.bontle, now=world.now)
    assert DONE == [("test:1", "BW-BONTLE")]
    for act in (services.confirm, services.decline):
        assert code_of(act, proposal_id=made.pk, by=world.bontle, now=world.now) == "proposal-over"
    told = AuditEntry.objects.filter(subject="test:1").values_list("verb", "actor")
    assert list(told) == [("test.act-propose", "officer:BW-BEN"), ("test.act-confirm", "officer:BW-BONTLE")]


def test_only_who_proposed_withdraws_and_only_another_declines(world):
    made = propose(world)
    assert code_of(services.withdraw, proposal_id=made.pk, by=world.bontle, now=world.now) == "not-yours"
    services.withdraw(proposal_id=made.pk, by=world.ben, now=world.now)
    other = propose(world)
    services.decline(proposal_id=other.pk, by=world.bontle, now=world.now)
    assert code_of(services.confirm, proposal_id=other.pk, by=world.bontle, now=world.now) == "proposal-over"
    assert DONE == []


def test_it_takes_the_right_and_the_same_authority(world):
    made = propose(world)
    with pytest.raises(PermissionDenied):
        propose(world, by=world.ada, subject="test:2")
    with pytest.raises(PermissionDenied):
        services.confirm(proposal_id=made.pk, by=world.ada, now=world.now)
    for other in (world.chen, world.sefako):
        assert code_of(services.confirm, proposal_id=made.pk, by=other, now=world.now) == "not-found"
    assert DONE == []


def test_one_open_proposal_for_one_act_and_a_lapsed_one_makes_room(world):
    made = propose(world)
    assert code_of(propose, world=world, by=world.bontle) == "proposed-already"
    late = made.expires_at
    assert code_of(services.confirm, proposal_id=made.pk, by=world.bontle, now=late) == "proposal-over"
    assert services.waiting_for(KIND, "test:1", now=late - timedelta(seconds=1)) == made
    assert services.waiting_for(KIND, "test:1", now=late) is None
    values = {"kind": KIND, "subject": "test:1", "authority_id": "BW"}
    again = services.propose(**values, by=world.bontle, now=late)
    made.refresh_from_db()
    assert made.state == Proposal.State.LAPSED
    assert services.lapse_due(now=again.expires_at, by="system:work") == 1
    assert AuditEntry.objects.get(verb="test.act-lapse").detail == {"proposal": str(again.pk)}


def test_when_the_act_is_refused_the_proposal_stays_open(world):
    made = propose(world, detail={"fails": True})
    assert code_of(services.confirm, proposal_id=made.pk, by=world.bontle, now=world.now) == "not-now"
    made.refresh_from_db()
    assert (made.state, made.decided_by) == (Proposal.State.OPEN, None)
    assert not AuditEntry.objects.filter(verb="test.act-confirm").exists()


def test_the_database_itself_refuses_one_person_twice(world):
    made = propose(world)
    for decided_by in (world.ben, None):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.filter(pk=made.pk).update(state="confirmed", decided_by=decided_by)
