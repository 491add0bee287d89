"""Keys for systems: one authority, some scopes, a time, and a hash."""

import json
import logging
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from kpverify.accounts import apikeys
from kpverify.accounts.models import ApiKey
from kpverify.accounts.rights import FRESH, SCOPES, actions_of
from kpverify.audit.models import AuditEntry
from kpverify.certificates import services
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from tests.certificates.typed import content
from tests.office.conftest import Desk, words
from tests.world import PASSWORD

ROOT = "/api/v1/certificates/"


@pytest.fixture
def admin(world):
    world.grant(world.dora, "authority_admin")
    return world.dora


def make(admin, scopes=("view",), days=30, now=None):
    now = now or timezone.now()
    ends = now + timedelta(days=days)
    return apikeys.create_key(name="Mine system", scopes=scopes, expires_at=ends, by=admin, now=now)


def ask(secret, path=ROOT, body=None):
    headers = {"Authorization": f"Bearer {secret}"}
    if body is None:
        return Client().get(path, headers=headers)
    return Client().post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_a_system_drafts_and_submits_in_its_own_name_and_officers_do_the_rest(world, admin):
    made = make(admin, ["draft", "submit"])
    drafted = ask(made.secret, ROOT, content())
    assert drafted.status_code == 201, drafted.content
    where = drafted["Location"]
    assert drafted.json()["prepared_by"] == made.key.officer.code
    assert ask(made.secret, f"{where}submit/", {}).json()["state"] == "submitted"
    refused = ask(made.secret, f"{where}approve/", {})
    assert refused.status_code == 403
    assert "takes officers who have just proved a second factor" in refused.json()["title"]
    services.approve_certificate(certificate_id=drafted.json()["id"], by=world.ben, now=timezone.now())
    entry = AuditEntry.objects.get(verb="certificate.submit")
    assert entry.actor == f"officer:{made.key.officer.code}"


def test_who_made_the_key_is_no_second_person(world, admin):
    world.grant(admin, "approver")
    made = make(admin, ["draft", "submit"])
    where = ask(made.secret, ROOT, content())["Location"]
    ask(made.secret, f"{where}submit/", {})
    with pytest.raises(Refused) as refused:
        services.approve_certificate(certificate_id=Certificate.objects.get().pk, by=admin, now=timezone.now())
    assert refused.value.code == "same-officer"


def test_only_a_hash_is_kept_and_the_secret_is_in_no_log(world, admin, caplog, capsys):
    caplog.set_level(logging.DEBUG)
    made = make(admin)
    assert ask(made.secret).status_code == 200
    ask(made.secret[:-1] + "x")
    secret = made.secret.split("_", 2)[2]
    kept = json.dumps(list(ApiKey.objects.values()), default=str) + json.dumps(
        list(AuditEntry.objects.values()), default=str
    )
    assert secret not in kept
    said = capsys.readouterr()
    assert secret[:20] not in caplog.text + said.out + said.err
    assert len(secret) == 43


@pytest.mark.parametrize("what", ["ended", "expired", "wrong", "short", "prefix", "empty", "odd", "inactive"])
def test_what_opens_nothing_gets_one_answer(world, admin, what):
    made = make(admin)
    secret = made.secret
    match what:
        case "ended":
            apikeys.end_key(key_id=made.key.pk, by=admin, now=timezone.now())
        case "expired":
            ApiKey.objects.update(expires_at=timezone.now())
        case "inactive":
            made.key.officer.__class__.objects.filter(pk=made.key.officer_id).update(is_active=False)
        case "wrong":
            secret = secret[:-1] + ("A" if secret[-1] != "A" else "B")
        case "prefix":
            secret = "kp_aaaaaaaaaaaa" + secret[15:]
        case "short" | "empty" | "odd":
            secret = {"short": secret[:-1], "empty": "", "odd": "kp_\u00e9"}[what]
    answer = ask(secret)
    assert (answer.status_code, answer.json()["code"], answer["WWW-Authenticate"]) == (401, "key-refused", "Bearer")


def test_a_key_outlives_no_year_and_scopes_are_known(world, admin):
    assert not any(actions & FRESH for actions in SCOPES.values())
    for scopes, days, code in (([], 1, "key-wrong"), (["issue"], 1, "key-wrong"), (["view"], 400, "key-too-long")):
        with pytest.raises(Refused) as refused:
            make(admin, scopes, days)
        assert refused.value.code == code
    with pytest.raises(Refused):
        make(admin, ["view"], 0)
    with pytest.raises(PermissionDenied):
        make(world.ben)
    made = make(admin)
    with pytest.raises(PermissionDenied):
        apikeys.end_key(key_id=made.key.pk, by=world.ben, now=timezone.now())


def test_a_system_never_signs_in_and_its_rights_end_with_its_key(world, admin):
    made = make(admin, list(SCOPES))
    client = Client()
    client.post("/accounts/login/", {"login": made.key.officer.email, "password": PASSWORD})
    assert client.get("/office/").status_code == 302
    assert not made.key.officer.has_usable_password()
    assert actions_of(made.key.officer)
    apikeys.end_key(key_id=made.key.pk, by=admin, now=timezone.now())
    assert not actions_of(made.key.officer)


def test_too_many_requests_of_one_key_wait(world, admin, monkeypatch):
    from kpverify.accounts.key_limits import KeyThrottle

    monkeypatch.setattr(KeyThrottle, "THROTTLE_RATES", {"key": "2/min"})
    made, other = make(admin), make(admin)
    assert [ask(made.secret).status_code for _ in range(3)] == [200, 200, 429]
    assert ask(other.secret).status_code == 200


def test_the_administrators_pages(world, admin, chen):
    desk = Desk(admin)
    page = desk.post("/office/keys/new/", name="Mine system", scopes=["view", "draft"], days="30", do="do")
    secret = page.content.decode().partition('value="kp_')[2].partition('"')[0]
    assert ask(f"kp_{secret}").status_code == 200
    told = words(desk.get("/office/keys/"))
    assert "Mine system" in told
    assert secret.split("_", 1)[1] not in desk.get("/office/keys/").content.decode()
    key = ApiKey.objects.get()
    assert chen.get(f"/office/keys/{key.pk}/end/").status_code in (403, 404)
    desk.post(f"/office/keys/{key.pk}/end/", do="do")
    assert ask(f"kp_{secret}").status_code == 401
    assert "Ended" in words(desk.get("/office/keys/"))


@pytest.fixture
def chen(world):
    world.grant(world.chen, "authority_admin")
    return Desk(world.chen)
