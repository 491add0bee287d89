"""A file is recognised by its content, kept whole, given out unchanged, and never shown to strangers."""

import errno
import hashlib
import os
import struct
import time
import zlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils import timezone

from kpverify.audit.models import AuditEntry
from kpverify.dossier import services, storage, upkeep
from kpverify.dossier.contents import tidy_name
from kpverify.dossier.models import DossierFile
from kpverify.errors import Refused

from .conftest import PDF, add, picture, scanner, stored

Scan = DossierFile.Scan


def read(found, by):
    with services.open_file(file_id=found.pk, by=by)[1] as content:
        return content.read()


def test_a_file_is_stored_whole_under_a_name_of_ours_and_its_hash_is_logged(draft, ada, now, folder):
    made = add(draft, PDF, "../../etc/Rechnung Nr. 7.PDF", by=ada, now=now)
    (path,) = stored(folder)
    assert path.read_bytes() == PDF
    assert "Rechnung" not in str(path)
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    assert (made.name, made.media_type, made.scan) == ("Rechnung Nr. 7.PDF", "application/pdf", Scan.NOT_SCANNED)
    entry = AuditEntry.objects.get(verb="dossier.added")
    assert entry.detail["sha256"] == made.sha256 == hashlib.sha256(PDF).hexdigest()
    assert read(made, ada) == PDF


PICTURES = [("JPEG", "a.jpg"), ("JPEG", "a.JPEG"), ("PNG", "a.png"), ("WEBP", "a.webp")]


@pytest.mark.parametrize(("kind", "name"), PICTURES)
def test_pictures_get_a_small_picture_without_what_the_camera_wrote(draft, ada, now, kind, name):
    more = {"exif": b"Exif\x00\x00II*\x00\x08\x00\x00\x00\x00\x00", "comment": b"Gaborone"} if kind == "JPEG" else {}
    made = add(draft, picture(kind, **more), name, by=ada, now=now, kind="photograph")
    small = bytes(made.thumbnail)
    assert small.startswith(b"\xff\xd8")
    assert b"Gaborone" not in small
    assert b"Exif" not in small
    assert len(small) < 20_000


