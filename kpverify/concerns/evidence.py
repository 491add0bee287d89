"""Evidence: what is asked of a file before it is kept, and keeping it beside its row.

The same questions as of a dossier's file: what it is by its content, in a process of its own, and what the virus
scanner says. A file that is not fit is refused by name; nothing of it stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.files.base import File
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db.models import Sum

from kpverify.concerns.models import Concern, Evidence
from kpverify.dossier import storage
from kpverify.dossier.contents import recognise, tidy_name
from kpverify.dossier.models import DossierFile
from kpverify.dossier.scanning import scan
from kpverify.dossier.services import hash_of
from kpverify.errors import Refused

Scan = DossierFile.Scan
UNDER = "concerns/"
MOST_AT_ONCE = 5
MOST_FILES = 20


class Fit(NamedTuple):
    """A file that may be kept: its bytes on the disk, and the row it becomes."""

    path: Path
    row: Evidence


def fit(uploads: Sequence[TemporaryUploadedFile]) -> list[Fit]:
    """Look at every upload before any is kept.

    Raises: Refused too-many-files, file-empty, file-too-large, file-unfit, file-name-wrong, file-infected,
    file-not-scanned; the words begin with the file's name.
    """
    if len(uploads) > MOST_AT_ONCE:
        words = f"At most {MOST_AT_ONCE} files go along at once: add the others afterwards."
        raise Refused("too-many-files", words, status=422)
    return [_fit(one) for one in uploads]


def _fit(upload: TemporaryUploadedFile) -> Fit:
    name, path, size = tidy_name(str(upload.name or "")), Path(upload.temporary_file_path()), int(upload.size or 0)
    try:
        _refuse_size(size)
        content = recognise(path, name=name)
        scanned = scan(path)
        if scanned == Scan.INFECTED:
            raise Refused("file-infected", "The virus scanner found something in this file.", status=422)
        if scanned == Scan.QUARANTINED:
            words = "It cannot be checked for viruses now: send it later, or go on without it."
            raise Refused("file-not-scanned", words, status=503)
    except Refused as refused:
        raise Refused(refused.code, f"“{name}”: {refused.message}", status=refused.status) from refused
    row = Evidence(name=name, media_type=content.media_type, size=size, sha256=hash_of(path), scan=scanned)
    return Fit(path, row)


def _refuse_size(size: int) -> None:
    if size == 0:
        raise Refused("file-empty", "The file is empty.", status=422)
    if size > settings.DOSSIER_FILE_BYTES:
        words = f"The file is larger than {settings.DOSSIER_FILE_BYTES // 10**6} MB."
        raise Refused("file-too-large", words, status=413)


def refuse_full(concern: Concern, files: Sequence[Fit]) -> None:
    """Ask the caps of one concern, which is locked.  Raises: Refused concern-full."""
    held = Evidence.objects.filter(concern=concern)
    size = (held.aggregate(size=Sum("size"))["size"] or 0) + sum(one.row.size for one in files)
    if held.count() + len(files) > MOST_FILES or size > settings.DOSSIER_CERTIFICATE_BYTES:
        room = settings.DOSSIER_CERTIFICATE_BYTES // 10**6
        words = f"A concern has room for {MOST_FILES} files of {room} MB together."
        raise Refused("concern-full", words)


@contextmanager
def kept(files: Sequence[Fit]) -> Iterator[list[Evidence]]:
    """Store the bytes, then let the caller store the rows; when that fails, the bytes go again.

    Raises: Refused no-room, store-down.  Writes: the store.
    """
    rows: list[Evidence] = []
    try:
        for path, row in files:
            with path.open("rb") as bytes_:
                row.stored_as = storage.keep(File(bytes_), under=UNDER)
            rows.append(row)
        yield rows
    except BaseException:
        for row in rows:
            storage.throw_away(row.stored_as)
        raise
