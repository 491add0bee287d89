"""After issuing: every act shows in the published list, and keeps to the table."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kpverify.certificates import services
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.trusted import bundle_for
from kpverify.errors import Refused
from kpverify.registry import keys
from kpverify.registry.signers import signer_for
from kpverify.status.models import StatusList
from kpverify.tokens import verify

from .conftest import revoked_by_two
from .typed import content

pytestmark = pytest.mark.django_db

ACTS = {
    "suspend_certificate": {"issued"},
    "reinstate_certificate": {"suspended"},
    "revoke_certificate": {"issued", "suspended"},
    "confirm_receipt": {"issued"},
    "replace_certificate": {"issued", "suspended"},
}


def do(act, number, by, now):
    if act == "revoke_certificate":
        return revoked_by_two(number, by=by, now=now, reason="A reason")
    more = {} if act == "confirm_receipt" else {"reason": "A reason"}
    return getattr(services, act)(number=number, by=by, now=now, **more)


def code_of(made, now):
    return {one.question: one.code for one in verify(made.token, bundle_for(made.status_uri), now).findings}


@pytest.mark.parametrize(
    ("act", "question", "code"),
    [
        ("suspend_certificate", "status", "status.suspended"),
        ("revoke_certificate", "status", "status.revoked"),
        ("confirm_receipt", "presentation", "presentation.receipt-confirmed"),
    ],
)
def test_verifiers_see_it_at_once(shipping, ben, now, act, question, code):
    made = shipping.issued()
    later = now + timedelta(minutes=1)
    do(act, made.number, ben, later)
    assert code_of(made, later)[question] == code


def test_a_reinstated_certificate_is_valid_again(shipping, ben, now):
    made = shipping.suspended()
    later = now + timedelta(minutes=1)
    back = do("reinstate_certificate", made.number, ben, later)
    assert (back.state, back.reason) == (State.ISSUED, "A reason")
    assert code_of(made, later)["status"] == "status.ok"


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["issuing", "issued", "suspended", "revoked", "void"])
def test_every_act_keeps_to_the_table(shipping, ada, ben, now, state, act):
    made = getattr(shipping, state)()
    before = Certificate.objects.values().get(pk=made.pk)
    by = ada if act == "replace_certificate" else ben
    if state in ACTS[act]:
        do(act, made.number, by, now)
        return
    with pytest.raises(Refused) as refused:
        do(act, made.number, by, now)
    assert refused.value.code == "wrong-state"
    assert Certificate.objects.values().get(pk=made.pk) == before


@pytest.mark.parametrize("act", ["suspend_certificate", "revoke_certificate", "replace_certificate"])
@pytest.mark.parametrize("reason", ["", "  \n ", "\u200b"])
def test_a_reason_is_needed(shipping, ada, ben, now, act, reason):
    made = shipping.issued()
    by = ada if act == "replace_certificate" else ben
    with pytest.raises(Refused) as refused:
        getattr(services, act)(number=made.number, reason=reason, by=by, now=now)
    assert refused.value.code == "reason-missing"


@pytest.mark.parametrize("act", ["suspend_certificate", "revoke_certificate", "confirm_receipt", "replace_certificate"])
def test_another_authority_finds_nothing(shipping, chen, now, act):
    made = shipping.issued()
    with pytest.raises(Refused) as refused:
        do(act, made.number, chen, now)
    assert refused.value.code == "not-found"


@pytest.mark.parametrize("act", ["suspend_certificate", "revoke_certificate"])
@pytest.mark.parametrize("who", ["ada", "dora", "sefako"])
def test_only_approvers_withdraw(shipping, world, now, act, who):
    made = shipping.issued()
    with pytest.raises(PermissionDenied):
        do(act, made.number, getattr(world, who), now)


def test_after_the_receipt_only_revoking_is_left(shipping, ada, ben, now):
    made = shipping.issued()
    do("confirm_receipt", made.number, ben, now)
    for act, by in (("suspend_certificate", ben), ("replace_certificate", ada)):
        with pytest.raises(Refused) as refused:
            do(act, made.number, by, now)
        assert refused.value.code == "receipt-confirmed"
    with pytest.raises(Refused) as refused:
        do("confirm_receipt", made.number, ben, now)
    assert refused.value.code == "already-confirmed"
    assert do("revoke_certificate", made.number, ben, now).state == State.REVOKED


def test_an_act_stays_recorded_when_publishing_fails_and_work_publishes_it(shipping, ben, now):
    from kpverify.office.upkeep import do_what_is_due

    made = shipping.issued()
    old = signer_for("BW", "status").kid
    keys.retire_key(kid=old, now=now, by="test")
    later = now + timedelta(minutes=1)
    assert do("revoke_certificate", made.number, ben, later).state == State.REVOKED
    assert StatusList.objects.get(pk=made.status_uri).is_dirty
    assert code_of(made, later)["status"] == "status.ok"
    assert any("not done" in line or "not published" in line for line in do_what_is_due(now=later))


def test_a_replacement_revokes_the_old_one_when_it_is_issued(shipping, ada, ben, now):
    old = shipping.issued()
    new = do("replace_certificate", old.number, ada, now)
    assert (new.state, new.content["replaces"], new.content["kind"]) == (State.DRAFT, old.number, "replacement")
    assert code_of(old, now)["status"] == "status.ok"
    changed = content(importer={"name": "Gulf", "address": "Dubai 2", "country": "AE"})
    services.change_draft(certificate_id=new.pk, content=changed, version=1, by=ada, now=now)
    services.submit_certificate(certificate_id=new.pk, by=ada, now=now)
    services.approve_certificate(certificate_id=new.pk, by=ben, now=now)
    later = now + timedelta(minutes=1)
    issued = services.issue_certificate(certificate_id=new.pk, by=ben, now=later)
    verdict = verify(issued.token, bundle_for(issued.status_uri), later)
    assert verdict.outcome == "valid"
    assert verdict.certificate["kpc"]["replaces"] == old.number
    assert code_of(old, later)["status"] == "status.revoked"
    old.refresh_from_db()
    assert (old.state, old.reason) == (State.REVOKED, f"Replaced by {issued.number}")


def test_a_shipment_that_has_arrived_gets_no_second_certificate(shipping, ada, ben, now):
    old = shipping.issued()
    new = do("replace_certificate", old.number, ada, now)
    do("confirm_receipt", old.number, ben, now)
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=new.pk, by=ada, now=now)
    assert [one["code"] for one in refused.value.findings] == ["replaces-received"]


@pytest.mark.parametrize("crashed", [False, True])
def test_a_shipment_that_arrives_before_its_replacement_is_signed_voids_it(shipping, ada, ben, now, crashed):
    old = shipping.issued()
    new = do("replace_certificate", old.number, ada, now)
    services.submit_certificate(certificate_id=new.pk, by=ada, now=now)
    services.approve_certificate(certificate_id=new.pk, by=ben, now=now)
    if crashed:
        shipping.approved = lambda: Certificate.objects.get(pk=new.pk)
        shipping.issuing()
    do("confirm_receipt", old.number, ben, now)
    later = now + timedelta(minutes=2)
    if crashed:
        assert services.finish_issuing(now=later).refusals[new.pk].code == "own-check-failed"
    else:
        with pytest.raises(Refused) as refused:
            services.issue_certificate(certificate_id=new.pk, by=ben, now=later)
        assert refused.value.code == "not-certifiable"
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, new.state) == (State.ISSUED, State.VOID if crashed else State.APPROVED)
    assert code_of(old, later)["presentation"] == "presentation.receipt-confirmed"


def test_one_certificate_has_one_replacement(shipping, ada, now):
    old = shipping.issued()
    do("replace_certificate", old.number, ada, now)
    with pytest.raises(Refused) as refused:
        do("replace_certificate", old.number, ada, now)
    assert refused.value.code == "already-replaced"


def test_a_reason_is_kept_on_one_line(shipping, ben, now):
    made = shipping.issued()
    reason = "Wrong\x00 weight\u202e\n" + "x" * 400
    done = services.revoke_certificate(number=made.number, reason=reason, by=ben, now=now)
    assert done.reason.startswith("Wrong weight xxx")
    assert len(done.reason) == 300
