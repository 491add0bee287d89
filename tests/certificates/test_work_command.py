"""`manage.py work`: what a node does by itself."""

import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from kpverify.certificates.models import Certificate, IdempotencyKey, State
from kpverify.certificates.trusted import trust_in_force
from kpverify.office.upkeep import do_what_is_due
from kpverify.registry.models import RootKey, SigningKey, TrustList
from kpverify.status.models import Publication

pytestmark = pytest.mark.django_db


def test_what_a_crash_left_is_finished(shipping, now):
    left = shipping.issuing()
    lines = do_what_is_due(now=now + timedelta(minutes=2))
    assert f"finished {left.number}" in lines
    assert Certificate.objects.get(pk=left.pk).state == State.ISSUED


def test_changed_and_old_status_lists_are_published(shipping, now):
    made = shipping.issued()
    before = Publication.objects.filter(status_list_id=made.status_uri).count()
    lines = do_what_is_due(now=now + timedelta(days=1))
    assert f"published {made.status_uri}" in lines
    assert Publication.objects.filter(status_list_id=made.status_uri).count() == before + 1


def test_nothing_is_done_when_nothing_is_due(shipping, now):
    shipping.issued()
    do_what_is_due(now=now)
    assert do_what_is_due(now=now + timedelta(seconds=30)) == []


def test_the_trust_list_is_renewed_at_half_of_its_life(world, now):
    held = trust_in_force().data
    do_what_is_due(now=now)
    assert trust_in_force().data["version"] == held["version"]
    half = now + timedelta(seconds=(held["exp"] - held["iat"]) / 2 + 1)
    assert f"published trust list {held['version'] + 1}" in do_what_is_due(now=half)
    assert trust_in_force().data["version"] == held["version"] + 1


def test_the_trust_list_is_left_to_the_roots_where_they_are_elsewhere(world, now):
    RootKey.objects.update(sealed_private=None)
    do_what_is_due(now=now + timedelta(days=10))
    assert TrustList.objects.count() == 1


def test_old_answers_are_forgotten(ada, now):
    IdempotencyKey.objects.create(officer=ada, key="k", request_hash="x", created_at=now - timedelta(days=2))
    assert "forgot 1 old answers" in do_what_is_due(now=now)


def test_one_thing_that_fails_does_not_keep_the_others(shipping, ada, now):
    shipping.issuing()
    SigningKey.objects.update(state="retired", sealed_private=None)
    IdempotencyKey.objects.create(officer=ada, key="k", request_hash="x", created_at=now - timedelta(days=2))
    lines = do_what_is_due(now=now + timedelta(days=1))
    assert any("no active" in line for line in lines)
    assert "forgot 1 old answers" in lines


def test_an_intent_that_cannot_be_finished_is_given_up_after_days(shipping, now):
    left = shipping.issuing()
    SigningKey.objects.filter(purpose="certificate").update(state="retired", sealed_private=None)
    do_what_is_due(now=now + timedelta(hours=2))
    assert Certificate.objects.get(pk=left.pk).state == State.ISSUING
    do_what_is_due(now=now + timedelta(days=4))
    assert Certificate.objects.get(pk=left.pk).state == State.VOID


def test_the_command_does_it_once(world, ada):
    IdempotencyKey.objects.create(officer=ada, key="k", request_hash="x", created_at=timezone.now() - timedelta(days=2))
    out = io.StringIO()
    call_command("work", "--once", stdout=out)
    assert "forgot 1 old answers" in out.getvalue()
