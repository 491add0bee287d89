"""Giving a file out over HTTP: as a download, and so that a browser never runs or shows it as a page of ours."""

from __future__ import annotations

from typing import IO, Protocol, cast

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# Nothing in it runs or loads, wherever it is opened.
ALONE = "sandbox; default-src 'none'"


class Named(Protocol):
    """A file as it is given out."""

    @property
    def name(self) -> str: ...
    @property
    def media_type(self) -> str: ...


def as_download(found: Named, content: IO[bytes]) -> HttpResponse:
    """Send a file whose bytes were checked, piece by piece."""
    response = FileResponse(content, as_attachment=True, filename=found.name, content_type=found.media_type)
    return cast(HttpResponse, _alone(response))


def as_thumbnail(picture: bytes) -> HttpResponse:
    """Send a small picture that we drew ourselves."""
    response = HttpResponse(picture, content_type="image/jpeg")
    _alone(response)
    return response


def to_disk(request: HttpRequest) -> None:
    """Let every upload go to the disk as it comes, never into memory; before anything reads the body."""
    request.upload_handlers = [ToDisk(request)]


class ToDisk(TemporaryFileUploadHandler):
    """Writes an upload to the disk, and leaves nothing there when the disk fills."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write.  Raises: OSError."""
        try:
            return super().receive_data_chunk(raw_data, start)
        except OSError:
            self.upload_interrupted()
            raise


def _alone(response: HttpResponseBase) -> HttpResponseBase:
    response["Content-Security-Policy"] = ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
