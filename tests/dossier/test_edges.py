"""The files at the web's edge: pages and API, with their caps, headers and refusals."""

import errno

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

from kpverify.dossier.models import DossierFile
from kpverify.verification.middleware import FORM_AROUND
from tests.office.conftest import Desk, words
from tests.world import sign_in

from .conftest import PDF, add, picture


@pytest.fixture
def desk(ada):
    return Desk(ada)


def send(desk, certificate, content, name, page=None, **headers):
    seen = desk.get(f"/office/{certificate.pk}/") if page is None else page
    fields = {
        "csrfmiddlewaretoken": desk.hidden(seen)["csrfmiddlewaretoken"],
        "kind": "invoice",
        "file": SimpleUploadedFile(name, content),
    }
    return desk.client.post(f"/office/{certificate.pk}/files/add/", fields, headers=headers)


def test_a_page_adds_shows_gives_out_and_takes_away(desk, draft, folder):
    answer = send(desk, draft, picture(), "<img src=x>.jpg")
    assert (answer.status_code, answer["Location"]) == (303, f"/office/{draft.pk}/#files")
    found = DossierFile.objects.get()
    page = desk.get(f"/office/{draft.pk}/").content.decode()
    assert "&lt;img src=x&gt;.jpg" in page
    assert "Not checked for viruses" in page
    address = f"/office/{draft.pk}/files/{found.pk}/"
    given = desk.get(address)
    assert b"".join(given.streaming_content) == picture()
    assert given["Content-Disposition"].startswith("attachment; filename")
    assert given["Content-Type"] == "image/jpeg"
    assert given["X-Content-Type-Options"] == "nosniff"
    assert given["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in given["Cache-Control"]
    assert desk.get(f"{address}thumbnail.jpg").content == bytes(found.thumbnail)
    assert desk.post(f"{address}withdraw/", reason="", do="do").status_code == 422
    assert desk.post(f"{address}withdraw/", reason="Wrong shipment", do="do").status_code == 303
    assert "Wrong shipment" in words(desk.get(f"/office/{draft.pk}/"))
    assert desk.get(f"{address}thumbnail.jpg").status_code == 404
    assert desk.get(address).status_code == 409
    # Another certificate's address does not lead to it.
    assert desk.get(f"/office/{found.pk}/files/{found.pk}/").status_code == 404


def test_a_refusal_is_said_on_the_page_and_to_the_script(desk, draft):
    page = send(desk, draft, b"<html>", "a.pdf")
    assert page.status_code == 422
    assert "Only PDF, JPEG, PNG and WebP" in words(page)
    answer = send(desk, draft, b"<html>", "a.pdf", accept="application/json")
    assert (answer.status_code, answer.json()["code"]) == (422, "file-unfit")
    answer = send(desk, draft, PDF, "a.pdf", accept="application/json")
    assert answer.json() == {"next": f"/office/{draft.pk}/#files"}


def test_a_disk_that_fills_while_the_body_comes_in_is_said(desk, draft, ada, folder, monkeypatch):
    def full(self, raw_data, start):
        raise OSError(errno.ENOSPC, "No space left on device")

    seen = desk.get(f"/office/{draft.pk}/")
    monkeypatch.setattr(TemporaryFileUploadHandler, "receive_data_chunk", full)
    page = send(desk, draft, PDF, "a.pdf", page=seen)
    assert page.status_code == 507
    assert "nothing was added" in words(page)
    client = Client()
    sign_in(client, ada)
    answer = client.post(
        f"/api/v1/certificates/{draft.pk}/files/", {"kind": "other", "file": SimpleUploadedFile("a.pdf", PDF)}
    )
    assert (answer.status_code, answer.json()["code"]) == (507, "no-room")


def test_strangers_and_forged_forms_are_sent_away(desk, draft, chen, folder):
    anonymous = Client()
    answer = anonymous.post(f"/office/{draft.pk}/files/add/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]
    forged = desk.client.post(f"/office/{draft.pk}/files/add/", {"file": SimpleUploadedFile("a.pdf", PDF)})
    assert forged.status_code == 403
    assert send(Desk(chen), draft, PDF, "a.pdf", page=desk.get("/office/")).status_code in (403, 404)
    assert not DossierFile.objects.exists()


def test_bodies_are_capped_by_their_announced_length(desk, draft, settings):
    for address in (f"/office/{draft.pk}/files/add/", f"/api/v1/certificates/{draft.pk}/files/"):
        too_much = settings.DOSSIER_FILE_BYTES + FORM_AROUND + 1
        answer = desk.client.generic("POST", address, b"", "multipart/form-data", CONTENT_LENGTH=str(too_much))
        assert answer.status_code == 413
    answer = desk.client.generic("POST", "/office/new/", b"", "multipart/form-data", CONTENT_LENGTH="9000000")
    assert answer.status_code == 413


def test_the_api_lists_adds_and_gives_out(draft, ada, chen, dora, now, world):
    client = Client()
    sign_in(client, ada)
    address = f"/api/v1/certificates/{draft.pk}/files/"
    made = client.post(address, {"kind": "valuation", "file": SimpleUploadedFile("v.pdf", PDF)})
    assert made.status_code == 201, made.content
    told = made.json()
    assert (told["kind"], told["name"], told["scan"], told["size"]) == ("valuation", "v.pdf", "not-scanned", len(PDF))
    assert client.get(address).json() == [told]
    given = client.get(told["link"], headers={"accept": "application/pdf"})
    assert b"".join(given.streaming_content) == PDF
    assert given["Content-Disposition"].startswith("attachment")
    again = client.post(address, {"kind": "valuation", "file": SimpleUploadedFile("w.pdf", PDF)})
    assert again.json()["id"] == told["id"]
    for fields in ({}, {"kind": "valuation"}, {"kind": "x", "file": SimpleUploadedFile("v.pdf", PDF)}):
        assert client.post(address, fields).status_code == 400
    assert client.post(address, "{}", content_type="application/json").status_code == 415
    other = Client()
    sign_in(other, chen)
    assert other.get(address).status_code == other.get(told["link"]).status_code == 404


def test_a_file_is_reached_through_its_own_certificate_only(draft, shipping, ada, now):
    client = Client()
    sign_in(client, ada)
    found, another = add(draft, PDF, "a.pdf", by=ada, now=now), shipping.draft()
    assert client.get(f"/api/v1/certificates/{another.pk}/files/{found.pk}/").status_code == 404
    assert client.get(f"/office/{another.pk}/files/{found.pk}/").status_code == 404
