"""Taking files in beside a text that must not be lost: what is too large is left out, and the text still arrives."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import SkipFile
from django.http import HttpRequest

from kpverify.concerns.evidence import MOST_AT_ONCE
from kpverify.dossier.contents import tidy_name
from kpverify.dossier.giving import ToDisk
from kpverify.errors import Refused

# Beside the files: the form's fields and the frame of the parts.
FRAME = 2**20


class Capped(ToDisk):
    """Writes uploads to the disk up to the caps, and reads over the rest; `left_out` are the names of those."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.left_out: list[str] = []
        self._room = MOST_AT_ONCE * settings.DOSSIER_FILE_BYTES + FRAME

    def new_file(self, *args: Any, **more: Any) -> None:
        """Begin a file.  Raises: SkipFile, once there is no room for more."""
        if self._room <= 0:
            self.file_name = str(args[1])
            self._leave_out()
        super().new_file(*args, **more)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write.  Raises: SkipFile for one that is too large, OSError."""
        self._room -= len(raw_data)
        if start + len(raw_data) > settings.DOSSIER_FILE_BYTES or self._room <= 0:
            self._leave_out()
        return super().receive_data_chunk(raw_data, start)

    def _leave_out(self) -> None:
        self.left_out.append(tidy_name(self.file_name or ""))
        raise SkipFile


def capped(request: HttpRequest) -> Capped:
    """Let the uploads of a request go through the caps; before anything reads the body."""
    handler = Capped(request)
    request.upload_handlers = [handler]
    return handler


def uploads_of(request: HttpRequest, handler: Capped) -> list[TemporaryUploadedFile]:
    """Give the uploads named `files`.  Raises: Refused file-too-large."""
    given = request.FILES.getlist("files")
    if handler.left_out:
        room = settings.DOSSIER_FILE_BYTES // 10**6
        words = f"“{handler.left_out[0]}”: A file may have {room} MB, and at most {MOST_AT_ONCE} go along at once."
        raise Refused("file-too-large", words, status=413)
    return [one for one in given if isinstance(one, TemporaryUploadedFile)]
