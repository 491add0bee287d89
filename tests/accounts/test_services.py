"""Officers are made and let go by others, on the record."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from kpverify.accounts import services
from kpverify.accounts.models import Officer, RoleGrant
from kpverify.audit.models import AuditEntry
from kpverify.errors import Refused
from tests.world import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
GOOD = {
    "email": "Zoe@Example.org",
    "name": "Zoe Moyo",
    "code": "BW-ZOE",
    "authority_id": "BW",
    "password": "thirteen-wet-otters",
}


def make(world, **changes):
    return services.create_officer(**{**GOOD, **changes}, by="test", now=world.now)


def test_an_officer_signs_in_by_any_spelling_of_the_address(world):
    made = make(world)
    assert (made.email, made.check_password(GOOD["password"])) == ("zoe@example.org", True)
    assert AuditEntry.objects.get(subject="officer:BW-ZOE").verb == "officer.create"
    client = Client()
    client.post("/accounts/login/", {"login": "ZOE@example.org", "password": GOOD["password"]})
    assert client.session["_auth_user_id"] == str(made.pk)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"email": "zoe"}, "officer-wrong"),
        ({"code": ""}, "officer-wrong"),
        ({"code": "-ZOE"}, "officer-wrong"),
        ({"code": "Z" * 25}, "officer-wrong"),
        ({"code": "ZOË"}, "officer-wrong"),
        ({"name": " "}, "officer-wrong"),
        ({"name": "Z" * 121}, "officer-wrong"),
        ({"email": "ada@example.org"}, "officer-exists"),
        ({"code": "BW-ADA"}, "officer-exists"),
        ({"authority_id": "XX"}, "no-authority"),
        ({"password": "short"}, "password-weak"),
        ({"password": "password1234"}, "password-weak"),
        ({"password": "zoe@example.org"}, "password-weak"),
    ],
)
def test_what_cannot_be_is_refused_in_words(world, changes, code):
    before = Officer.objects.count()
    with pytest.raises(Refused) as refused:
        make(world, **changes)
    assert refused.value.code == code
    assert Officer.objects.count() == before


def test_a_role_is_held_once_and_ended_once(world):
    with pytest.raises(Refused) as twice:
        services.grant_role(officer_id=world.ada.pk, role="preparer", by="test", now=world.now)
    assert twice.value.code == "role-held"
    services.end_role(officer_id=world.ada.pk, role="preparer", by="test", now=world.now)
    with pytest.raises(Refused) as again:
        services.end_role(officer_id=world.ada.pk, role="preparer", by="test", now=world.now)
    assert again.value.code == "role-not-held"
    services.grant_role(officer_id=world.ada.pk, role="preparer", by="test", now=world.now)
    assert RoleGrant.objects.filter(officer=world.ada).count() == 2


@pytest.mark.parametrize("role", ["", "king", "Preparer"])
def test_a_role_that_is_none_is_refused(world, role):
    with pytest.raises(Refused) as refused:
        services.grant_role(officer_id=world.ada.pk, role=role, by="test", now=world.now)
    assert refused.value.code == "no-role"


def test_nobody_is_found_by_a_wrong_number(world):
    for act in (services.grant_role, services.end_role):
        with pytest.raises(Refused) as refused:
            act(officer_id=0, role="preparer", by="test", now=world.now)
        assert refused.value.code == "no-officer"


def test_who_leaves_is_signed_out_everywhere_and_cannot_come_back(world):
    client = Client()
    sign_in(client, world.ada)
    assert client.get("/accounts/password/change/").status_code == 200
    services.deactivate_officer(officer_id=world.ada.pk, by="test", now=world.now)
    assert client.get("/accounts/password/change/").status_code == 302
    Client().post("/accounts/login/", {"login": "ada@example.org", "password": PASSWORD})
    assert not RoleGrant.objects.filter(officer=world.ada, ended_at=None).exists()


@pytest.mark.parametrize("path", ["signup", "email", "password/set", "password/reset", "confirm-email"])
def test_there_is_no_way_to_become_an_officer_by_oneself(world, path):
    assert Client().get(f"/accounts/{path}/").status_code == 404
    assert Client().post(f"/accounts/{path}/", {"email": "a@b.org"}).status_code == 404


def command(*arguments, password="thirteen-wet-otters", monkeypatch):
    out = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    given = ["zoe@example.org", "--name=Zoe", "--code=BW-ZOE", "--authority=BW", "--password-stdin", *arguments]
    call_command("create_officer", *given, stdout=out)
    return out.getvalue()


def test_the_first_officers_are_made_on_the_command_line(world, monkeypatch):
    said = command("--role=preparer", "--role=border_agent", monkeypatch=monkeypatch)
    assert said.startswith("Made Zoe (BW-ZOE) with preparer, border_agent.")
    held = RoleGrant.objects.filter(officer__code="BW-ZOE").values_list("role", flat=True)
    assert set(held) == {"preparer", "border_agent"}


def test_a_dry_run_makes_nobody(world, monkeypatch):
    assert command("--role=preparer", "--dry-run", monkeypatch=monkeypatch).startswith("Would make")
    assert not Officer.objects.filter(code="BW-ZOE").exists()


def test_the_command_says_why_not(world, monkeypatch):
    with pytest.raises(CommandError, match="password-weak"):
        command(password="weak", monkeypatch=monkeypatch)
