"""Adding a file to a certificate, taking it away, and giving it out again unchanged.

The order keeps a crash harmless: the bytes are whole in the store before a row names them. Bytes without a row are
thrown away a day later by `manage.py work`.
"""

from __future__ import annotations

import hashlib
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO, Any, Protocol
from uuid import UUID

import structlog
from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import transaction
from django.db.models import Sum

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.certificates.models import Certificate
from kpverify.certificates.moves import lock_certificate, told
from kpverify.dossier import storage
from kpverify.dossier.contents import recognise, tidy_name
from kpverify.dossier.models import DossierFile
from kpverify.dossier.scanning import scan
from kpverify.errors import Refused

Kind, Scan = DossierFile.Kind, DossierFile.Scan
MOST_FILES = 50
CHUNK = 2**18
log = structlog.get_logger(__name__)


class Stored(Protocol):
    """A row that names stored bytes, and their hash."""

    @property
    def pk(self) -> Any: ...
    @property
    def stored_as(self) -> str: ...
    @property
    def sha256(self) -> str: ...


def files_of(certificate: Certificate) -> list[DossierFile]:
    """List a certificate's files, also those that were taken away; without their pictures."""
    rows = DossierFile.objects.filter(certificate=certificate)
    return list(rows.select_related("added_by", "withdrawn_by").defer("thumbnail"))


def add_file(
    *, certificate_id: UUID | str, upload: TemporaryUploadedFile, kind: str, by: Officer, now: datetime
) -> DossierFile:
    """Add an upload to a certificate; the same bytes again are the file that is there already.

    Raises: Refused not-found, file-kind-wrong, file-empty, file-too-large, file-unfit, file-name-wrong, file-infected,
    dossier-full, no-room, store-down.  Writes: the store, DossierFile, AuditEntry.
    """
    require(by, Action.DOSSIER_ADD)
    certificate = Certificate.objects.visible_to(by).filter(pk=certificate_id).first()
    if certificate is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    if kind not in Kind.values:
        raise Refused("file-kind-wrong", "Say what the file is: choose one of the list.", status=422)
    size = int(upload.size or 0)
    _refuse_size(certificate, size)
    path = Path(upload.temporary_file_path())
    sha256 = hash_of(path)
    if same := _same(certificate, sha256):
        return same
    name = tidy_name(str(upload.name or ""))
    content = recognise(path, name=name)
    found = scan(path)
    if found == Scan.INFECTED:
        _note_infected(certificate, name=name, sha256=sha256, by=by, now=now)
        words = "The virus scanner found something in this file: it was not added, and nothing of it was kept."
        raise Refused("file-infected", words, status=422)
    made = DossierFile(
        authority_id=certificate.authority_id,
        kind=kind,
        name=name,
        media_type=content.media_type,
        size=size,
        sha256=sha256,
        thumbnail=content.thumbnail,
        scan=found,
        scanned_at=now if found != Scan.NOT_SCANNED else None,
        added_at=now,
        added_by=by,
    )
    with path.open("rb") as bytes_:
        made.stored_as = storage.keep(File(bytes_))
    is_kept = False
    try:
        kept = _store_row(made, certificate_id=certificate.pk, by=by, now=now)
        is_kept = kept is made
    finally:
        if not is_kept:
            storage.throw_away(made.stored_as)
    return kept


@transaction.atomic
def _store_row(made: DossierFile, *, certificate_id: UUID, by: Officer, now: datetime) -> DossierFile:
    """Store the row, asking once more what was asked before the bytes were written."""
    certificate = lock_certificate(by=by, certificate_id=certificate_id)
    if same := _same(certificate, made.sha256):
        return same
    _refuse_size(certificate, made.size)
    made.certificate = certificate
    made.save(force_insert=True)
    note("dossier.added", made, by=by.actor, now=now, size=made.size, media_type=made.media_type, scan=str(made.scan))
    return made


@transaction.atomic
def withdraw_file(*, file_id: UUID, reason: str, by: Officer, now: datetime) -> DossierFile:
    """Take a file away: it is marked and not given out any more, and kept until the retention period ends.

    Raises: Refused not-found, reason-missing, file-withdrawn.  Writes: DossierFile, AuditEntry.
    """
    require(by, Action.DOSSIER_ADD)
    found = _find(file_id, by)
    lock_certificate(by=by, certificate_id=found.certificate_id)
    found.refresh_from_db(fields=["withdrawn_at"])
    if found.withdrawn_at is not None:
        raise Refused("file-withdrawn", "This file was taken away already.")
    why = told(reason)
    if not why:
        raise Refused("reason-missing", "Say why: the reason is kept with the certificate.", status=422)
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_for = now, by, why
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_for"])
    note("dossier.withdrawn", found, by=by.actor, now=now, reason=why)
    return found


