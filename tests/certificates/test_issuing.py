"""Issuing: numbers, intents, signatures, and what a crash leaves behind."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from kpverify.audit.services import check_chain
from kpverify.certificates import issuing, numbering, services
from kpverify.certificates.models import Certificate, State, TakenNumber
from kpverify.certificates.payload import signing_input
from kpverify.certificates.trusted import bundle_for
from kpverify.errors import Refused
from kpverify.registry import keys
from kpverify.registry.models import NumberRange, RootKey, VoidNumber
from kpverify.registry.signers import signer_for
from kpverify.status.models import StatusEntry, StatusList
from kpverify.tokens import verify
from kpverify.tokens.claims import check_code
from kpverify.transparency.models import IssuedToken

pytestmark = pytest.mark.django_db


def test_an_issued_certificate_is_valid_for_every_verifier(shipping, now):
    made = shipping.issued()
    verdict = verify(made.token, bundle_for(made.status_uri), now)
    assert verdict.outcome == "valid", verdict.as_json()
    assert verdict.certificate["sub"] == made.number
    assert verdict.certificate["kpc"]["officers"] == [made.prepared_by.code, made.approved_by.code]
    assert verdict.certificate["check_code"] == made.check_code == check_code(signing_input(made.intent))


def test_an_issued_certificate_is_in_the_log_and_the_audit(shipping):
    made = shipping.issued()
    row = IssuedToken.objects.get(number=made.number)
    assert (row.token, row.check_code, row.authority) == (made.token, made.check_code, "BW")
    assert TakenNumber.objects.get(number=made.number).void_reason == ""
    assert check_chain() == []


def test_what_is_signed_is_what_was_stored_before(shipping):
    made = shipping.issued()
    assert made.token.rpartition(".")[0] == signing_input(made.intent).decode()
    assert json.loads(made.intent.partition("\n")[2])["sub"] == made.number


def test_times_are_whole_seconds_and_end_at_midnight(shipping):
    made = shipping.issued()
    claims = json.loads(made.intent.partition("\n")[2])
    assert claims["iat"] == made.issued_at.timestamp()
    assert claims["exp"] == made.expires_at.timestamp()
    assert claims["exp"] % 86400 == 0


def test_numbers_follow_one_another_and_indexes_do_not(shipping):
    made = [shipping.issued() for _ in range(4)]
    values = [int(one.number[-6:]) for one in made]
    assert values == list(range(values[0], values[0] + 4))
    places = [one.status_idx for one in made]
    assert len(set(places)) == 4
    assert places != sorted(places) or places[-1] - places[0] > 3


def test_a_number_the_registry_declared_void_is_passed_over(shipping, now):
    expected = numbering.next_number(authority_id="BW", now=now)
    VoidNumber.objects.create(authority_id="BW", number=expected, reason="stolen", at=now)
    made = shipping.issued()
    assert made.number != expected
    assert "stolen" in TakenNumber.objects.get(number=expected).void_reason


def test_the_last_number_is_given_and_then_none(shipping, ben, now):
    rows = NumberRange.objects.filter(authority_id="BW", year=now.year)
    for row in rows:
        NumberRange.objects.filter(pk=row.pk).update(next_value=row.last_value)
    last = [shipping.issued() for _ in range(rows.count())]
    assert all(one.state == State.ISSUED for one in last)
    made = shipping.approved()
    with pytest.raises(Refused) as refused:
        services.issue_certificate(certificate_id=made.pk, by=ben, now=now)
    assert refused.value.code == "no-numbers-left"
    made.refresh_from_db()
    assert (made.state, made.number) == (State.APPROVED, None)


def test_without_an_active_key_nothing_is_taken(shipping, ben, now):
    made = shipping.approved()
    keys.retire_key(kid=signer_for("BW", "certificate").kid, now=now, by="test")
    with pytest.raises(Refused) as refused:
        services.issue_certificate(certificate_id=made.pk, by=ben, now=now)
    assert refused.value.code == "no-active-key"
    assert not TakenNumber.objects.exists()


def test_a_key_that_is_not_on_the_trust_list_takes_no_number(shipping, ben, now):
    made = shipping.approved()
    new = keys.create_key(authority_id="BW", purpose="certificate", now=now, by="test")
    keys.activate_key(kid=new.kid, now=now, by="test")
    with pytest.raises(Refused) as refused:
        services.issue_certificate(certificate_id=made.pk, by=ben, now=now)
    assert (refused.value.code, refused.value.status) == ("issuer-not-ready", 503)
    assert not TakenNumber.objects.exists()


def test_a_clock_behind_the_trust_list_issues_nothing(shipping, ben, world):
    made = shipping.approved()
    with pytest.raises(Refused) as refused:
        services.issue_certificate(certificate_id=made.pk, by=ben, now=world.now - timedelta(days=2))
    assert refused.value.code in ("clock-behind", "issuer-not-ready", "not-certifiable")
    assert not TakenNumber.objects.exists()


def test_what_a_crash_left_is_finished_from_the_same_intent(shipping, now):
    left = shipping.issuing()
    assert (left.state, left.token) == (State.ISSUING, "")
    assert not services.finish_issuing(now=now + timedelta(seconds=59)).certificates
    done = services.finish_issuing(now=now + timedelta(seconds=61))
    assert [one.pk for one in done.certificates] == [left.pk]
    held = Certificate.objects.get(pk=left.pk)
    assert (held.state, held.number, held.intent) == (State.ISSUED, left.number, left.intent)
    assert verify(held.token, bundle_for(held.status_uri), now).outcome == "valid"


def test_finishing_twice_changes_nothing(shipping, now):
    left = shipping.issuing()
    later = now + timedelta(minutes=5)
    services.finish_issuing(now=later)
    first = Certificate.objects.values().get(pk=left.pk)
    assert services.finish_issuing(now=later).certificates == []
    again = issuing.finish([left], signer=signer_for("BW", "certificate"), by="system:work", now=later)
    assert [one.token for one in again.certificates] == [first["token"]]
    assert Certificate.objects.values().get(pk=left.pk) == first
    assert IssuedToken.objects.count() == 1


def test_an_intent_whose_key_is_gone_is_given_up_and_accounted_for(shipping, now):
    left = shipping.issuing()
    new = keys.create_key(authority_id="BW", purpose="certificate", now=now, by="test")
    keys.activate_key(kid=new.kid, now=now, by="test")
    done = services.finish_issuing(now=now + timedelta(minutes=5))
    assert done.refusals[left.pk].code == "key-changed"
    held = Certificate.objects.get(pk=left.pk)
    assert (held.state, held.token, held.number) == (State.VOID, "", left.number)
    assert TakenNumber.objects.get(number=left.number).void_reason
    assert StatusEntry.objects.get(status_list_id=left.status_uri, idx=left.status_idx).value == 1
    assert not IssuedToken.objects.exists()


def test_the_own_check_stops_what_verifiers_would_refuse(shipping, ben, now, world):
    """Between intent and signature the number is declared stolen, and the trust list says so."""
    left = shipping.issuing()
    VoidNumber.objects.create(authority_id="BW", number=left.number, reason="stolen", at=now)
    world.publish(now=now + timedelta(minutes=1))
    done = services.finish_issuing(now=now + timedelta(minutes=5))
    assert done.refusals[left.pk].code == "own-check-failed"
    assert Certificate.objects.get(pk=left.pk).state == State.VOID


def test_many_are_issued_together_or_nothing_is_taken(shipping, ben, now):
    rows = [shipping.approved() for _ in range(3)]
    wrong = shipping.submitted()
    with pytest.raises(Refused):
        services.issue_many(certificate_ids=[*(row.pk for row in rows), wrong.pk], by=ben, now=now)
    assert not TakenNumber.objects.exists()
    done = services.issue_many(certificate_ids=[row.pk for row in rows], by=ben, now=now)
    assert [one.state for one in done.certificates] == [State.ISSUED] * 3
    assert len({one.number for one in done.certificates}) == 3


def test_a_list_that_opens_anew_is_published_before_anything_is_signed(shipping, now, world):
    """The first certificate of a year, or of a new list, has to be checkable at once."""
    first = shipping.issued()
    StatusList.objects.filter(pk=first.status_uri).update(is_open=False)
    second = shipping.issued()
    assert second.status_uri != first.status_uri
    assert verify(second.token, bundle_for(second.status_uri), now).outcome == "valid"


def test_where_the_roots_are_elsewhere_a_new_list_waits_for_them(shipping, ben, now, world):
    sealed = dict(RootKey.objects.values_list("pk", "sealed_private"))
    StatusList.objects.update(is_open=False)
    RootKey.objects.update(sealed_private=None)
    made = shipping.approved()
    with pytest.raises(Refused) as refused:
        services.issue_certificate(certificate_id=made.pk, by=ben, now=now)
    assert (refused.value.code, refused.value.status) == ("issuing-unfinished", 503)
    made.refresh_from_db()
    assert (made.state, made.token) == (State.ISSUING, "")
    later = now + timedelta(minutes=2)
    assert services.finish_issuing(now=later).refusals[made.pk].code == "issuing-unfinished"
    for pk, private in sealed.items():
        RootKey.objects.filter(pk=pk).update(sealed_private=private)
    world.publish(now=later)
    assert [one.number for one in services.finish_issuing(now=later).certificates] == [made.number]


def test_an_old_status_list_is_published_anew_before_signing(shipping, now, ben):
    first = shipping.issued()
    later = now + timedelta(days=2)
    made = shipping.approved()
    second = services.issue_certificate(certificate_id=made.pk, by=ben, now=later)
    assert second.status_uri == first.status_uri
    assert verify(second.token, bundle_for(second.status_uri), later).outcome == "valid"


def test_numbers_are_taken_inside_the_transaction_that_needs_them(now, world):
    before = numbering.next_number(authority_id="BW", now=now)
    with transaction.atomic():
        assert numbering.take_number(authority_id="BW", now=now).number == before
        transaction.set_rollback(True)
    assert numbering.next_number(authority_id="BW", now=now) == before
