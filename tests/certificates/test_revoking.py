"""Two officers revoke: one proposes and stops the certificate, another confirms."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kpverify.audit.models import AuditEntry
from kpverify.certificates import services
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.revoking import revocation_of
from kpverify.errors import Refused
from kpverify.proposals.models import Proposal
from kpverify.proposals.services import LIFE
from kpverify.status.models import StatusEntry

pytestmark = pytest.mark.django_db


def revoke(made, by, now, reason="Wrong weight", **more):
    return services.revoke_certificate(number=made.number, reason=reason, by=by, now=now, **more)


def cancel(made, by, now, reason="A mistake"):
    return services.cancel_revocation(number=made.number, reason=reason, by=by, now=now)


def value_of(made):
    return StatusEntry.objects.get(status_list_id=made.status_uri, idx=made.status_idx).value


def refused(call, *given, **more):
    with pytest.raises(Refused) as caught:
        call(*given, **more)
    return caught.value.code


def test_the_first_suspends_at_once_and_the_second_revokes_for_the_firsts_reason(shipping, world, now):
    made = shipping.issued()
    proposed = revoke(made, world.ben, now)
    assert (proposed.state, proposed.reason, value_of(made)) == (State.SUSPENDED, "Wrong weight", 2)
    held = revocation_of(proposed, now=now)
    assert (held.proposed_by, held.reason) == (world.ben, "Wrong weight")
    assert refused(revoke, made, world.ben, now) == "second-person-needed"
    done = revoke(made, world.bontle, now, reason="I looked, too")
    assert (done.state, done.reason, value_of(made)) == (State.REVOKED, "Wrong weight", 1)
    assert revocation_of(done, now=now) is None
    told = AuditEntry.objects.filter(subject=f"certificate:{made.pk}").order_by("seq").values_list("verb", flat=True)
    acts = ["suspend", "revoke-propose", "revoke", "revoke-confirm"]
    assert list(told)[-4:] == [f"certificate.{act}" for act in acts]
    assert refused(revoke, made, world.bontle, now) == "wrong-state"


def test_who_saw_it_before_the_proposal_has_to_look_again(shipping, world, now):
    made = shipping.suspended()
    revoke(made, world.ben, now, version=made.version)
    assert refused(revoke, made, world.bontle, now, version=made.version) == "version-conflict"
    made.refresh_from_db()
    assert made.state == State.SUSPENDED


def test_what_arrived_is_not_suspended_but_can_be_revoked(shipping, world, now):
    made = shipping.issued()
    services.confirm_receipt(number=made.number, by=world.ben, now=now)
    assert (revoke(made, world.ben, now).state, value_of(made)) == (State.ISSUED, 3)
    assert (revoke(made, world.bontle, now).state, value_of(made)) == (State.REVOKED, 1)


@pytest.mark.parametrize(("who", "became"), [("ben", "withdrawn"), ("bontle", "declined")])
def test_either_may_decide_against_it_and_it_stays_suspended(shipping, world, now, who, became):
    made = shipping.issued()
    revoke(made, world.ben, now)
    assert refused(services.reinstate_certificate, number=made.number, reason="x", by=world.ben, now=now) == (
        "revocation-open"
    )
    kept = cancel(made, getattr(world, who), now)
    assert (kept.state, Proposal.objects.get().state) == (State.SUSPENDED, became)
    assert refused(cancel, made, world.ben, now) == "no-revocation"
    back = services.reinstate_certificate(number=made.number, reason="x", by=world.ben, now=now)
    assert (back.state, value_of(made)) == (State.ISSUED, 0)
    with pytest.raises(PermissionDenied):
        cancel(made, world.ada, now)


def test_when_nobody_confirms_in_time_it_begins_anew(shipping, world, now):
    made = shipping.issued()
    revoke(made, world.ben, now)
    late = now + LIFE
    assert revocation_of(Certificate.objects.get(pk=made.pk), now=late) is None
    again = revoke(made, world.bontle, late, reason="Still wrong")
    assert (again.state, revocation_of(again, now=late).proposed_by) == (State.SUSPENDED, world.bontle)
    assert revoke(made, world.ben, late).state == State.REVOKED


def test_a_replacement_makes_a_proposal_pointless(shipping, world, now):
    old = shipping.issued()
    new = services.replace_certificate(number=old.number, reason="Address", by=world.ada, now=now)
    revoke(old, world.ben, now)
    services.submit_certificate(certificate_id=new.pk, by=world.ada, now=now)
    services.approve_certificate(certificate_id=new.pk, by=world.ben, now=now)
    services.issue_certificate(certificate_id=new.pk, by=world.ben, now=now + timedelta(minutes=1))
    assert Proposal.objects.get().state == Proposal.State.LAPSED
    old.refresh_from_db()
    assert old.state == State.REVOKED