def open_file(*, file_id: UUID, by: Officer) -> tuple[DossierFile, IO[bytes]]:
    """Give a file out: a copy whose every byte was compared with the hash of the day it was added.

    Raises: Refused not-found, file-withdrawn, file-quarantined, file-missing, file-changed, no-room, store-down.
    """
    require(by, Action.DOSSIER_VIEW)
    return _given(_find(file_id, by))


def open_file_of(*, certificate_id: UUID, file_id: UUID) -> tuple[DossierFile, IO[bytes]]:
    """Give a file of one certificate out to somebody of another house, whom the caller has let in (`clearance`).

    Raises: as open_file.
    """
    return _given(find_file_of(certificate_id=certificate_id, file_id=file_id))


def find_file_of(*, certificate_id: UUID, file_id: UUID) -> DossierFile:
    """Find a file of one certificate, for a caller who has let somebody in.  Raises: Refused not-found."""
    found = DossierFile.objects.filter(pk=file_id, certificate_id=certificate_id).first()
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return found


def _given(found: DossierFile) -> tuple[DossierFile, IO[bytes]]:
    if found.withdrawn_at is not None:
        raise Refused("file-withdrawn", "This file was taken away.")
    if found.scan in (Scan.QUARANTINED, Scan.INFECTED):
        words = "This file is in quarantine: the virus scanner has not found it clean. It is scanned again by itself."
        raise Refused("file-quarantined", words)
    copy = copy_of(found)
    return found, copy


def copy_of(found: Stored) -> IO[bytes]:
    """Copy stored bytes to where they can be read, comparing their hash.  Raises: as open_file."""
    copy, digest = tempfile.NamedTemporaryFile(prefix="kpverify-"), hashlib.sha256()  # noqa: SIM115 - the caller's
    try:
        with storage.opened(found.stored_as) as source:
            for chunk in source.chunks(CHUNK):
                digest.update(chunk)
                copy.write(chunk)
        copy.flush()
    except storage.FAILURES as error:
        copy.close()
        if isinstance(error, OSError) and error.errno in storage.FULL:
            raise storage.no_room() from error
        raise storage.down() from error
    except Refused:
        copy.close()
        raise
    if digest.hexdigest() != found.sha256:
        copy.close()
        log.error("dossier_file_changed", file=str(found.pk), stored_as=found.stored_as)
        words = "The stored file is not the one that was added, so it is not given out. Tell who runs this node."
        raise Refused("file-changed", words)
    copy.seek(0)
    return copy


def _refuse_size(certificate: Certificate, size: int) -> None:
    """Ask the caps: of a file, of a certificate, of an authority."""
    if size == 0:
        raise Refused("file-empty", "The file is empty.", status=422)
    if size > settings.DOSSIER_FILE_BYTES:
        words = f"The file is larger than {settings.DOSSIER_FILE_BYTES // 10**6} MB."
        raise Refused("file-too-large", words, status=413)
    held = DossierFile.objects.filter(certificate=certificate)
    sizes = list(held.values_list("size", flat=True))
    if len(sizes) >= MOST_FILES or sum(sizes) + size > settings.DOSSIER_CERTIFICATE_BYTES:
        room = settings.DOSSIER_CERTIFICATE_BYTES // 10**6
        words = f"A certificate has room for {MOST_FILES} files of {room} MB together, those taken away included."
        raise Refused("dossier-full", words)
    # What a replacement took along is in the store once.
    stored = DossierFile.objects.filter(authority_id=certificate.authority_id, copy_of=None)
    everything = stored.aggregate(size=Sum("size"))["size"]
    if (everything or 0) + size > settings.DOSSIER_AUTHORITY_BYTES:
        words = "The room for files of your authority is used up. Tell who runs this node."
        raise Refused("dossier-full", words, status=507)


def _same(certificate: Certificate, sha256: str) -> DossierFile | None:
    return DossierFile.objects.filter(certificate=certificate, sha256=sha256, withdrawn_at=None).first()


def hash_of(path: Path) -> str:
    """Hash a file: SHA-256, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _find(file_id: UUID, by: Officer) -> DossierFile:
    found = DossierFile.objects.filter(pk=file_id, authority_id=by.authority_id).first() if by.authority_id else None
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return found


@transaction.atomic
def _note_infected(certificate: Certificate, *, name: str, sha256: str, by: Officer, now: datetime) -> None:
    detail = {"name": name, "sha256": sha256}
    about = f"certificate:{certificate.pk}"
    record("dossier.infected", about, by=by.actor, at=now, authority=certificate.authority_id, detail=detail)


def note(verb: str, found: DossierFile, *, by: str, now: datetime, **more: Any) -> None:
    """Write into the log of the certificate which file, by its hash."""
    detail = {"file": str(found.pk), "kind": found.kind, "name": found.name, "sha256": found.sha256, **more}
    about = f"certificate:{found.certificate_id}"
    record(verb, about, by=by, at=now, authority=found.authority_id, detail=detail)