def bomb():
    """A PNG of 60,000 by 60,000 pixels in a few bytes."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


UNFIT = {
    "html": (b"<!DOCTYPE html><script>alert(1)</script>", "a.html"),
    "html called pdf": (b"<!DOCTYPE html><script>alert(1)</script>", "a.pdf"),
    "svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "a.svg"),
    "program": (b"MZ\x90\x00" + b"\x00" * 200, "a.exe"),
    "zip": (b"PK\x03\x04" + b"\x00" * 200, "a.docx"),
    "gif": (picture("GIF"), "a.gif"),
    "text": (b"hello", "a.pdf"),
    "cut off": (picture("PNG")[:60], "a.png"),
    "only a beginning": (b"%PDF-1.7\n<script>alert(1)</script>", "a.pdf"),
    "pdf that begins later": (b"<script>alert(1)</script>\n" + PDF, "a.pdf"),
    "bomb": (bomb(), "a.png"),
    "nothing": (b"", "a.pdf"),
}


@pytest.mark.parametrize("case", UNFIT)
def test_what_is_no_pdf_or_picture_is_refused_and_nothing_is_kept(draft, ada, now, folder, case):
    with pytest.raises(Refused) as caught:
        add(draft, *UNFIT[case], by=ada, now=now)
    assert caught.value.code in ("file-unfit", "file-empty")
    assert stored(folder) == []
    assert not DossierFile.objects.exists()


@pytest.mark.parametrize("name", ["a.png", "a.pdf.exe", "a", "pdf", ".pdf\u202egpj"])
def test_a_name_that_says_something_else_is_refused(draft, ada, now, name):
    with pytest.raises(Refused) as caught:
        add(draft, PDF, name, by=ada, now=now)
    assert caught.value.code == "file-name-wrong"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\fakepath\\slip.pdf", "slip.pdf"),
        ("../../x/slip.pdf", "slip.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("fdp\u202e.exe.pdf", "fdp.exe.pdf"),
        ("  ..  ", "file"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_are_tidied(given, kept):
    assert tidy_name(given) == kept


def test_the_same_bytes_again_are_the_same_file(draft, ada, ben, now, folder):
    first = add(draft, PDF, "a.pdf", by=ada, now=now)
    assert add(draft, PDF, "b.pdf", by=ben, now=now) == first
    assert len(stored(folder)) == 1


def test_sizes_are_capped_for_a_file_a_certificate_and_an_authority(draft, shipping, ada, now, settings, monkeypatch):
    settings.DOSSIER_FILE_BYTES = len(PDF) - 1
    with pytest.raises(Refused) as caught:
        add(draft, PDF, "a.pdf", by=ada, now=now)
    assert (caught.value.code, caught.value.status) == ("file-too-large", 413)
    settings.DOSSIER_FILE_BYTES = 10**6
    settings.DOSSIER_CERTIFICATE_BYTES = len(PDF) + 5
    add(draft, PDF, "a.pdf", by=ada, now=now)
    with pytest.raises(Refused, match="A certificate has room"):
        add(draft, PDF + b"\n", "b.pdf", by=ada, now=now)
    settings.DOSSIER_AUTHORITY_BYTES = len(PDF) + 5
    with pytest.raises(Refused) as caught:
        add(shipping.draft(), PDF + b"\n", "b.pdf", by=ada, now=now)
    assert caught.value.status == 507


def test_only_the_own_authority_sees_files_and_only_who_works_on_certificates(draft, ada, ben, chen, dora, now, world):
    made = add(draft, PDF, "a.pdf", by=ada, now=now)
    assert read(made, ben) == PDF
    for act in (lambda: read(made, chen), lambda: add(draft, PDF + b"\n", "b.pdf", by=chen, now=now)):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "not-found"
    world.grant(dora, "authority_admin")
    with pytest.raises(PermissionDenied):
        read(made, dora)
    with pytest.raises(PermissionDenied):
        add(draft, PDF, "a.pdf", by=dora, now=now)


def test_a_changed_or_missing_file_is_not_given_out(draft, ada, now, folder):
    made = add(draft, PDF, "a.pdf", by=ada, now=now)
    (path,) = stored(folder)
    path.write_bytes(PDF.replace(b"MediaBox", b"Mediabox"))
    with pytest.raises(Refused) as caught:
        read(made, ada)
    assert caught.value.code == "file-changed"
    path.unlink()
    with pytest.raises(Refused) as caught:
        read(made, ada)
    assert caught.value.code == "file-missing"


def test_a_file_taken_away_is_kept_with_the_reason(draft, ada, ben, now, folder):
    made = add(draft, PDF, "a.pdf", by=ada, now=now)
    with pytest.raises(Refused) as caught:
        services.withdraw_file(file_id=made.pk, reason="  ", by=ben, now=now)
    assert caught.value.code == "reason-missing"
    services.withdraw_file(file_id=made.pk, reason="Another shipment's", by=ben, now=now)
    for act in (
        lambda: read(made, ada),
        lambda: services.withdraw_file(file_id=made.pk, reason="x", by=ben, now=now),
    ):
        with pytest.raises(Refused) as caught:
            act()
        assert caught.value.code == "file-withdrawn"
    assert len(stored(folder)) == 1
    assert AuditEntry.objects.get(verb="dossier.withdrawn").detail["reason"] == "Another shipment's"
    # The same file may be added again, as one of its own.
    assert add(draft, PDF, "a.pdf", by=ada, now=now) != made


def test_a_full_disk_keeps_nothing_half_and_all_that_was_there(draft, ada, now, folder, monkeypatch):
    kept = add(draft, PDF, "a.pdf", by=ada, now=now)
    before = stored(folder)

    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(Refused) as caught:
        add(draft, PDF + b"\n", "b.pdf", by=ada, now=now)
    assert (caught.value.code, caught.value.status) == ("no-room", 507)
    assert stored(folder) == before
    assert DossierFile.objects.count() == 1
    monkeypatch.undo()
    assert read(kept, ada) == PDF


def test_bytes_whose_row_is_not_stored_are_thrown_away(draft, ada, now, folder, monkeypatch):
    def lost(*args, **more):
        raise DatabaseError("the connection is lost")

    monkeypatch.setattr(services, "record", lost)
    with pytest.raises(DatabaseError):
        add(draft, PDF, "a.pdf", by=ada, now=now)
    assert stored(folder) == []


def test_what_a_crash_left_is_thrown_away_after_a_day(draft, ada, now, folder):
    made = add(draft, PDF, "a.pdf", by=ada, now=now)
    kept, prefix = folder / made.stored_as, made.stored_as[:2]
    orphan, part, fresh = (folder / prefix / name for name in ("0" * 40, "1" * 40 + storage.UNFINISHED, "2" * 40))
    old = time.time() - 2 * 86400
    for path in (orphan, part, fresh):
        path.write_bytes(b"x")
    for path in (orphan, part, kept):
        os.utime(path, (old, old))
    other = "00" if prefix != "00" else "01"
    assert upkeep.throw_orphans_away(now=timezone.now(), folder=other) == 0
    assert upkeep.throw_orphans_away(now=timezone.now(), folder=prefix) == 2
    assert stored(folder) == sorted([kept, fresh])


@pytest.mark.parametrize(("status", "scan"), [(0, Scan.CLEAN), (2, Scan.QUARANTINED), (126, Scan.QUARANTINED)])
def test_the_scanners_answer_decides_and_no_answer_is_never_clean(draft, ada, now, settings, tmp_path, status, scan):
    settings.SCAN_COMMAND = scanner(tmp_path, status)
    made = add(draft, PDF, "a.pdf", by=ada, now=now)
    assert made.scan == scan
    if scan == Scan.CLEAN:
        assert read(made, ada) == PDF
        return
    with pytest.raises(Refused) as caught:
        read(made, ada)
    assert caught.value.code == "file-quarantined"
    settings.SCAN_COMMAND = scanner(tmp_path, 0)
    assert upkeep.scan_again(now=now + timedelta(minutes=59)) == 0
    assert upkeep.scan_again(now=now + timedelta(minutes=61)) == 1
    assert read(made, ada) == PDF


def test_an_infected_file_is_refused_and_one_found_later_is_closed(draft, ada, now, settings, tmp_path, folder):
    early = add(draft, PDF, "a.pdf", by=ada, now=now)
    settings.SCAN_COMMAND = scanner(tmp_path, 1)
    with pytest.raises(Refused) as caught:
        add(draft, PDF + b"\n", "b.pdf", by=ada, now=now)
    assert caught.value.code == "file-infected"
    assert len(stored(folder)) == 1
    assert AuditEntry.objects.filter(verb="dossier.infected").count() == 1
    assert upkeep.scan_again(now=now) == 1
    with pytest.raises(Refused, match="quarantine"):
        read(early, ada)


def test_a_scanner_that_is_not_there_is_no_clean_answer(draft, ada, now, settings):
    settings.SCAN_COMMAND = "/nowhere/clamdscan --fdpass"
    assert add(draft, PDF, "a.pdf", by=ada, now=now).scan == Scan.QUARANTINED
