"""Administrators and the people they answer for; what one alone cannot do; and letting somebody in."""

import re
from html import unescape

import pytest
from django.core import mail
from django.utils import timezone

from kpverify.accounts import factors, invitations, services
from kpverify.accounts.models import Invitation, Officer
from kpverify.audit.models import AuditEntry
from kpverify.errors import Refused
from kpverify.office import people
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from tests.world import BY, PASSWORD, code_of

from .conftest import Desk, sign_in, words

NEW = {"name": "Zoe Moeti", "email": "zoe@bw.example", "code": "BW-ZOE"}
LONG = "nine-wet-otters-swim"


@pytest.fixture
def naledi(world):
    """Administers Botswana, alone."""
    made = services.create_officer(
        email="naledi@example.org", name="Naledi", code="BW-NAL", authority_id="BW", password=PASSWORD, by=BY,
        now=world.now,
    )  # fmt: skip
    services.grant_role(officer_id=made.pk, role="authority_admin", by=BY, now=world.now)
    return made


@pytest.fixture
def lesego(world):
    """A second administrator of Botswana."""
    made = services.create_officer(
        email="lesego@example.org", name="Lesego", code="BW-LES", authority_id="BW", password=PASSWORD, by=BY,
        now=world.now,
    )  # fmt: skip
    services.grant_role(officer_id=made.pk, role="authority_admin", by=BY, now=world.now)
    return made


def invited(desk, **more):
    return desk.post("/office/people/invite/", do="do", **{**NEW, "roles": ["preparer"], **more})


def link_in(text):
    return unescape(re.search(r"/accounts/invitation/#([A-Za-z0-9_-]{43})", text)[1])


def come_in(token, **fields):
    desk = Desk()
    page = desk.get("/accounts/invitation/")
    asked = desk.post("/accounts/invitation/", page, invitation=token)
    sent = {**desk.hidden(asked), "invitation": token, "way": "password", "password1": LONG, "password2": LONG}
    return desk, desk.client.post("/accounts/invitation/", {**sent, **fields})


def test_from_invitation_to_work(world, naledi):
    desk = Desk(naledi)
    assert invited(desk).status_code == 303
    page = desk.get("/office/people/")
    token = link_in(page.content.decode())
    # Shown once, and kept nowhere.
    assert token not in desk.get("/office/people/").content.decode()
    assert Invitation.objects.get().token_hash == invitations.hash_of(token)
    assert "Zoe Moeti" in words(page)
    zoe, answer = come_in(token)
    assert answer["Location"] == "/accounts/set-up/"
    assert zoe.get("/office/")["Location"] == "/accounts/set-up/"
    secret = "".join(words(zoe.get("/accounts/set-up/")).partition("into the app:")[2].partition("Type")[0].split())
    code = factors.code_of(secret, factors.counter_at(timezone.now()))
    assert zoe.post("/accounts/set-up/", code=code)["Location"] == "/accounts/codes/"
    assert zoe.post("/accounts/codes/", kept_safe="yes")["Location"] == "/office/"
    assert zoe.get("/office/new/").status_code == 200
    made = Officer.objects.get(code="BW-ZOE")
    assert (made.authority_id, [one.role for one in made.grants.all()]) == ("BW", ["preparer"])
    # Once.
    _desk, again = come_in(token)
    assert again.status_code == 410
    assert "was used" in words(again)


