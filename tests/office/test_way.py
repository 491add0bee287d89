"""From the first word typed to the revocation, by two officers, as a browser sends it."""

from django.test import Client

from kpverify.certificates.models import Certificate

from .conftest import typed, words


def test_two_officers_take_a_certificate_from_draft_to_revocation(ada, ben):
    saved = ada.post("/office/new/", **typed())
    assert saved.status_code == 303
    made = Certificate.objects.get()
    assert saved["Location"] == f"/office/{made.pk}/?done=save"
    submitted = ada.press(made, "submit")
    assert submitted["Location"] == f"/office/{made.pk}/?done=submit"
    assert "another officer has to approve it" in words(ada.get(submitted["Location"]))
    assert ben.press(made, "approve").status_code == 303
    issued = ben.press(made, "issue")
    page = ben.get(issued["Location"])
    made.refresh_from_db()
    assert made.state == "issued"
    assert made.number in words(page)
    assert f"{made.check_code[:4]}-{made.check_code[4:]}" in words(page)
    paper = ben.get(f"/office/{made.pk}/certificate.pdf")
    assert paper.content.startswith(b"%PDF")
    assert ben.get(f"/office/{made.pk}/qr.svg").content.lstrip().startswith((b"<svg", b"<?xml"))
    revoked = ben.press(made, "revoke", reason="The exporter cancelled the shipment")
    assert revoked["Location"] == f"/office/{made.pk}/?done=revoke"
    told = words(ben.get(revoked["Location"]))
    assert "Published to verifiers at" in told
    assert "The exporter cancelled the shipment" in told


def test_every_act_of_the_history_is_told(ada, ben, shipping):
    made = shipping.suspended()
    told = words(ben.get(f"/office/{made.pk}/"))
    for act in ("Drafted", "Submitted for approval", "Approved", "Signed and issued", "Suspended"):
        assert act in told
    assert "Ada Kgosi (BW-ADA)" in told


def test_what_is_published_is_what_the_page_says(ben, shipping):
    made = shipping.issued()
    assert "Published to verifiers" not in words(ben.get(f"/office/{made.pk}/"))
    ben.press(made, "suspend", reason="Weight")
    assert "“Suspended”" in words(ben.get(f"/office/{made.pk}/"))
    ben.press(made, "reinstate", reason="Weighed again")
    assert "“Issued”" in words(ben.get(f"/office/{made.pk}/"))


def test_a_change_that_is_not_published_yet_is_not_called_published(world, ben, shipping):
    from kpverify.registry.models import SigningKey

    made = shipping.issued()
    SigningKey.objects.filter(authority_id="BW", purpose="status").update(state="retired")
    assert ben.press(made, "suspend", reason="Weight").status_code == 303
    page = words(ben.get(f"/office/{made.pk}/"))
    assert "not published to verifiers yet" in page
    assert "Published to verifiers at" not in page


def test_replacing_opens_a_draft_that_names_the_old_one(world, ada, ben, shipping):
    made = shipping.issued()
    response = ada.press(made, "replace", reason="Wrong address")
    new = Certificate.objects.get(replaces=made)
    assert response["Location"] == f"/office/{new.pk}/?done=replace"
    assert made.number in words(ada.get(response["Location"]))
    form = ada.get(f"/office/{new.pk}/edit/")
    assert f"Replacement of {made.number}" in words(form)
    assert ada.post(f"/office/{new.pk}/edit/", **typed(kind=None, importer_address="Another Tower")).status_code == 303
    new.refresh_from_db()
    assert (new.content["kind"], new.content["replaces"]) == ("replacement", made.number)


def test_a_receipt_can_be_confirmed_once(ben, shipping):
    made = shipping.issued()
    assert ben.press(made, "confirm-receipt").status_code == 303
    page = ben.get(f"/office/{made.pk}/")
    assert "Receipt confirmed" in words(page)
    assert "/suspend/" not in page.content.decode()


def test_the_office_needs_a_sign_in(stranger):
    response = stranger.get("/office/", q="x")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=%2Foffice%2F%3Fq%3Dx"


def test_nothing_is_kept_by_browsers(ada, shipping):
    made = shipping.issued()
    for address in ("/office/", "/office/new/", f"/office/{made.pk}/", f"/office/{made.pk}/qr.svg", "/accounts/login/"):
        assert "no-store" in ada.get(address)["Cache-Control"]
    assert "no-store" in Client().get("/accounts/login/")["Cache-Control"]


def test_an_act_that_asks_for_a_reason_is_asked_about_first(ada, ben, shipping):
    for state in ("submitted", "issued", "suspended"):
        made = getattr(shipping, state)()
        for desk in (ada, ben):
            page = desk.get(f"/office/{made.pk}/").content.decode()
            for act in ("send-back", "suspend", "reinstate", "revoke", "replace"):
                assert f'action="/office/{made.pk}/{act}/"' not in page
    assert f'class="button" href="/office/{made.pk}/reinstate/"' in page
