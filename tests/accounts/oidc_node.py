"""Run by test_oidc.py with KPVERIFY_OIDC_* set: a small real provider over HTTP, and whom this node lets in by it."""

import base64
import hashlib
import json
import re
import threading
import time
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, parse_qsl, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.test import Client

from kpverify.accounts import services
from kpverify.accounts.models import Binding, Officer
from kpverify.audit.models import AuditEntry
from tests.world import BY, code_of

KEY, OTHER_KEY = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
BASIC = "Basic " + base64.b64encode(b"kp:s%3A1").decode()


class Provider(BaseHTTPRequestHandler):
    asked = {}  # code -> query of the authorization request
    person = {}
    key = KEY
    changes = {}

    def log_message(self, *args):
        pass

    def say(self, what, status=200):
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        issuer = settings.OIDC_ISSUER
        if self.path == "/.well-known/openid-configuration":
            ends = {"authorization_endpoint": "auth", "token_endpoint": "token", "jwks_uri": "jwks"}
            ends["userinfo_endpoint"] = "userinfo"
            self.say({"issuer": issuer, **{name: f"{issuer}/{end}" for name, end in ends.items()}})
        elif self.path == "/jwks":
            public = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key()))
            self.say({"keys": [{**public, "kid": "1", "alg": "ES256", "use": "sig"}]})
        elif self.path == "/userinfo" and self.headers["Authorization"] == "Bearer access":
            self.say(self.person)
        else:
            self.say({}, 404)

    def do_POST(self):
        sent = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
        asked = self.asked.pop(sent["code"], None)
        digest = hashlib.sha256(sent["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not asked or asked["code_challenge"] != challenge or self.headers["Authorization"] != BASIC:
            return self.say({"error": "invalid_grant"}, 400)
        claims = {
            "iss": settings.OIDC_ISSUER, "aud": "kp", "sub": self.person["sub"], "nonce": asked["nonce"],
            "iat": int(time.time()), "exp": int(time.time()) + 60, **self.changes,
        }  # fmt: skip
        token = jwt.encode(claims, self.key, algorithm="ES256", headers={"kid": "1"})
        return self.say({"access_token": "access", "token_type": "Bearer", "id_token": token})


@pytest.fixture(autouse=True, scope="module")
def server():
    served = ThreadingHTTPServer(("127.0.0.1", urlsplit(settings.OIDC_ISSUER).port), Provider)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield
    served.shutdown()
    served.server_close()


@pytest.fixture(autouse=True)
def honest(monkeypatch):
    monkeypatch.setattr(Provider, "asked", {})
    monkeypatch.setattr(Provider, "key", KEY)
    monkeypatch.setattr(Provider, "changes", {})


def person(sub, email, verified=True):
    Provider.person = {"sub": sub, "email": email, "email_verified": verified}


def leave(client):
    """Press the button, and sign in at the provider; gives the answer it sends back."""
    page = client.get("/accounts/login/").content.decode()
    assert "Sign in with Ministry" in page
    left = client.post("/accounts/oidc/sign-in/", {"next": "/office/people/"})
    address = unescape(re.search(r'href="([^"]*/auth\?[^"]*)"', left.content.decode())[1])
    assert left["Refresh"] == f"0; url={address}"
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert asked["redirect_uri"] == f"{settings.PUBLIC_URL}/accounts/oidc/callback/"
    Provider.asked["c"] = asked
    return {"code": "c", "state": asked["state"]}


def come_back(client, answer):
    return client.get("/accounts/oidc/callback/", answer)


def attempt():
    client = Client()
    return come_back(client, leave(client))


def is_refused(response, code):
    assert response.status_code == 403
    assert code in response.content.decode()
    return True


def sign_in_whole(client, officer):
    came = come_back(client, leave(client))
    assert (came.status_code, came["Location"].split("?")[0]) == (302, "/accounts/second-step/")
    assert client.get("/office/").status_code == 302
    proved = client.post(came["Location"], {"code": code_of(officer)})
    assert proved["Location"] == "/office/people/"
    assert client.get("/accounts/security/").status_code == 200


def test_the_right_person_is_bound_once_their_second_factor_was_right(world):
    client = Client()
    person("s-1", world.ada.email.upper())
    come_back(client, leave(client))
    assert not Binding.objects.exists()
    client = Client()
    sign_in_whole(client, world.ada)
    bound = Binding.objects.get()
    assert (bound.issuer, bound.subject, bound.officer) == (settings.OIDC_ISSUER, "s-1", world.ada)
    (entry,) = AuditEntry.objects.filter(verb="officer.bind")
    assert entry.subject == f"officer:{world.ada.code}"
    client.post("/accounts/logout/")
    assert client.get("/accounts/security/").status_code == 302
    # From now on the subject counts: with another address, even somebody else's, it is Ada.
    person("s-1", world.ben.email, verified=False)
    again = Client()
    sign_in_whole(again, world.ada)
    assert again.session["_auth_user_id"] == str(world.ada.pk)
    # And another subject with Ada's address is not.
    person("s-2", world.ada.email)
    assert is_refused(attempt(), "oidc-other-subject")
    services.deactivate_officer(officer_id=world.ada.pk, by=BY, now=world.now)
    assert not Binding.objects.exists()
    person("s-1", world.ada.email)
    assert is_refused(attempt(), "oidc-unknown")


def test_strangers_and_the_unverified_are_refused_and_nobody_is_made(world):
    before = Officer.objects.count()
    for email, verified, code in (
        (world.ada.email, False, "oidc-unverified"),
        (world.ada.email, "true", "oidc-unverified"),
        ("", True, "oidc-unverified"),
        ("stranger@example.org", True, "oidc-unknown"),
    ):
        person("s-9", email, verified)
        assert is_refused(attempt(), code)
    world.ada.authenticator_set.all().delete()
    person("s-1", world.ada.email)
    assert is_refused(attempt(), "oidc-no-factor")
    assert (Officer.objects.count(), Binding.objects.count()) == (before, 0)


def test_answers_replayed_foreign_or_changed_are_refused(world, monkeypatch):
    person("s-1", world.ada.email)
    client = Client()
    answer = leave(client)
    assert is_refused(come_back(Client(), answer), "not begun here")
    assert is_refused(come_back(client, {**answer, "state": "x"}), "state wrong")
    assert is_refused(come_back(client, answer), "not begun here")
    answer = leave(client)
    assert come_back(client, answer).status_code == 302
    assert is_refused(come_back(client, answer), "not begun here")
    client = Client()
    assert is_refused(come_back(client, {**leave(client), "iss": "https://else.example"}), "oidc-failed")
    for changes in ({"nonce": "x"}, {"aud": "else"}, {"iss": "https://else.example"}, {"exp": 1}, {"azp": "else"}):
        monkeypatch.setattr(Provider, "changes", changes)
        assert is_refused(come_back(client, leave(client)), "oidc-failed")
    monkeypatch.setattr(Provider, "changes", {})
    monkeypatch.setattr(Provider, "key", OTHER_KEY)
    assert is_refused(come_back(client, leave(client)), "id_token wrong")
    assert client.get("/accounts/oidc/sign-in/").status_code == 405
