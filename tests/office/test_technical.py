"""The page that makes a technical certificate: from an own certificate, and from a foreign one."""

from kpverify.certificates.models import Certificate

from .conftest import words


def test_from_an_own_certificate_a_draft_is_made_once(shipping, ada, ben):
    old = shipping.issued()
    address = f"/office/{old.pk}/technical/"
    assert address in ada.get(f"/office/{old.pk}/").content.decode()
    assert address not in ben.get(f"/office/{old.pk}/").content.decode()
    page = ada.get(address)
    assert f"for the goods of {old.number}" in words(page)
    wrong = ada.post(address, page, reason=" ", do="do")
    assert (wrong.status_code, "Say why a technical certificate is needed" in words(wrong)) == (422, True)
    first, again = (ada.post(address, page, reason="Seized <b>", do="do") for _ in "12")
    assert first["Location"] == again["Location"]
    made = Certificate.objects.get(content__kind="technical")
    assert made.content["remarks"] == f"For {old.number}: Seized <b>"
    shown = ada.get(f"/office/{made.pk}/")
    assert f"It refers to {old.number}." in words(shown)
    assert "no certificate for an ordinary export" in words(shown)


def test_from_a_foreign_certificate_the_number_is_kept_over_a_refusal(world, ada):
    page = ada.get("/office/technical/new/")
    wrong = ada.post("/office/technical/new/", page, number="no 7", reason="Returned", do="do")
    assert wrong.status_code == 422
    assert 'value="no 7"' in wrong.content.decode()
    assert 'href="#id_number"' in wrong.content.decode()
    assert (
        ada.post("/office/technical/new/", page, key="2", number="AE26000007", reason="Returned", do="do").status_code
        == 303
    )
    assert Certificate.objects.get().content["remarks"] == "For AE26000007: Returned"


def test_a_draft_has_no_such_page(shipping, ada):
    assert ada.get(f"/office/{shipping.draft().pk}/technical/").status_code == 404
