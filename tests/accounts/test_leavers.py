"""Whoever has left holds nothing: each way it could be otherwise is found, and told by /readyz."""

import io
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from kpverify.accounts import apikeys, invitations, leavers, services
from kpverify.accounts.models import Binding, Invitation, Officer, RoleGrant
from kpverify.certificates import services as certificates
from kpverify.errors import Refused
from tests.office.conftest import Desk
from tests.world import BY

NOW = timezone.now()


def role(officer):
    RoleGrant.objects.create(officer=officer, role="preparer", granted_by=BY, granted_at=NOW)


def session(officer):
    desk = Desk(officer)
    assert UserSession.objects.filter(session_key=desk.client.session.session_key).exists()
    assert desk.get("/office/").status_code == 403


def factor(officer):
    Authenticator.objects.create(user=officer, type="recovery_codes", data={"hashes": []})


def invitation(_officer, /, **whose):
    Invitation.objects.create(
        email="x@example.org", name="X", code="X", token_hash="x", made_by=BY, made_at=NOW,
        expires_at=NOW + timedelta(days=1), **whose,
    )  # fmt: skip


def api_key(officer):
    RoleGrant.objects.create(officer=officer, role="authority_admin", granted_by=BY, granted_at=NOW)
    later = timezone.now() + timedelta(days=9)
    apikeys.create_key(name="ERP", scopes=["view"], expires_at=later, by=officer, now=timezone.now())
    officer.grants.update(ended_at=NOW)


def binding(officer):
    Binding.objects.create(officer=officer, issuer="https://id.example.org", subject="1", made_at=NOW)


VIOLATIONS = {
    "bindings": binding,
    "api_keys": api_key,
    "roles": role,
    "sessions": session,
    "second_factors": factor,
    "invitations": lambda officer: invitation(officer, invited_by=officer),
    "invitations of theirs": lambda officer: invitation(officer, officer=officer),
}


@pytest.mark.parametrize("name", VIOLATIONS)
def test_each_thing_left_behind_is_found_and_told(world, name):
    services.deactivate_officer(officer_id=world.dora.pk, by=BY, now=world.now)
    assert not any(leavers.left_behind().values())
    assert Client().get("/readyz").json()["checks"]["leavers"]["alarm"] is False
    Officer.objects.filter(pk=world.dora.pk).update(is_active=True)
    VIOLATIONS[name](Officer.objects.get(pk=world.dora.pk))
    assert not any(leavers.left_behind().values())
    Officer.objects.filter(pk=world.dora.pk).update(is_active=False)
    held = leavers.left_behind()
    assert {what for what, count in held.items() if count} == {name.split()[0]}
    told = Client().get("/readyz")
    assert (told.status_code, told.json()["checks"]["leavers"]["alarm"]) == (200, True)


def test_deactivating_ends_all_of_them(world):
    desk = Desk(world.ben)
    assert desk.get("/office/").status_code == 200
    _made, token = invitations.invite(
        email="p@example.org", name="P", code="BW-P", authority_id="BW", roles=[], by=world.ben.actor, now=NOW,
        invited_by=world.ben,
    )  # fmt: skip
    api_key(world.ben)
    services.deactivate_officer(officer_id=world.ben.pk, by=BY, now=timezone.now())
    assert set(leavers.left_behind()) >= {"roles", "sessions", "second_factors", "invitations", "api_keys"}
    assert not any(leavers.left_behind().values())
    assert desk.get("/office/").status_code == 302
    with pytest.raises(Refused) as refused:
        invitations.find(token, now=NOW)
    assert refused.value.code == "invitation-over"
    assert not UserSession.objects.filter(user=world.ben).exists()


def test_an_ended_role_ends_the_sessions_and_what_it_invited(world):
    desk = Desk(world.ada)
    world.grant(world.ada, "authority_admin")
    invitation(world.ada, invited_by=world.ada)
    services.end_role(officer_id=world.ada.pk, role="authority_admin", by=BY, now=NOW)
    assert desk.get("/office/").status_code == 302
    assert Invitation.objects.get().cancelled_at == NOW


@pytest.mark.parametrize("how", ["left", "role ended"])
def test_the_approval_of_somebody_who_may_not_approve_any_more_does_not_count(world, shipping, how):
    made = shipping.approved()
    world.grant(world.dora, "approver")
    if how == "left":
        services.deactivate_officer(officer_id=world.ben.pk, by=BY, now=NOW)
    else:
        services.end_role(officer_id=world.ben.pk, role="approver", by=BY, now=NOW)
    page = Desk(world.dora).get(f"/office/{made.pk}/")
    assert "may not approve any more" in page.content.decode()
    with pytest.raises(Refused) as refused:
        certificates.issue_certificate(certificate_id=made.pk, by=world.dora, now=NOW)
    assert refused.value.code == "approval-lapsed"
    made.refresh_from_db()
    assert (made.state, made.number) == ("approved", None)
    # The way on that the words tell of.
    certificates.send_back(certificate_id=made.pk, reason="Approver has left", by=world.dora, now=NOW)
    certificates.submit_certificate(certificate_id=made.pk, by=world.ada, now=NOW)
    certificates.approve_certificate(certificate_id=made.pk, by=world.dora, now=NOW)
    assert certificates.issue_certificate(certificate_id=made.pk, by=world.dora, now=NOW).number


def test_the_operator_lets_somebody_in_who_lost_everything(world):
    out = io.StringIO()
    call_command("invite_again", "Ben@example.org", dry_run=True, stdout=out)
    assert Authenticator.objects.filter(user=world.ben).exists()
    call_command("invite_again", "Ben@example.org", stdout=out)
    assert not Authenticator.objects.filter(user=world.ben).exists()
    token = out.getvalue().strip().rpartition("#")[2]
    assert invitations.find(token, now=timezone.now()).officer == world.ben
    given = ["zoe@example.org", "--name=Zoe", "--code=BW-ZOE", "--authority=BW", "--role=preparer", "--invite"]
    call_command("create_officer", *given, stdout=out)
    token = out.getvalue().strip().rpartition("#")[2]
    assert invitations.find(token, now=timezone.now()).roles == ["preparer"]
