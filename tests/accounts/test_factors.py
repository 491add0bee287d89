"""Second factors: setting one up is compulsory, a code is taken once, secrets are sealed, the last one stays."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from kpverify.accounts import factors, passkeys, services
from kpverify.accounts.demo_code import demo_code
from kpverify.accounts.models import Officer
from kpverify.accounts.sessions import IDLE, IN_ALL, forget_old
from kpverify.errors import Refused
from tests.office.conftest import Desk, sign_in, words
from tests.world import BY, PAPER, PASSWORD, SECRET, code_of, prove


@pytest.fixture
def zoe(world):
    """Somebody who has a password and a role, and no second factor yet."""
    made = services.create_officer(
        email="zoe@example.org", name="Zoe", code="BW-ZOE", authority_id="BW", password=PASSWORD, by=BY, now=world.now
    )
    services.grant_role(officer_id=made.pk, role="approver", by=BY, now=world.now)
    return made


def test_codes_are_those_of_the_standard():
    # RFC 6238 appendix B, SHA-1, the last six of its eight digits.
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    table = {59: "287082", 1111111109: "081804", 1234567890: "005924", 20000000000: "353130"}
    assert {at: factors.code_of(secret, at // 30) for at in table} == table


def test_a_code_is_taken_once_within_one_period_and_after(world):
    now = timezone.now()
    here = factors.counter_at(now)
    before, this = factors.code_of(SECRET, here - 1), factors.code_of(SECRET, here)
    assert factors.spend_code(world.ada, f"{this[:3]} {this[3:]}", now=now, paper=False) is not None
    assert factors.spend_code(world.ada, this, now=now, paper=False) is None
    assert factors.spend_code(world.ada, this, now=now + timedelta(seconds=31), paper=False) is None
    # Nor one of an earlier period: whoever saw it cannot use it afterwards.
    assert factors.spend_code(world.ada, before, now=now, paper=False) is None
    assert factors.spend_code(world.ben, this, now=now + timedelta(seconds=91), paper=False) is None


def test_a_code_replayed_at_the_sign_in_is_refused(world):
    code = code_of(world.ada)
    first, second = Desk(), Desk()
    for desk in (first, second):
        page = desk.get("/accounts/login/")
        fields = {**desk.hidden(page), "login": "ada@example.org", "password": PASSWORD}
        assert desk.client.post("/accounts/login/", fields)["Location"] == "/accounts/second-step/"
    assert first.post("/accounts/second-step/", code=code)["Location"] == "/office/"
    page = second.post("/accounts/second-step/", code=code)
    assert page.status_code == 200
    assert "was used already" in words(page)
    assert second.get("/office/").status_code == 302


def test_a_code_from_paper_signs_in_once_and_is_never_fresh(world, shipping):
    desk = Desk()
    desk.client.post(
        "/accounts/login/",
        {**desk.hidden(desk.get("/accounts/login/")), "login": "ben@example.org", "password": PASSWORD},
    )
    assert desk.post("/accounts/second-step/", code=PAPER[0].lower())["Location"] == "/office/"
    assert factors.paper_codes_left(world.ben) == len(PAPER) - 1
    assert factors.spend_code(world.ben, PAPER[0], now=timezone.now(), paper=True) is None
    made = shipping.submitted()
    asked = desk.press(made, "approve")
    assert asked.status_code == 403
    # Nor does paper prove anything in the middle of the work; the app does, and the act goes on.
    wrong = desk.post("/accounts/prove/?next=/office/", asked, code=PAPER[1])
    assert wrong.status_code == 422
    back = desk.post(f"/accounts/prove/?next=/office/{made.pk}/approve/%3Fkept%3D1", asked, code=code_of(world.ben))
    assert back["Location"] == f"/office/{made.pk}/approve/?kept=1"
    assert desk.press(made, "approve").status_code == 303


def test_whoever_has_no_second_factor_can_do_nothing_but_set_one_up(world, zoe):
    desk = Desk()
    assert sign_in(desk, "zoe")["Location"] == "/office/"
    for path in ("/office/", "/office/new/", "/secretariat/"):
        assert desk.get(path)["Location"] == "/accounts/set-up/"
    answer = desk.get("/api/v1/certificates/")
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-missing")
    # What is public stays public.
    asked = desk.client.post("/api/v1/verify", {"code": "x"}, content_type="application/json")
    assert asked.status_code == 200
    page = desk.get("/accounts/set-up/")
    assert "Step 1 of 2" in words(page)
    secret = "".join(words(page).partition("into the app:")[2].partition("Type the six")[0].split())
    assert len(secret) == 32
    assert '<path d="M' in page.content.decode()
    wrong = desk.post("/accounts/set-up/", page, code="000000x")
    assert wrong.status_code == 422
    assert secret in words(wrong).replace(" ", "")
    done = desk.post("/accounts/set-up/", wrong, code=factors.code_of(secret, factors.counter_at(timezone.now())))
    assert done["Location"] == "/accounts/codes/"
    # Still step 2: the codes have to be kept.
    assert desk.get("/office/")["Location"] == "/accounts/codes/"
    codes = desk.get("/accounts/codes/")
    shown = [one for one in words(codes).split() if len(one) == 11 and one[5] == "-"]
    assert len(shown) == 10
    assert desk.post("/accounts/codes/", codes).status_code == 422
    assert desk.post("/accounts/codes/", codes, kept_safe="yes")["Location"] == "/office/"
    assert desk.get("/office/").status_code == 200
    assert factors.spend_code(zoe, shown[3], now=timezone.now(), paper=True) is not None
    stored = json.dumps(list(Authenticator.objects.filter(user=zoe).values_list("data", flat=True)))
    assert secret not in stored
    assert not any(one.replace("-", "") in stored for one in shown)


def test_a_stolen_stale_session_adds_no_factor_and_takes_none_away(world):
    desk = Desk(world.ada)
    assert desk.get("/accounts/set-up/").status_code == 200
    prove(desk.client, world.ada, ago=timedelta(minutes=6))
    assert desk.get("/accounts/set-up/")["Location"].startswith("/accounts/prove/")
    assert (
        desk.client.post("/accounts/passkey/options/create/", desk.hidden(desk.get("/accounts/security/"))).status_code
        == 404
    )
    page = desk.get("/accounts/security/")
    for what in ("remove", "new-codes", "end-others"):
        assert desk.post(f"/accounts/security/{what}/", page, factor="1").status_code == 403


def test_the_last_one_stays(world):
    (app,) = factors.held(world.ada)
    desk = Desk(world.ada)
    page = desk.post("/accounts/security/remove/", desk.get("/accounts/security/"), factor=str(app.pk))
    assert page.status_code == 409
    assert "last-factor" in words(page)
    with pytest.raises(Refused) as refused:
        factors.remove(world.ada, app.pk, by=BY, now=world.now)
    assert refused.value.code == "last-factor"
    factors.add_passkey(world.ada, {"id": "x"}, name="Key", by=BY, now=world.now)
    with pytest.raises(Refused, match="not there"):
        factors.remove(world.ben, app.pk, by=BY, now=world.now)
    factors.remove(world.ada, app.pk, by=BY, now=world.now)
    assert [one.type for one in factors.held(world.ada)] == ["webauthn"]


def test_a_sealed_secret_opens_for_its_officer_alone(world):
    (hers,), (his,) = factors.held(world.ada), factors.held(world.ben)
    his.data = hers.data
    his.save()
    with pytest.raises(Refused) as refused:
        factors.spend_code(world.ben, code_of(world.ada), now=timezone.now(), paper=False)
    assert refused.value.code == "seal-key-wrong"


@pytest.mark.parametrize(
    "sent",
    [
        *("", "{}", "[]", "null", "x", "[" * 5_000, '{"id": 1}', '{"id": "AA", "rawId": "AA", "type": "public-key"}'),
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30","attestationObject":"oA"}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA",'
        '"signature":"AA","userHandle":"MQ"}}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"bnVsbA","authenticatorData":"AA",'
        '"signature":"AA","userHandle":"/w"}}',
        "9" * (passkeys.MAX_CHARS + 1),
    ],
)
def test_whatever_is_sent_instead_of_a_passkey_is_a_no(world, sent):
    desk, stranger = Desk(world.ada), Desk()
    login = stranger.get("/accounts/login/")
    assert stranger.client.post("/accounts/passkey/options/sign-in/", stranger.hidden(login)).status_code == 200
    answer = stranger.post("/accounts/passkey/sign-in/", login, credential=sent)
    assert answer.status_code == 422
    page = desk.get("/accounts/set-up/")
    assert desk.client.post("/accounts/passkey/options/create/", desk.hidden(page)).status_code == 200
    assert desk.post("/accounts/set-up/", page, credential=sent).status_code == 422
    assert desk.post("/accounts/prove/", desk.get("/accounts/prove/"), credential=sent).status_code == 422


@pytest.mark.parametrize(("what", "rest"), [("seen", IDLE), ("since", IN_ALL)])
def test_a_session_ends_by_resting_and_by_age(world, what, rest):
    desk = Desk(world.ada)
    assert desk.get("/office/").status_code == 200
    session = desk.client.session
    session[what] -= int(rest.total_seconds()) - 5
    session.save()
    assert desk.get("/office/").status_code == 200
    session = desk.client.session
    session[what] = int(timezone.now().timestamp()) - int(rest.total_seconds())
    session.save()
    assert desk.get("/office/")["Location"] == "/accounts/login/?next=%2Foffice%2F"
    assert desk.get("/accounts/security/").status_code == 302


def test_an_old_session_shows_nothing_of_the_account_either(world):
    desk = Desk(world.ada)
    assert desk.get("/accounts/security/").status_code == 200
    session = desk.client.session
    session["seen"] -= int(IDLE.total_seconds())
    session.save()
    assert desk.get("/accounts/security/").status_code == 302
    assert desk.get("/accounts/login/").status_code == 200


def test_what_was_typed_is_kept_for_its_writer_alone(world):
    desk = Desk(world.ada)
    page = desk.get("/office/new/")
    desk.client.cookies.pop("sessionid")
    ended = desk.post("/office/new/", page, remarks="Mine")
    # Ada's password is right, but it is Ben who goes on at this browser.
    fields = {**desk.hidden(ended), "login": "ada@example.org", "password": PASSWORD}
    assert desk.client.post("/accounts/login/?next=/office/new/", fields)["Location"] == "/accounts/second-step/"
    world.grant(world.ben, "preparer")
    sign_in(desk, "ben")
    assert "Mine" not in desk.get("/office/new/?kept=1").content.decode()


def test_sessions_that_are_over_are_forgotten(world):
    desk, other = Desk(world.ada), Desk(world.ben)
    assert desk.get("/office/").status_code == 200
    assert forget_old(timezone.now()) == 0
    Session.objects.filter(session_key=other.client.session.session_key).update(expire_date=world.now)
    assert forget_old(timezone.now()) == 1
    assert [one.user for one in UserSession.objects.all()] == [world.ada]


def test_signing_out_elsewhere_leaves_this_one(world):
    here, there = Desk(world.ada), Desk(world.ada)
    assert there.get("/office/").status_code == 200
    assert here.post("/accounts/security/end-others/", here.get("/accounts/security/")).status_code == 302
    assert here.get("/office/").status_code == 200
    assert there.get("/office/").status_code == 302


def test_the_session_has_another_key_after_each_proof(world):
    desk = Desk(world.ada)
    before = desk.client.cookies["sessionid"].value
    assert desk.post("/accounts/prove/", desk.get("/accounts/prove/"), code=code_of(world.ada)).status_code == 302
    assert desk.client.cookies["sessionid"].value != before
    old = Client()
    old.cookies["sessionid"] = before
    assert old.get("/office/").status_code == 302


@pytest.mark.parametrize("kind", ["production", "test"])
def test_only_a_demonstration_shows_codes(world, settings, kind):
    settings.KPVERIFY_ENV = kind
    assert demo_code(world.ada, timezone.now()) == ""
    assert "demo-box" not in Desk(world.ada).get("/accounts/prove/").content.decode()
    settings.KPVERIFY_ENV = "demo"
    page = Desk(world.ada).get("/accounts/prove/").content.decode()
    assert demo_code(world.ada, timezone.now()) in page


def test_every_officer_of_the_tests_has_a_factor(world):
    assert all(factors.held(one) for one in Officer.objects.all())
