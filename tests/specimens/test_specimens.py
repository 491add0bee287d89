"""What a paper should look like: entered or proposed, drawn anew, and shown to everybody without an account."""

import io
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from kpverify.audit.models import AuditEntry
from kpverify.errors import Refused
from kpverify.specimens import services
from kpverify.specimens.models import Specimen
from kpverify.specimens.pictures import MOST_BYTES, draw_anew
from tests.office.conftest import words

from .conftest import VALUES, drawn, enter

FIELDS = {**{name: value or "" for name, value in VALUES.items()}, "starts_on": "2024-01-01"}


def test_pictures_are_drawn_anew_and_carry_nothing_else():
    exif = Image.Exif()
    exif[0x010E] = "Taken at -24.65, 25.91"
    exif[0x0112] = 6  # lies on its side
    large, small = draw_anew(drawn((2000, 1000), "JPEG", exif=exif, comment=b"Secret"))
    for one, side in ((large, 1600), (small, 480)):
        with Image.open(io.BytesIO(one.body)) as picture:
            assert picture.format == "JPEG"
            assert max(picture.size) == side
            assert picture.height > picture.width
            assert not picture.getexif()
        assert b"Secret" not in one.body
        assert b"25.91" not in one.body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"GIF89a" + bytes(100),
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        drawn()[:500],
        drawn()[:-200],
        bytes(MOST_BYTES + 1),
        drawn((10, 10), "GIF"),
        # 100 million points announced in a few bytes.
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x27\x10\x00\x00\x27\x10\x08\x02\x00\x00\x00" + bytes(20),
    ],
)
def test_what_is_no_picture_is_refused(body):
    with pytest.raises(Refused) as refused:
        draw_anew(body)
    assert refused.value.code == "picture-wrong"


def test_everybody_sees_the_page_without_a_cookie(world, client):
    made = enter(world)
    page = client.get("/specimens/BW/", {"on": "2026-11-25"})
    told = words(page)
    for text in ("Certificate of Botswana, series 2024", "In use on that day", "A watermark of a zebra", "Light blue"):
        assert text in told
    assert "max-age=300" in page["Cache-Control"]
    assert not page.cookies
    picture = made.pictures.get()
    assert f'srcset="/specimens/pictures/{picture.small_digest}.jpg 349w' in page.text
    shown = client.get(f"/specimens/pictures/{picture.small_digest}.jpg")
    assert shown["Content-Type"] == "image/jpeg"
    assert "immutable" in shown["Cache-Control"]
    assert len(shown.content) < 30_000
    assert "There is no specimen of paper given out on 2003-01-01" in words(client.get("/specimens/BW/?on=2003-01-01"))
    assert "No specimen of this participant" in words(client.get("/specimens/AE/"))
    assert client.get("/specimens/QQ/").status_code == 404


def test_programs_get_the_same(world, client):
    enter(world)
    enter(world, title="The old one", starts_on=date(2010, 1, 1), ends_on=date(2024, 1, 1))
    found = client.get("/api/v1/specimens/BW").json()
    assert [one["title"] for one in found["specimens"]] == ["Certificate of Botswana, series 2024", "The old one"]
    assert found["specimens"][1]["to"] == "2024-01-01"
    old = client.get("/api/v1/specimens/BW?on=2023-12-31")
    assert [one["title"] for one in old.json()["specimens"]] == ["The old one"]
    assert client.get("/api/v1/specimens/BW?on=yesterday").status_code == 400
    assert client.get("/api/v1/specimens/BW?on=2026-02-30").json()["code"] == "wrong-day"
    # A member of the European Union is one of its participant's.
    assert client.get("/api/v1/specimens/BE").json()["participant"]["code"] == "EU"
    assert client.get("/api/v1/specimens/BW", HTTP_ORIGIN="https://other.example")["Access-Control-Allow-Origin"] == "*"


def test_an_authority_proposes_and_the_secretariat_publishes(world, naledi, sefako, client):
    files = {"picture1": SimpleUploadedFile("a.png", drawn(), "image/png")}
    sent = naledi.post("/office/specimens/add/", **FIELDS, **files, caption1="Front")
    assert sent.status_code == 303, words(sent)
    made = Specimen.objects.get()
    assert (made.state, made.participant_id, made.authority_id) == ("proposed", "BW", "BW")
    assert "No specimen" in words(client.get("/specimens/BW/"))
    picture = made.pictures.get()
    assert client.get(f"/specimens/pictures/{picture.large_digest}.jpg").status_code == 404
    own = f"/secretariat/specimens/{made.pk}/"
    assert "A watermark of a zebra" in words(sefako.get(own))
    assert sefako.get(f"/secretariat/specimens/pictures/{picture.small_digest}.jpg").status_code == 200
    assert sefako.post(f"{own}decline/", reason="").status_code == 422
    assert sefako.post(f"{own}publish/").status_code == 303
    assert "Certificate of Botswana" in words(client.get("/specimens/BW/"))
    assert client.get(f"/specimens/pictures/{picture.large_digest}.jpg").status_code == 200
    assert sefako.post(f"{own}end/", ends_on="2025-01-01").status_code == 303
    assert client.get("/api/v1/specimens/BW?on=2026-01-01").json()["specimens"] == []
    assert sefako.post(f"{own}withdraw/", reason="It was another country's").status_code == 303
    assert "No specimen" in words(client.get("/specimens/BW/"))
    assert client.get(f"/specimens/pictures/{picture.large_digest}.jpg").status_code == 404
    verbs = AuditEntry.objects.filter(subject=f"specimen:BW-{made.pk}").order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == [f"specimen.{verb}" for verb in ("propose", "publish", "end", "withdraw")]


def test_what_was_typed_stays_when_a_picture_is_wrong(world, sefako):
    files = {"picture1": SimpleUploadedFile("a.png", b"no picture", "image/png")}
    page = sefako.post("/secretariat/specimens/add/", **FIELDS, **files, participant="BW")
    assert page.status_code == 422
    assert "This is no whole PNG or JPEG picture." in words(page)
    assert "A watermark of a zebra" in page.text
    assert Specimen.objects.count() == 0
    assert sefako.post("/secretariat/specimens/add/", **{**FIELDS, "by_eye": ""}, participant="BW").status_code == 422
    assert sefako.post("/secretariat/specimens/add/", **FIELDS, participant="BW").status_code == 303


def test_only_who_may_enters_and_decides(world):
    with pytest.raises(PermissionDenied):
        services.enter_specimen(participant_id="BW", authority_id=None, values=VALUES, by=world.ben, now=world.now)
    with pytest.raises(PermissionDenied):
        services.propose_specimen(values=VALUES, by=world.ada, now=world.now)
    made = enter(world)
    with pytest.raises(Refused) as refused:
        services.decide_specimen(specimen_id=made.pk, is_yes=True, by=world.sefako, now=world.now)
    assert refused.value.code == "not-proposed"
    wrong = {**VALUES, "ends_on": date(2023, 1, 1)}
    with pytest.raises(Refused) as refused:
        services.enter_specimen(participant_id="BW", authority_id="AE", values=wrong, by=world.sefako, now=world.now)
    assert refused.value.code == "specimen-wrong"


def test_markup_in_a_specimen_is_text(world):
    enter(world, title="<script>alert(1)</script>", by_eye="<b>x</b>")
    page = Client().get("/specimens/BW/")
    assert "<script>alert" not in page.text
    assert "<b>x</b>" not in page.text
