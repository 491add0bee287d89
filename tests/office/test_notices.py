"""Who was told, as officers see it: the outbox, the contacts, the webhooks."""

import re

import pytest

from kpverify.notices import delivery
from kpverify.notices.models import Contact, Notice, Webhook
from tests.notices.conftest import use
from tests.notices.servers import HookServer, MailServer, free_port
from tests.office.conftest import Desk, words


@pytest.fixture
def admin(world):
    world.grant(world.dora, "authority_admin")
    return Desk(world.dora)


def add(ada, **changes):
    fields = {"destination": "AE", "name": "KP Office", "email": "KP@ae.example", "language": "fr", **changes}
    return ada.post("/office/contacts/add/", **fields, do="do")


def test_a_notice_is_followed_from_nobody_to_sent(ada, shipping, settings):
    made = shipping.issued()
    seen = words(ada.get(f"/office/{made.pk}/"))
    assert "Who was told" in seen
    assert "Nobody is known for AE" in seen
    assert "Some notices did not arrive" in words(ada.get("/office/notices/"))
    assert add(ada).status_code == 303
    port = free_port()
    use(settings, port)
    notice = Notice.objects.get()
    page = ada.get(f"/office/notices/{notice.pk}/")
    assert ada.post(f"/office/notices/{notice.pk}/again/", page).status_code == 303
    delivery.deliver_due(now=Notice.objects.get().next_at)
    seen = words(ada.get(f"/office/notices/{notice.pk}/"))
    assert "The mail server does not answer" in seen
    assert "It is tried again at" in seen
    server = MailServer(port)
    try:
        delivery.deliver_due(now=Notice.objects.get().next_at)
    finally:
        server.stop()
    assert words(ada.get(f"/office/{made.pk}/")).count("kp@ae.example") == 1
    shown = words(ada.get(f"/office/notices/{notice.pk}/"))
    assert f"{made.number}.pdf" in shown


def test_what_was_given_up_is_seen_on_the_front_page(ada, chen, shipping):
    shipping.issued()
    assert "did not arrive" not in words(ada.get("/office/"))
    Notice.objects.update(state="given-up")
    assert "Some notices did not arrive" in words(ada.get("/office/"))
    assert "did not arrive" not in words(chen.get("/office/"))


def test_without_a_mail_server_the_pages_say_so(ada, shipping, settings):
    settings.EMAIL_IS_CONFIGURED = False
    add(ada)
    made = shipping.issued()
    assert "No mail server is set up" in words(ada.get("/office/notices/"))
    assert "it waits until there is one. Issuing goes on." in words(ada.get(f"/office/{made.pk}/"))


def test_the_list_is_narrowed_paged_and_the_own_authoritys(ada, chen, shipping, world):
    shipping.issued()
    first = Notice.objects.get()
    rows = [
        Notice(
            authority_id="BW",
            kind="certificate.issued",
            subject=f"certificate:{number}",
            channel="email",
            recipient=f"r{number}@ae.example",
            created_at=first.created_at,
            next_at=first.created_at,
        )
        for number in range(60)
    ]
    Notice.objects.bulk_create(rows)
    page = ada.get("/office/notices/")
    older = re.search(r'href="\?(after=[^"]+)" rel="next"', page.content.decode())[1].replace("&amp;", "&")
    seen = page.content.decode() + ada.client.get(f"/office/notices/?{older}").content.decode()
    assert all(seen.count(f"r{number}@ae.example") == 1 for number in range(60))
    assert "r7@ae.example" in words(ada.get("/office/notices/", q="r7@ae.example"))
    assert add(ada, email="r8@ae.example").status_code == 303
    assert "r8@ae.example" in words(ada.get("/office/notices/", q="R8@"))
    assert "Nothing is found" in words(ada.get("/office/notices/", q="nobody@"))
    assert "r7@ae.example" not in words(ada.get("/office/notices/", state="stuck"))
    assert "r7@ae.example" not in words(ada.get("/office/notices/", channel="webhook"))
    assert first.detail["number"] in words(ada.get("/office/notices/", q=first.detail["number"].lower()))
    for wrong in ("x", "2026-11-25~x", "2026-11-25T00:00:00Z~zz", "9~" + str(first.pk)):
        assert ada.get("/office/notices/", after=wrong).status_code == 404
    assert "Nothing was told" in words(chen.get("/office/notices/"))
    assert chen.get(f"/office/notices/{first.pk}/").status_code == 404


def test_contacts_are_kept_with_what_was_typed(ada, chen, shipping):
    assert add(ada, email="no address").status_code == 422
    assert "KP Office" in add(ada, email="no address").content.decode()
    assert add(ada, email="a@b.example\nBcc: x@y.example").status_code == 422
    assert add(ada).status_code == 303
    assert "in the list for this destination already" in words(add(ada))
    found = Contact.objects.get()
    address = f"/office/contacts/{found.pk}/"
    assert chen.get(address).status_code == 404
    fields = {"destination": "BE", "name": "Antwerp", "email": "kp@be.example", "language": "en"}
    assert ada.post(address, **fields, do="do").status_code == 303
    assert "kp@be.example" in words(ada.get("/office/contacts/"))
    assert ada.post(f"{address}end/", do="do").status_code == 303
    assert "There is no contact yet" in words(ada.get("/office/contacts/"))
    assert ada.get(address).status_code == 404


def test_a_webhook_is_added_tested_renewed_and_ended(admin, ada, chen, shipping):
    server = HookServer()
    try:
        fields = {"url": server.url, "events": ["certificate.issued"], "do": "do"}
        assert ada.get("/office/webhooks/").status_code == 403
        assert admin.post("/office/webhooks/add/", **{**fields, "url": "http://example.org/"}).status_code == 422
        assert admin.post("/office/webhooks/add/", **{**fields, "events": []}).status_code == 422
        page = admin.get("/office/webhooks/add/")
        answer = admin.post("/office/webhooks/add/", page, **fields)
        secret = re.search(r"whsec_[A-Za-z0-9+/=]{44}", answer.content.decode())[0]
        # The same form sent again does nothing, and shows no secret.
        assert admin.post("/office/webhooks/add/", page, **fields).status_code == 303
        address = f"/office/webhooks/{Webhook.objects.get().pk}/"
        assert "whsec_" not in admin.get(address).content.decode()
        assert admin.post(f"{address}test/", do="do").status_code == 303
        delivery.deliver_due(now=Notice.objects.get().next_at)
        assert "200 ok" in words(admin.get(address))
        renewed = admin.post(f"{address}secret/", do="do").content.decode()
        assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", renewed)[0] != secret
        for place in ("", "secret/", "test/", "end/"):
            assert chen.get(f"{address}{place}").status_code in (403, 404)
        assert admin.post(f"{address}end/", do="do").status_code == 303
        assert "Ended" in words(admin.get(address))
        assert admin.post(f"{address}test/", admin.get(address), do="do").status_code in (403, 404)
    finally:
        server.stop()
