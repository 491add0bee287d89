"""Nobody issues, revokes, amends or changes keys alone: one account with every role, or one key with every scope."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kpverify.accounts import apikeys
from kpverify.accounts import services as accounts
from kpverify.accounts.models import RoleGrant
from kpverify.accounts.rights import SCOPES
from kpverify.certificates import mass
from kpverify.certificates.models import Amendment, Certificate
from kpverify.proposals.models import Proposal
from kpverify.registry.models import SigningKey
from tests.certificates.conftest import Shipping, content
from tests.world import BY, sign_in

ROOT = "/api/v1/certificates/"
BINDING = ("approve", "issue", "revoke", "suspend", "reinstate", "amend", "validate", "confirm-receipt")


@pytest.fixture
def mighty(world):
    """Ben, with every role there is."""
    held = set(world.ben.grants.filter(ended_at=None).values_list("role", flat=True))
    for role in set(RoleGrant.Role.values) - held:
        accounts.grant_role(officer_id=world.ben.pk, role=role, by=BY, now=world.now)
    return world.ben


@pytest.fixture
def alone(mighty):
    client = Client()
    sign_in(client, mighty)
    return client


def ask(client, address, **fields):
    return client.post(address, json.dumps(fields), content_type="application/json")


def test_one_account_with_every_role_issues_nothing(alone, mighty):
    made = ask(alone, ROOT, **content())
    assert made.status_code == 201
    address = made.json()["links"]["self"]
    assert ask(alone, f"{address}submit/").status_code == 200
    assert ask(alone, f"{address}approve/").status_code == 409
    assert ask(alone, f"{address}issue/").status_code == 409
    assert Certificate.objects.get().state == "submitted"


def test_one_account_revokes_nothing(alone, world, mighty):
    made = Shipping(world.ada, world.ben, world.now).issued()
    address = f"{ROOT}{made.number}/revoke/"
    assert ask(alone, address, reason="first").status_code == 200
    assert ask(alone, address, reason="second").status_code == 409
    made.refresh_from_db()
    assert made.state == "suspended"


def test_one_account_revokes_not_many_either(alone, world, mighty):
    made = Shipping(world.ada, world.ben, world.now).issued()
    found = mass.propose_mass(
        chosen=mass.Chosen(numbers=made.number), count=1, reason="x", by=mighty, now=world.now
    )  # fmt: skip
    for do in ("confirm", "advance/"):
        where = f"/office/mass/{found.pk}/"
        alone.post(where + do if do.endswith("/") else where, {"do": do})
    made.refresh_from_db()
    found.refresh_from_db()
    assert (made.state, found.confirmed_at) == ("issued", None)


def test_one_account_amends_nothing(alone, world, mighty):
    made = Shipping(world.ada, world.ben, world.now).issued()
    address = f"{ROOT}{made.number}/amend/"
    body = {"changes": [{"field": "parcels", "new": 3}], "reason": "counted again"}
    ask(alone, address, **body)
    ask(alone, address, **body)
    ask(alone, address, do="confirm")
    # It was proposed, and that is all.
    assert Proposal.objects.filter(kind__contains="amend", state="open").exists()
    assert not Amendment.objects.filter(state="signed").exists()


def test_one_account_changes_no_key(world):
    """Sefako, of the Secretariat, with every role: proposing is all that is left."""
    for role in set(RoleGrant.Role.values) - {"secretariat"}:
        accounts.grant_role(officer_id=world.sefako.pk, role=role, by=BY, now=world.now)
    client = Client()
    sign_in(client, world.sefako)
    before = sorted(SigningKey.objects.values_list("kid", "state"))
    kid = SigningKey.objects.filter(authority="BW", purpose="certificate").get().pk
    client.post("/secretariat/authorities/BW/create-key/", {"purpose": "certificate", "known": "3"})
    for act in ("activate", "retire"):
        client.post(f"/secretariat/keys/{kid}/{act}/", {})
    client.post(f"/secretariat/keys/{kid}/distrust/", {"since": f"{world.now:%Y-%m-%d %H:%M}"})
    for one in Proposal.objects.filter(state="open"):
        client.post(f"/secretariat/waiting/{one.pk}/", {"do": "confirm"})
    assert Proposal.objects.filter(state="open").exists()
    assert sorted(SigningKey.objects.values_list("kid", "state")) == before


def test_one_key_with_every_scope_binds_nobody(world):
    accounts.grant_role(officer_id=world.bontle.pk, role="authority_admin", by=BY, now=world.now)
    ends = timezone.now() + timedelta(days=1)
    made = Shipping(world.ada, world.ben, world.now)
    waiting, issued = made.submitted(), made.issued()
    made_key = apikeys.create_key(
        name="Everything", scopes=sorted(SCOPES), expires_at=ends, by=world.bontle, now=world.now
    )  # fmt: skip
    client = Client(headers={"Authorization": f"Bearer {made_key.secret}"})
    assert client.get(ROOT).status_code == 200
    for act in BINDING:
        for one in (waiting, issued):
            answer = ask(client, f"{ROOT}{one.pk}/{act}/", reason="x", changes=[])
            # Whoever sees a certificate may be told that its state is wrong for the act, before the right is asked.
            assert answer.status_code in ((403, 405) if one is issued else (403, 405, 409)), (act, answer.content)
    waiting.refresh_from_db()
    issued.refresh_from_db()
    assert (waiting.state, issued.state) == ("submitted", "issued")
