"""The observers' channel: who sees what, what the log does not say, hostile files, and nothing that was typed lost."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kpverify.accounts.services import end_role
from kpverify.audit.models import AuditEntry
from kpverify.concerns import services
from kpverify.concerns.models import Concern, Evidence
from kpverify.concerns.upkeep import throw_orphans_away
from kpverify.errors import Refused
from tests.dossier.conftest import PDF, picture, scanner, stored

pytestmark = pytest.mark.django_db
SEND = "/secretariat/concerns/send/"
TEXT = "Armed men take a share of every parcel at the pits near Nola.\nI saw it on two days."
WHAT = {"about_kind": "zone", "about": "Nola", "text": TEXT}


def send(by, now, **more):
    return services.send_concern(**{**WHAT, **more}, by=by, now=now)


def page_of(made):
    return f"/secretariat/concerns/{made.pk}/"


def test_a_concern_goes_the_whole_way(desk, olga, world):
    sender, secretariat = desk(olga), desk(world.sefako)
    sent = sender.post(SEND, **WHAT, files=[SimpleUploadedFile("pit.jpg", picture()), SimpleUploadedFile("a.pdf", PDF)])
    made = Concern.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, page_of(made))
    assert made.pk in sender.get(page_of(made)).content.decode()

    queue = secretariat.get("/secretariat/concerns/").content.decode()
    assert made.pk in queue
    assert "Nola" in queue
    assert "Armed men" in secretariat.get(page_of(made)).content.decode()
    found = Evidence.objects.get(name="pit.jpg")
    given = secretariat.get(f"{page_of(made)}files/{found.pk}/")
    assert b"".join(given.streaming_content) == picture()
    assert given["Content-Disposition"] == 'attachment; filename="pit.jpg"'
    assert "sandbox" in given["Content-Security-Policy"]

    assert secretariat.post(page_of(made), do="take-up", text="").status_code == 303
    assert "Being looked at" in sender.get(page_of(made)).content.decode()
    assert secretariat.post(page_of(made), do="answer", text="We asked the monitors.").status_code == 303
    answered = sender.get(page_of(made)).content.decode()
    assert "We asked the monitors." in answered
    assert "Answered" in answered
    assert "Sefako" not in answered
    assert sender.post(page_of(made), text="It goes on.").status_code == 303
    made.refresh_from_db()
    assert made.state == "looking"
    assert secretariat.post(page_of(made), do="close", text="Raised with the participant.").status_code == 303
    closed = sender.get(page_of(made)).content.decode()
    assert "This concern is closed." in closed
    assert "<textarea" not in closed
    with pytest.raises(Refused, match="closed"):
        services.add_word(reference=made.pk, text="More", by=olga, now=world.now)


def test_the_log_says_neither_who_nor_what(olga, world):
    before = AuditEntry.objects.count()
    made = send(olga, world.now)
    services.answer(reference=made.pk, text="Our answer", by=world.sefako, now=world.now)
    entries = AuditEntry.objects.order_by("seq")[before:]
    assert [(one.verb, one.actor, one.subject) for one in entries] == [
        ("concern.send", "concern-sender", f"concern:{made.pk}"),
        ("concern.answer", "officer:SEC-SEFAKO", f"concern:{made.pk}"),
    ]
    written = str([one.detail for one in entries])
    assert not any(word in written for word in ("Armed", "Nola", "Our answer", "OLGA"))


def test_nobody_else_sees_it(desk, olga, oscar, mona, world):
    made = services.send_concern(**WHAT, uploads=[], by=olga, now=world.now)
    theirs = send(oscar, world.now, about="Boda")
    world.grant(world.dora, "authority_admin")
    for who, status in ((oscar, 404), (mona, 404), (world.ada, 403), (world.ben, 403), (world.dora, 403)):
        page = desk(who).get(page_of(made))
        assert page.status_code == status, who
        assert "Nola" not in page.content.decode()
    listed = desk(oscar).get("/secretariat/concerns/").content.decode()
    assert theirs.pk in listed
    assert made.pk not in listed
    with pytest.raises(Refused) as refused:
        services.add_word(reference=made.pk, text="Mine?", by=oscar, now=world.now)
    assert refused.value.status == 404
    end_role(officer_id=olga.pk, role="observer", by="test", now=world.now)
    assert desk(olga).get(page_of(made)).status_code == 403


def test_evidence_of_another_is_not_there(desk, olga, oscar, world):
    desk(olga).post(SEND, **WHAT, files=[SimpleUploadedFile("a.pdf", PDF)])
    found = Evidence.objects.get()
    mine = send(oscar, world.now)
    for reference in (found.concern_id, mine.pk):
        assert desk(oscar).get(f"/secretariat/concerns/{reference}/files/{found.pk}/").status_code == 404
    assert desk(world.sefako).get(f"/secretariat/concerns/{mine.pk}/files/{found.pk}/").status_code == 404


def test_a_monitor_sends_and_the_secretariat_does_not(desk, mona, world):
    assert desk(mona).post(SEND, **WHAT).status_code == 303
    assert desk(world.sefako).get(SEND).status_code == 403


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.pdf", b"<html><script>alert(1)</script>", "Only PDF, JPEG, PNG and WebP"),
        ("a.jpg", PDF, "its name has to end in .pdf"),
        ("a.png", picture("PNG")[:60], "damaged"),
        ("a.exe", b"MZ" + b"\0" * 200, "Only PDF, JPEG, PNG and WebP"),
    ],
)
def test_a_hostile_file_is_refused_by_name_and_the_text_stays(desk, olga, folder, name, content, words):
    page = desk(olga).post(SEND, **WHAT, files=[SimpleUploadedFile("good.pdf", PDF), SimpleUploadedFile(name, content)])
    body = page.content.decode()
    assert page.status_code == 422
    assert f"“{name}”" in body
    assert words in body
    assert "I saw it on two days." in body
    assert 'value="Nola"' in body
    assert not Concern.objects.exists()
    assert stored(folder) == []


def test_what_is_too_large_is_left_out_and_the_text_stays(desk, olga, folder, settings):
    settings.DOSSIER_FILE_BYTES = 10_000
    for many in (1, 8):
        large = [SimpleUploadedFile("large.jpg", b"\xff\xd8" + b"x" * 15_000) for _ in range(many)]
        page = desk(olga).post(SEND, **WHAT, files=large)
        assert page.status_code == 413
        assert "“large.jpg”" in page.content.decode()
        assert "I saw it on two days." in page.content.decode()
    six = [SimpleUploadedFile(f"{one}.pdf", PDF) for one in range(6)]
    assert desk(olga).post(SEND, **WHAT, files=six).status_code == 422
    assert not Concern.objects.exists()
    assert stored(folder) == []


def test_the_scanner_is_believed(desk, olga, folder, settings, tmp_path):
    for status, answer in ((1, 422), (2, 503)):
        settings.SCAN_COMMAND = scanner(tmp_path, status)
        page = desk(olga).post(SEND, **WHAT, files=[SimpleUploadedFile("a.pdf", PDF)])
        assert page.status_code == answer
        assert "I saw it on two days." in page.content.decode()
    assert stored(folder) == []
    settings.SCAN_COMMAND = scanner(tmp_path, 0)
    assert desk(olga).post(SEND, **WHAT, files=[SimpleUploadedFile("a.pdf", PDF)]).status_code == 303
    assert Evidence.objects.get().scan == "clean"


def test_what_is_missing_is_said_and_what_was_typed_stays(desk, olga):
    page = desk(olga).post(SEND, about_kind="", about="", text=TEXT)
    assert page.status_code == 422
    assert "I saw it on two days." in page.content.decode()
    sent_without_token = desk(olga).client.post(SEND, WHAT)
    assert sent_without_token.status_code == 403


def test_a_session_that_ended_keeps_the_words(desk, olga):
    page = desk().client.post(SEND, WHAT)
    assert page.status_code == 403
    assert "Armed+men" in page.content.decode() or "Armed%2Bmen" in page.content.decode()


def test_an_answer_that_was_begun_is_not_lost(desk, olga, world):
    made = send(olga, world.now)
    page = desk(world.sefako).post(page_of(made), do="take-up", text="Half an ans")
    assert page.status_code == 200
    assert "Half an ans" in page.content.decode()
    again = desk(world.thabo).post(page_of(made), do="take-up", text="")
    assert again.status_code == 409
    assert desk(world.thabo).post(page_of(made), do="answer", text=" ").status_code == 422


def test_ten_a_day(olga, oscar, world):
    for _ in range(services.CONCERNS_A_DAY):
        send(olga, world.now)
    with pytest.raises(Refused) as refused:
        send(olga, world.now + timedelta(hours=23))
    assert (refused.value.code, refused.value.status) == ("too-many-concerns", 429)
    send(oscar, world.now)
    send(olga, world.now + timedelta(hours=25))


@pytest.mark.parametrize(
    "wrong", [{"text": "x" * 6001}, {"text": " \n"}, {"text": "a\x00b"}, {"about": ""}, {"about_kind": "moon"}]
)
def test_a_wrong_text_is_refused(olga, world, wrong):
    with pytest.raises(Refused) as refused:
        send(olga, world.now, **wrong)
    assert refused.value.code == "concern-wrong"


def test_orphans_go_and_evidence_stays(desk, olga, folder, world):
    desk(olga).post(SEND, **WHAT, files=[SimpleUploadedFile("a.pdf", PDF)])
    found = Evidence.objects.get()
    assert found.stored_as.startswith("concerns/")
    place = found.stored_as.split("/")[1]
    orphan = folder / "concerns" / place / "left"
    orphan.write_bytes(b"x")
    later = world.now + timedelta(days=400)
    assert throw_orphans_away(now=later, folder=place) == 1
    assert stored(folder) == [folder / found.stored_as]
