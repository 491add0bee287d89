"""Correcting a certificate: two officers, one signature, and every verifier sees old and new."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kpverify.certificates import amending, services
from kpverify.certificates.amendments import content_now
from kpverify.certificates.models import Amendment, Certificate, State
from kpverify.certificates.trusted import bundle_for
from kpverify.diligence.services import save_statement
from kpverify.errors import Refused
from kpverify.office.upkeep import finish_amendments
from kpverify.proposals.models import Proposal
from kpverify.registry import keys
from kpverify.screening.models import OpenHit
from kpverify.screening.services import decide
from kpverify.status import services as status
from kpverify.status.models import ListedAmendment, StatusList
from kpverify.tokens import verify
from kpverify.tokens.codes import Result
from tests.diligence.conftest import said

from .listed import DIAMVILLE, load, screen_all
from .typed import importer

pytestmark = pytest.mark.django_db
ADDRESS = [{"field": "importer.address", "new": "Almas Tower, 3rd floor, Dubai"}]


@pytest.fixture
def later(now):
    return now + timedelta(minutes=1)


def propose(made, by, now, changes=ADDRESS, reason="The floor was left out."):
    return services.propose_amendment(number=made.number, changes=changes, reason=reason, by=by, now=now)


def amend(made, by, second, now, changes=ADDRESS):
    proposal = propose(made, by, now, changes)
    return services.confirm_amendment(number=made.number, proposal_id=proposal.pk, by=second, now=now)


def judged(made, now):
    return verify(made.token, bundle_for(made.status_uri), now)


def test_a_confirmed_amendment_is_seen_by_every_verifier_and_leaves_the_certificate_as_it_was(
    shipping, ada, ben, later
):
    made = shipping.issued()
    before = made.content["importer"]["address"]
    amend(made, ada, ben, later)
    verdict = judged(made, later)
    assert [one.code for one in verdict.findings if one.result is not Result.PASS] == ["status.amended"]
    assert verdict.certificate["kpc"]["importer"]["address"] == before
    (change,) = verdict.amendments
    assert (change["field"], change["old"], change["new"]) == ("importer.address", before, ADDRESS[0]["new"])
    assert (change["reason"], change["officers"]) == ("The floor was left out.", [ada.code, ben.code])
    held = Certificate.objects.get(pk=made.pk)
    assert (held.token, held.content, held.state) == (made.token, made.content, State.ISSUED)
    assert content_now(held)["importer"]["address"] == ADDRESS[0]["new"]


def test_a_second_one_starts_from_the_first(shipping, ada, ben, bontle, later):
    made = shipping.issued()
    amend(made, ada, ben, later)
    after = later + timedelta(minutes=1)
    amend(
        made,
        bontle,
        ben,
        after,
        [{"field": "importer.address", "new": "Elsewhere, Dubai"}, {"field": "parcels", "new": 7}],
    )
    verdict = judged(made, after)
    assert [(one["seq"], one["new"]) for one in verdict.amendments] == [
        (1, ADDRESS[0]["new"]),
        (2, "Elsewhere, Dubai"),
        (2, 7),
    ]
    assert verdict.amendments[1]["old"] == ADDRESS[0]["new"]


@pytest.fixture
def bontle(world):
    return world.bontle


def test_nobody_amends_alone(shipping, ada, ben, bontle, chen, dora, later):
    made = shipping.issued()
    proposal = propose(made, ben, later)
    confirm = {"number": made.number, "proposal_id": proposal.pk, "now": later}
    with pytest.raises(Refused, match="another officer") as own:
        services.confirm_amendment(**confirm, by=ben)
    assert own.value.code == "second-person-needed"
    for somebody in (ada, dora):
        with pytest.raises(PermissionDenied):
            services.confirm_amendment(**confirm, by=somebody)
    with pytest.raises(Refused) as foreign:
        services.confirm_amendment(**confirm, by=chen)
    assert foreign.value.code == "not-found"
    with pytest.raises(PermissionDenied):
        propose(made, dora, later)
    assert judged(made, later).amendments == ()
    assert not Amendment.objects.exists()
    services.confirm_amendment(**confirm, by=bontle)
    with pytest.raises(Refused) as over:
        services.confirm_amendment(**confirm, by=bontle)
    assert over.value.code == "proposal-over"


def test_a_proposal_of_another_certificate_is_not_confirmed_by_its_id(shipping, ada, ben, later):
    made, other = shipping.issued(), shipping.issued()
    proposal = propose(made, ada, later)
    with pytest.raises(Refused) as refused:
        services.confirm_amendment(number=other.number, proposal_id=proposal.pk, by=ben, now=later)
    assert refused.value.code == "not-found"


@pytest.mark.parametrize("who", ["ada", "ben"])
def test_it_can_be_declined_or_taken_back_and_proposed_again(shipping, world, ada, later, who):
    made = shipping.issued()
    proposal = propose(made, ada, later)
    with pytest.raises(Refused) as twice:
        propose(made, ada, later)
    assert twice.value.code == "proposed-already"
    by = getattr(world, who)
    done = services.decline_amendment(number=made.number, proposal_id=proposal.pk, reason="No", by=by, now=later)
    assert done.state == ("withdrawn" if who == "ada" else "declined")
    propose(made, ada, later)


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ([], "content-wrong", None),
        ("importer.address", "content-wrong", None),
        ([{"field": "importer.address"}], "content-wrong", None),
        ([{"field": "sub", "new": "BW26000009"}], "content-wrong", "sub"),
        ([{"field": "officers", "new": ["A", "B"]}], "content-wrong", "officers"),
        ([{"field": "goods", "new": []}], "content-wrong", "goods"),
        ([{"field": ["parcels"], "new": 1}], "content-wrong", "['parcels']"),
        ([{"field": "parcels", "new": "2"}], "content-wrong", "parcels"),
        ([{"field": "parcels", "new": None}], "content-wrong", "parcels"),
        ([{"field": "importer.name", "new": "A" * 121}], "content-wrong", "importer.name"),
        ([{"field": "importer.name", "new": "A\u202eB"}], "content-wrong", "importer.name"),
        ([{"field": "goods[0].carats", "new": "1,5"}], "content-wrong", "goods[0].carats"),
        ([{"field": "goods[2].carats", "new": "1"}], "content-wrong", None),
        ([{"field": "parcels", "new": 3}, {"field": "parcels", "new": 4}], "content-wrong", ""),
        ([{"field": "parcels", "new": 3, "old": 77}], "old-differs", None),
        ([{"field": "importer.country", "new": "ZZ"}], "not-certifiable", "importer.country"),
        ([{"field": "mining_origin", "new": ["ZZ"]}], "not-certifiable", "mining_origin"),
    ],
)
def test_what_verifiers_would_not_take_is_never_proposed(shipping, ada, later, changes, code, field):
    made = shipping.issued()
    with pytest.raises(Refused) as refused:
        propose(made, ada, later, changes)
    assert refused.value.code == code
    if field is not None:
        assert refused.value.findings[0]["field"] == field
    assert not Proposal.objects.exists()


def test_what_is_not_a_change_and_a_reason_that_is_none_are_told(shipping, ada, later):
    made = shipping.issued()
    same = [{"field": "importer.address", "new": f" {made.content['importer']['address']} "}]
    for changes, reason, code in [
        (same, "Why", "content-wrong"),
        (ADDRESS, " ", "reason-missing"),
        (ADDRESS, "A" * 201, "reason-too-long"),
    ]:
        with pytest.raises(Refused) as refused:
            propose(made, ada, later, changes, reason)
        assert refused.value.code == code


def test_when_it_cannot_be_amended(shipping, ada, ben, later):
    received, replaced = shipping.issued(), shipping.issued()
    services.confirm_receipt(number=received.number, by=ben, now=later)
    services.replace_certificate(number=replaced.number, reason="Weight", by=ada, now=later)
    cases = [
        (received, later, "receipt-confirmed"),
        (replaced, later, "already-replaced"),
        (shipping.revoked(), later, "wrong-state"),
        (shipping.issued(), later + timedelta(days=400), "expired"),
    ]
    for made, at, code in cases:
        with pytest.raises(Refused) as refused:
            propose(made, ada, at)
        assert refused.value.code == code


def test_a_suspended_certificate_may_be_amended(shipping, ada, ben, later):
    made = shipping.suspended()
    amend(made, ada, ben, later)
    codes = [one.code for one in judged(made, later).findings if one.result is not Result.PASS]
    assert codes == ["status.suspended", "status.amended"]


def test_a_replacement_starts_from_what_was_amended_and_waits_for_what_is_not_decided(shipping, ada, ben, later):
    made = shipping.issued()
    amend(
        made,
        ada,
        ben,
        later,
        [*ADDRESS, {"field": "importer.country", "new": "BE"}, {"field": "remarks", "new": "Two"}],
    )
    propose(made, ada, later, [{"field": "parcels", "new": 9}])
    with pytest.raises(Refused) as waits:
        services.replace_certificate(number=made.number, reason="Weight", by=ada, now=later)
    assert waits.value.code == "amendment-waits"
    services.decline_amendment(
        number=made.number, proposal_id=Proposal.objects.get(state="open").pk, reason="", by=ada, now=later
    )
    new = services.replace_certificate(number=made.number, reason="Weight", by=ada, now=later)
    assert new.content["importer"] == {**made.content["importer"], "address": ADDRESS[0]["new"], "country": "BE"}
    assert (new.content["remarks"], new.content["kind"], new.destination) == ("Two", "replacement", "BE")
    assert not {"statement", "officers"} & new.content.keys()


def test_the_tenth_is_refused(shipping, ada, ben, later):
    made = shipping.issued()
    for place in range(9):
        amend(made, ada, ben, later + timedelta(minutes=place), [{"field": "parcels", "new": 100 + place}])
    assert len(judged(made, later + timedelta(minutes=9)).amendments) == 9
    with pytest.raises(Refused) as refused:
        propose(made, ada, later + timedelta(minutes=9), [{"field": "parcels", "new": 1}])
    assert refused.value.code == "amendments-full"


def test_a_full_list_takes_no_more(shipping, ada, ben, later, monkeypatch):
    monkeypatch.setattr(status, "MAX_AMENDMENTS", 1)
    first, second = shipping.issued(), shipping.issued()
    amend(first, ada, ben, later)
    with pytest.raises(Refused) as refused:
        propose(second, ada, later)
    assert refused.value.code == "amendments-full"
    # What has expired makes room.
    ListedAmendment.objects.update(expires_at=later)
    propose(second, ada, later)


def die_before(step, monkeypatch):
    """Let the process end when this step begins."""

    def dies(*args, **how):
        raise SystemExit("killed")

    monkeypatch.setattr(amending, step, dies)


@pytest.mark.parametrize("step", ["sign_intent", "store_token"])
def test_a_process_that_dies_leaves_an_intent_that_work_finishes(shipping, ada, ben, later, monkeypatch, step):
    made = shipping.issued()
    proposal = propose(made, ada, later)
    with monkeypatch.context() as patched:
        die_before(step, patched)
        with pytest.raises(SystemExit):
            services.confirm_amendment(number=made.number, proposal_id=proposal.pk, by=ben, now=later)
    (row,) = Amendment.objects.all()
    assert (row.state, row.token) == ("signing", "")
    assert judged(made, later).outcome == "valid"
    with pytest.raises(Refused) as busy:
        propose(made, ada, later)
    assert busy.value.code == "amendment-unfinished"
    assert list(finish_amendments(later + timedelta(seconds=59))) == []
    after = later + timedelta(seconds=61)
    assert list(finish_amendments(after)) == [f"finished {row}"]
    assert len(judged(made, after).amendments) == 1
    assert list(finish_amendments(after + timedelta(minutes=5))) == []


def test_a_withdrawn_certificate_is_not_amended_after_a_crash(shipping, ada, ben, later, monkeypatch):
    made = shipping.issued()
    proposal = propose(made, ada, later)
    with monkeypatch.context() as patched:
        die_before("sign_intent", patched)
        with pytest.raises(SystemExit):
            services.confirm_amendment(number=made.number, proposal_id=proposal.pk, by=ben, now=later)
    Certificate.objects.filter(pk=made.pk).update(receipt_confirmed_at=later)
    assert "received meanwhile" in " ".join(finish_amendments(later + timedelta(minutes=2)))
    assert Amendment.objects.get().state == "void"
    assert not ListedAmendment.objects.exists()


def test_a_key_that_changed_gives_it_up_and_frees_its_place(shipping, ada, ben, later, world, monkeypatch):
    made = shipping.issued()
    proposal = propose(made, ada, later)
    with monkeypatch.context() as patched:
        die_before("sign_intent", patched)
        with pytest.raises(SystemExit):
            services.confirm_amendment(number=made.number, proposal_id=proposal.pk, by=ben, now=later)
    Amendment.objects.update(intent=Amendment.objects.get().intent.replace('"kid":"BW-', '"kid":"BX-'))
    assert "key" in " ".join(finish_amendments(later + timedelta(minutes=2)))
    assert Amendment.objects.get().state == "void"
    amend(made, ada, ben, later + timedelta(minutes=3))
    assert [one["seq"] for one in judged(made, later + timedelta(minutes=3)).amendments] == [1]


def test_an_expired_certificates_amendment_leaves_the_list(shipping, ada, ben, later):
    made = shipping.issued()
    amend(made, ada, ben, later)
    assert status.amendments_on(made.status_uri, now=later).keys() == {made.number}
    assert status.amendments_on(made.status_uri, now=made.expires_at) == {}


def test_the_list_is_published_later_when_it_cannot_be_now(shipping, ada, ben, later, world):
    made = shipping.issued()
    status_key = next(
        one for one in keys.SigningKey.objects.filter(authority_id="BW", purpose="status", state="active")
    )
    proposal = propose(made, ada, later)
    keys.SigningKey.objects.filter(pk=status_key.pk).update(state="retired")
    row = services.confirm_amendment(number=made.number, proposal_id=proposal.pk, by=ben, now=later)
    assert (row.state, StatusList.objects.get(pk=made.status_uri).is_dirty) == ("signed", True)


def listed_importer():
    return [{"field": "importer.name", "new": "Diam Ville"}, {"field": "importer.country", "new": "CF"}]


def test_an_amendment_brings_in_nobody_before_a_hit_is_decided(shipping, world, ada, ben, later):
    """Its proposer does not decide, and neither the confirmation nor a change of the list goes round it."""
    load(DIAMVILLE, now=later)
    made = shipping.issued()
    proposal = propose(made, ada, later, listed_importer())
    confirm = {"number": made.number, "proposal_id": proposal.pk, "by": ben, "now": later}
    with pytest.raises(Refused) as refused:
        services.confirm_amendment(**confirm)
    assert refused.value.code == "not-certifiable"
    assert [one["code"] for one in refused.value.findings] == ["screening.parties.undecided"]
    hit = OpenHit.objects.get(gone_at=None)
    screen_all(later)
    assert list(hit.places.values_list("subject", flat=True)) == [f"amendment:{made.pk}"]
    world.grant(ada, "approver")
    with pytest.raises(Refused) as own:
        decide(hit_id=hit.pk, answer="different", reason="I know them", by=ada, now=later)
    assert own.value.code == "second-person-needed"
    decide(hit_id=hit.pk, answer="different", reason="Another register", by=ben, now=later)
    services.confirm_amendment(**confirm)
    assert content_now(Certificate.objects.get(pk=made.pk))["importer"]["name"] == "Diam Ville"


def test_whom_it_would_bring_in_leaves_the_queue_with_it_and_who_is_listed_is_not_proposed(shipping, ada, ben, later):
    load(DIAMVILLE, now=later)
    made = shipping.issued()
    proposal = propose(made, ada, later, listed_importer())
    hit = OpenHit.objects.get(gone_at=None)
    services.decline_amendment(number=made.number, proposal_id=proposal.pk, reason="No", by=ben, now=later)
    assert not OpenHit.objects.filter(gone_at=None).exists()
    again = propose(made, ada, later, listed_importer())
    decide(hit_id=hit.pk, answer="same", reason="Same register", by=ben, now=later)
    with pytest.raises(Refused) as refused:
        services.confirm_amendment(number=made.number, proposal_id=again.pk, by=ben, now=later)
    assert [one["code"] for one in refused.value.findings] == ["screening.parties.listed"]
    with pytest.raises(Refused) as refused:
        propose(shipping.issued(), ada, later, listed_importer())
    assert refused.value.code == "not-certifiable"


def test_a_party_that_is_like_an_entry_since_keeps_nobody_from_correcting_another_entry(shipping, ada, ben, later):
    made = shipping.issued(importer=importer(name="Diam Ville"))
    load(DIAMVILLE, now=later)
    screen_all(later)
    amend(made, ada, ben, later, [{"field": "parcels", "new": 3}])
    propose(made, ada, later, ADDRESS)
    with pytest.raises(Refused) as refused:
        services.confirm_amendment(
            number=made.number, proposal_id=Proposal.objects.get(state="open").pk, by=ben, now=later
        )
    assert [one["code"] for one in refused.value.findings] == ["screening.parties.undecided"]


@pytest.mark.parametrize(
    "ids",
    [["OWN-1"], ["OECD-DDG"], ["OECD-DDG", "DETAILS-0000000000000000"], ["UNGP", "*"]],
    ids=["all", "binding", "another", "standard"],
)
def test_what_was_stated_stays_as_it_was_signed(shipping, ada, ben, later, ids):
    draft = shipping.draft(due_diligence=[])
    save_statement(certificate_id=draft.pk, typed=said(), by=ada, now=shipping.now)
    services.submit_certificate(certificate_id=draft.pk, by=ada, now=shipping.now)
    services.approve_certificate(certificate_id=draft.pk, by=ben, now=shipping.now)
    made = services.issue_certificate(certificate_id=draft.pk, by=ben, now=shipping.now)
    binding = made.content["due_diligence"][-1]
    new = [binding if one == "*" else one for one in ids]
    with pytest.raises(Refused) as refused:
        propose(made, ada, later, [{"field": "due_diligence", "new": new}])
    assert refused.value.code == "details-bound"
    amend(made, ada, ben, later, [{"field": "due_diligence", "new": ["OWN-1", "OECD-DDG", binding]}])
    with pytest.raises(Refused) as faked:
        propose(shipping.issued(), ada, later, [{"field": "due_diligence", "new": ["OECD-DDG", binding]}])
    assert faked.value.code == "details-bound"