def test_an_invitation_goes_by_letter_where_there_is_mail(
    world, naledi, lesego, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_IS_CONFIGURED = True
    desk = Desk(naledi)
    with django_capture_on_commit_callbacks(execute=True):
        assert invited(desk).status_code == 303
    assert "invitation/#" not in desk.get("/office/people/").content.decode()
    told = {one.to[0]: one.body for one in mail.outbox}
    assert link_in(told["zoe@bw.example"])
    # The other administrator learns of it, but not the way in.
    assert "BW-ZOE" in told["lesego@example.org"] or "Zoe" in told["lesego@example.org"]
    assert "invitation/#" not in told["lesego@example.org"]


@pytest.mark.parametrize("how", ["late", "cancelled", "unknown", "inviter left"])
def test_an_invitation_that_is_over_lets_nobody_in(world, naledi, lesego, how):
    invitation, token = people.invite(**NEW, authority_id="BW", roles=["preparer"], by=naledi, now=timezone.now())
    if how == "late":
        Invitation.objects.update(expires_at=timezone.now())
    elif how == "cancelled":
        assert Desk(lesego).post(f"/office/people/invitations/{invitation.pk}/cancel/", do="do").status_code == 303
    elif how == "unknown":
        token = "x" * 43
    else:
        services.deactivate_officer(officer_id=naledi.pk, by=BY, now=timezone.now())
    _desk, answer = come_in(token)
    assert answer.status_code == 410
    assert not Officer.objects.filter(code="BW-ZOE").exists()


def test_weak_and_unequal_passwords_are_told_and_use_nothing_up(world, naledi):
    _made, token = people.invite(**NEW, authority_id="BW", roles=[], by=naledi, now=timezone.now())
    for fields, told in (
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password1": LONG, "password2": "other"}, "not the same"),
        ({"password1": "", "password2": ""}, "at least twelve"),
        ({"way": "nothing"}, "You are not in yet"),
    ):
        _desk, answer = come_in(token, **fields)
        assert (answer.status_code, told in words(answer)) == (422, True), told
    _desk, answer = come_in(token, way="passkey")
    assert answer["Location"] == "/accounts/set-up/"
    assert not Officer.objects.get(code="BW-ZOE").has_usable_password()


def test_an_approver_needs_the_word_of_a_second_administrator(world, naledi, lesego):
    desk = Desk(naledi)
    assert invited(desk, roles=["preparer", "approver"]).status_code == 303
    proposal = Proposal.objects.get()
    assert (proposal.authority_id, proposal.state) == ("BW", "open")
    _zoe, answer = come_in(link_in(desk.get("/office/people/").content.decode()))
    assert answer.status_code == 302
    zoe = Officer.objects.get(code="BW-ZOE")
    assert [one.role for one in zoe.grants.all()] == ["preparer"]
    with pytest.raises(Refused) as refused:
        proposals.confirm(proposal_id=proposal.pk, by=naledi, now=timezone.now())
    assert refused.value.code == "second-person-needed"
    second = Desk(lesego)
    page = second.get("/office/people/")
    assert f"/office/people/waiting/{proposal.pk}/confirm/" in page.content.decode()
    assert second.post(f"/office/people/waiting/{proposal.pk}/confirm/", do="do").status_code == 303
    assert {one.role for one in zoe.grants.all()} == {"preparer", "approver"}


def test_where_there_is_one_administrator_the_secretariat_says_yes(world, naledi):
    assert people.give_role(officer=world.dora, role="approver", by=naledi, now=timezone.now())
    proposal = Proposal.objects.get()
    assert proposal.authority_id is None
    assert "The Secretariat decides" in words(Desk(naledi).get("/office/people/"))
    assert Desk(naledi).get(f"/office/people/waiting/{proposal.pk}/confirm/").status_code == 404
    sefako = Desk(world.sefako)
    assert "Dora Phiri" in words(sefako.get("/office/people/"))
    assert sefako.post(f"/office/people/waiting/{proposal.pk}/confirm/", do="do").status_code == 303
    assert world.dora.grants.get().role == "approver"


def test_a_bribed_administrator_makes_no_puppet_administrator(world, naledi):
    desk = Desk(naledi)
    assert invited(desk, roles=["authority_admin"]).status_code == 303
    come_in(link_in(desk.get("/office/people/").content.decode()))
    puppet = Officer.objects.get(code="BW-ZOE")
    assert not puppet.grants.exists()
    # Nor would it help if it could: the Secretariat is asked, for there is no other administrator.
    with pytest.raises(Refused, match="not yours to see"):
        proposals.confirm(proposal_id=Proposal.objects.get().pk, by=puppet, now=timezone.now())
    assert not puppet.grants.exists()


@pytest.mark.parametrize("act", ["give-role", "end-role/authority_admin", "end-sessions", "reset", "deactivate"])
def test_nobody_manages_themselves(world, naledi, act):
    answer = Desk(naledi).post(f"/office/people/{naledi.pk}/{act}/", do="do", role="preparer")
    assert answer.status_code == 409
    assert "Nobody changes their own" in words(answer)


def test_nobody_invites_an_officer_again_under_the_same_address(world, naledi):
    for same in ({"email": naledi.email}, {"code": "BW-BEN"}):
        answer = invited(Desk(naledi), **same)
        assert answer.status_code == 409
        assert "already" in words(answer)


def test_other_authorities_people_are_not_there(world, naledi):
    desk = Desk(naledi)
    assert "Chen" not in words(desk.get("/office/people/"))
    for act in ("", "give-role/", "end-role/approver/", "end-sessions/", "reset/", "deactivate/"):
        assert desk.get(f"/office/people/{world.chen.pk}/{act}").status_code == 404
    assert desk.get(f"/office/people/{world.sefako.pk}/").status_code == 404
    # The Secretariat answers for administrators, not for what an authority's officers do.
    sefako = Desk(world.sefako)
    assert sefako.get(f"/office/people/{naledi.pk}/").status_code == 200
    assert sefako.get(f"/office/people/{world.ada.pk}/").status_code == 404
    page = sefako.get("/office/people/")
    assert "Naledi" in words(page)
    # The way back leads where the Secretariat works.
    assert '<li><a href="/secretariat/">Secretariat</a></li>' in page.content.decode()


def test_a_reset_gives_the_administrator_nothing(world, naledi, lesego, settings, django_capture_on_commit_callbacks):
    settings.EMAIL_IS_CONFIGURED = True
    ben, desk = Desk(world.ben), Desk(naledi)
    assert ben.get("/office/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        done = desk.post(f"/office/people/{world.ben.pk}/reset/", do="do")
    assert done.status_code == 303
    assert ben.get("/office/").status_code == 302
    assert not factors.held(world.ben)
    assert sign_in(Desk(), "ben").status_code == 200
    seen = [desk.get(path).content.decode() for path in (done["Location"], "/office/people/")]
    told = {one.to[0]: one.body for one in mail.outbox}
    token = link_in(told["ben@example.org"])
    assert not any(token in page or "invitation/#" in page for page in seen)
    assert "was reset" in told["lesego@example.org"]
    assert token not in told["lesego@example.org"]
    assert AuditEntry.objects.filter(verb="officer.reset", subject="officer:BW-BEN").exists()
    # Without mail nobody is told: only the node's operator can help then.
    back, answer = come_in(token)
    assert answer["Location"] == "/accounts/set-up/"
    world.ben.refresh_from_db()
    assert [one.role for one in world.ben.grants.filter(ended_at=None)] == ["approver"]
    assert back.get("/office/")["Location"] == "/accounts/set-up/"


def test_roles_and_sessions_end_at_once(world, naledi):
    desk, dora = Desk(naledi), Desk(world.dora)
    assert desk.post(f"/office/people/{world.dora.pk}/give-role/", role="preparer", do="do").status_code == 303
    assert dora.get("/office/new/").status_code == 200
    assert desk.post(f"/office/people/{world.dora.pk}/end-sessions/", do="do").status_code == 303
    assert dora.get("/office/").status_code == 302
    dora = Desk(world.dora)
    assert dora.get("/office/new/").status_code == 200
    assert desk.post(f"/office/people/{world.dora.pk}/end-role/preparer/", do="do").status_code == 303
    assert dora.get("/office/new/").status_code == 302
    assert desk.post(f"/office/people/{world.dora.pk}/deactivate/", do="do").status_code == 303
    assert "Has left" in words(desk.get(f"/office/people/{world.dora.pk}/"))
    assert code_of(world.ada)
