"""An authority's own systems are told, signed, and nothing else is reached through them."""

import base64
import hashlib
import hmac
import json
import time
from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from kpverify.audit.models import AuditEntry
from kpverify.certificates import services as certificates
from kpverify.demo.tls import make_tls
from kpverify.errors import Refused
from kpverify.notices import delivery, places, posting, webhooks
from kpverify.notices.models import Notice

from .servers import HookServer

State = Notice.State


def told():
    return Notice.objects.get(channel="webhook")


def signature(secret, headers, body):
    """As a receiver checks it.  Source: Standard Webhooks."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def test_an_event_is_posted_signed_and_tells_nothing_of_the_goods(shipping, hook, hooks, now):
    made = shipping.issued()
    assert delivery.deliver_due(now=now).states == Counter(sent=1)
    headers, body, path = hooks.posted[0]
    assert path == "/kp?a=1"
    assert headers["webhook-id"] == f"msg_{told().pk.hex}"
    assert int(headers["webhook-timestamp"]) == int(now.timestamp())
    assert headers["webhook-signature"] == signature(hook[1], headers, body)
    found = json.loads(body)
    assert found["data"] == {"id": str(made.pk), "number": made.number, "state": "issued"}
    assert found["type"] == "certificate.issued"
    assert datetime.fromisoformat(found["timestamp"]) == now
    assert told().attempts.get().answer == "200 ok"


def test_only_chosen_events_of_the_own_authority_are_told(shipping, hook, hooks, ben, chen, now):
    made = shipping.issued()
    certificates.suspend_certificate(number=made.number, reason="Weight", by=ben, now=now)
    assert Notice.objects.filter(channel="webhook").count() == 1


def test_a_failing_receiver_is_tried_again_with_the_same_id(shipping, hook, hooks, now):
    shipping.issued()
    hooks.status, hooks.body = 500, b"<script>alert(1)</script>\r\nout of order"
    delivery.deliver_due(now=now)
    assert told().state == State.WAITING
    assert told().attempts.get().answer == "500 <script>alert(1)</script> out of order"
    hooks.status = 204
    delivery.deliver_due(now=told().next_at)
    assert told().state == State.SENT
    (first, body, _), (second, same, _) = hooks.posted
    assert (first["webhook-id"], body) == (second["webhook-id"], same)


@pytest.mark.parametrize(("status", "state"), [(302, State.WAITING), (404, State.WAITING), (410, State.FAILED)])
def test_no_redirect_is_followed_and_gone_is_final(shipping, hook, hooks, now, status, state):
    shipping.issued()
    hooks.status, hooks.headers = status, {"Location": hooks.url}
    delivery.deliver_due(now=now)
    assert (told().state, len(hooks.posted)) == (state, 1)


def test_a_receiver_that_dribbles_or_floods_does_not_hold_the_worker(shipping, hook, hooks, now, monkeypatch):
    monkeypatch.setattr(posting, "WHOLE_SECONDS", 0.6)
    shipping.issued()

    def dribble(handler):
        for _ in range(100):
            handler.wfile.write(b"H")
            time.sleep(0.1)

    hooks.before_answering = dribble
    begun = time.monotonic()
    delivery.deliver_due(now=now)
    assert time.monotonic() - begun < 4
    assert told().state == State.WAITING
    hooks.before_answering = lambda handler: None
    hooks.body = b"x" * 5_000_000
    delivery.deliver_due(now=told().next_at)
    assert told().state == State.SENT
    assert len(told().attempts.last().answer) <= 300


def test_a_dead_receiver_holds_up_its_own_events_only(shipping, admin, hook, hooks, now):
    other = HookServer()
    try:
        webhooks.add_webhook(url=other.url, events=["certificate.issued"], by=admin, now=now)
        hooks.stop()
        for _ in range(3):
            shipping.issued()
        done = delivery.deliver_due(now=now)
        assert done.states == Counter(sent=3, waiting=1)
        assert len(other.posted) == 3
    finally:
        other.stop()


def test_tls_is_spoken_and_checked(shipping, admin, now, tmp_path, monkeypatch):
    make_tls(tmp_path, "127.0.0.1")
    server = HookServer(certificate=(tmp_path / "tls.crt", tmp_path / "tls.key"))
    try:
        webhooks.add_webhook(url=server.url, events=["certificate.issued"], by=admin, now=now)
        shipping.issued()
        delivery.deliver_due(now=now)
        assert "certificate verify failed" in told().attempts.get().answer
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls.crt"))
        delivery.deliver_due(now=told().next_at)
        assert told().state == State.SENT, told().attempts.last().answer
    finally:
        server.stop()


def test_two_secrets_sign_for_a_day_after_a_rotation(shipping, hook, hooks, admin, now):
    made, old = hook
    _, new = webhooks.rotate_secret(webhook_id=made.pk, by=admin, now=now)
    shipping.issued()
    delivery.deliver_due(now=now)
    headers, body, _ = hooks.posted[0]
    assert headers["webhook-signature"].split() == [signature(one, headers, body) for one in (new, old)]
    webhooks.ping(webhook_id=made.pk, by=admin, now=now + webhooks.OVERLAP)
    delivery.deliver_due(now=now + webhooks.OVERLAP)
    headers, body, _ = hooks.posted[1]
    assert headers["webhook-signature"] == signature(new, headers, body)
    assert json.loads(body)["type"] == "webhook.ping"


def test_an_ended_webhook_is_told_nothing_and_its_secret_is_gone(shipping, hook, hooks, admin, now):
    shipping.issued()
    ended = webhooks.end_webhook(webhook_id=hook[0].pk, by=admin, now=now)
    delivery.deliver_due(now=now)
    assert hooks.posted == []
    assert told().state == State.GIVEN_UP
    assert bytes(ended.sealed_secret) == b""
    shipping.issued()
    assert Notice.objects.filter(channel="webhook").count() == 1


def test_only_the_own_administrators_keep_webhooks_and_no_secret_is_logged(hook, hooks, ada, chen, world, now):
    made, secret = hook
    with pytest.raises(PermissionDenied):
        webhooks.add_webhook(url=hooks.url, events=["certificate.issued"], by=ada, now=now)
    world.grant(chen, "authority_admin")
    for act in (webhooks.rotate_secret, webhooks.end_webhook, webhooks.ping):
        with pytest.raises(Refused, match="not yours"):
            act(webhook_id=made.pk, by=chen, now=now)
    log = json.dumps([entry.detail for entry in AuditEntry.objects.all()])
    assert secret not in log
    assert secret.removeprefix("whsec_").encode() not in bytes(made.sealed_secret)


@pytest.mark.parametrize(
    "url",
    [
        *("http://example.org/", "ftp://example.org/", "https://", "https:///path", "https://u:p@example.org/"),
        *("https://example.org/#x", "https://example.org/a b", "https://example.org:0/", "https://example.org:99999/"),
        *("https://[::1", "https://exa\nmple.org/", "https://exämple.org/", "https://e.org\\@evil/", "x" * 600),
    ],
)
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(Refused) as caught:
        places.checked_url(url)
    assert caught.value.code == "webhook-url-wrong"


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::"),
        *("::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
        *("224.0.0.1", "255.255.255.255", "ff02::1", "198.18.0.1", "240.0.0.1", "192.0.2.1", "fec0::1", "nonsense"),
    ],
)
def test_no_private_address_is_public(address):
    assert not places.is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::ffff:8.8.8.8"])
def test_the_open_internet_is_public(address):
    assert places.is_public(address)


def test_a_name_that_turns_private_later_is_not_connected_to(shipping, hook, hooks, settings, admin, now):
    """Judged at every attempt: neither the form nor an earlier answer of the name server counts."""
    settings.WEBHOOK_ALLOW_PRIVATE = False
    shipping.issued()
    delivery.deliver_due(now=now)
    assert (told().state, hooks.posted) == (State.WAITING, [])
    # Neither is plain http, and `https` leads nowhere either.
    with pytest.raises(Refused, match="https://"):
        webhooks.add_webhook(url=hooks.url, events=["certificate.issued"], by=admin, now=now)
    for host in ("localhost", "::ffff:127.0.0.1", "0x7f.1", "2130706433"):
        with pytest.raises(Refused) as caught:
            places.judged_addresses(host, 443)
        assert caught.value.code == "webhook-place-forbidden"


def test_wrong_events_known_addresses_and_too_many_are_refused(hook, hooks, admin, now, monkeypatch):
    for events in ([], ["certificate.drafted"], ["certificate.issued", "x"]):
        with pytest.raises(Refused) as caught:
            webhooks.add_webhook(url=hooks.url + "2", events=events, by=admin, now=now)
        assert caught.value.code == "webhook-events-wrong"
    with pytest.raises(Refused, match="told already"):
        webhooks.add_webhook(url=hooks.url, events=["certificate.issued"], by=admin, now=now)
    monkeypatch.setattr(webhooks, "MOST", 1)
    with pytest.raises(Refused, match="end one"):
        webhooks.add_webhook(url=hooks.url + "2", events=["certificate.issued"], by=admin, now=now + timedelta(1))
