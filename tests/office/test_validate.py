"""The page of validating: typed from the container, kept over a refusal, recorded once."""

from kpverify.certificates.models import Certificate
from tests.certificates.typed import content

from .conftest import words

SEALS = content()["seals"]


def typed(**changes):
    return {
        "method": "every-container",
        "carats": "1804.52",
        "parcels": "2",
        "seals": "\r\n".join(SEALS),
        "checked_by": "T. Moeng",
        "remarks": "",
        "do": "do",
        **changes,
    }


def test_nothing_is_prefilled_and_a_refusal_keeps_what_was_typed(shipping, ben):
    made = shipping.issued()
    address = f"/office/{made.pk}/validate/"
    page = ben.get(address)
    assert not any(one in page.content.decode() for one in (*SEALS, "1804.52</", 'value="1804.52"', 'value="2"'))
    sent = ben.post(address, page, **typed(seals="BW9-9"))
    assert sent.status_code == 422
    assert "A seal on the container is not on the certificate." in words(sent)
    assert "amend the seals" in words(sent)
    assert "BW9-9" in sent.content.decode()
    assert 'value="T. Moeng"' in sent.content.decode()
    assert 'href="#id_seals"' in sent.content.decode()


def test_it_is_recorded_once_and_shown(shipping, ben, ada):
    made = shipping.issued()
    address = f"/office/{made.pk}/validate/"
    assert f'class="button" href="{address}"' in ben.get(f"/office/{made.pk}/").content.decode()
    assert "another officer has to check the content" in words(ada.get(f"/office/{made.pk}/"))
    assert ada.get(address).status_code == 409
    page = ben.get(address)
    first, again = ben.post(address, page, **typed()), ben.post(address, page, **typed())
    assert (first.status_code, first["Location"]) == (303, f"/office/{made.pk}/?done=validate")
    assert again.status_code in (303, 409)
    shown = words(ben.get(first["Location"]))
    assert "Validated: the content check and the seals are recorded." in shown
    assert "T. Moeng" in shown
    assert "Content checked and container sealed" in shown
    assert ben.get(address).status_code == 409
    assert Certificate.objects.get(pk=made.pk).version == made.version + 1


def test_what_was_typed_when_the_session_ended_comes_back(shipping, ben):
    from .conftest import sign_in

    made = shipping.issued()
    address = f"/office/{made.pk}/validate/"
    page = ben.get(address)
    ben.client.logout()
    asked = ben.post(address, page, **typed(checked_by="Kept"))
    assert asked.status_code == 403
    back = sign_in(ben, "ben", page=asked, address=asked.context["sign_in"])
    assert 'value="Kept"' in ben.get(back["Location"]).content.decode()
