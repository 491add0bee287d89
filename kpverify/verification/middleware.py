"""Headers every answer carries, and how much of a request is read at all.

Nothing here knows a view: the rules are by path, so that an error page and a file carry them too.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

from kpverify.errors import PROBLEM_JSON, problem
from kpverify.verification.metrics import count_refusal

GetResponse = Callable[[HttpRequest], HttpResponse]

# The camera is for the scan page alone; every other feature is off everywhere.
OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
    "xr-spatial-tracking",
)
NO_FEATURES = ", ".join(f"{feature}=()" for feature in ("camera", *OFF))
CAMERA_ONLY = ", ".join(["camera=(self)", *(f"{feature}=()" for feature in OFF)])
SCAN_PAGE = re.compile(r"/v/?\Z")

# Styles and modules run under the policy of their page; only a worker brings its own.
PIECE = re.compile(rf"{re.escape(settings.STATIC_URL)}(?!.*worker)[^?]*\.(css|js|mjs)\Z")

# Signed data and public figures: for everybody, from anywhere, the same bytes for all.
PUBLISHED = re.compile(
    r"/(trust|status|log|statistics|api/schema|specimens|api/v1/(specimens|zones|rules|advisories)|due-diligence)(/|\.|\Z)"
)
SIGNED_IN = re.compile(
    r"/(accounts|office|border|secretariat|api/v1/(certificates|receipts|scans|stock|clearance|screening))(/|\Z)"
)

# Bytes of a request body: a question fits many times over, and so do its JSON escapes.
QUESTION_CAP = 65_536
QUESTIONS = frozenset({"/api/v1/verify", "/api/v1/lookup"})
# Files of many shipments, and pictures; the packages that read them have caps of their own, a little below.
UPLOADS = re.compile(r"/((office|api/v1/certificates)/uploads|(office|secretariat)/specimens/add)/\Z")
UPLOAD_CAP = 11_000_000
# Where files are sent: one file, and the form around it.
FORM_AROUND = 65_536
FILES = re.compile(r"/office/[0-9a-f-]{36}/files/add/\Z|/api/v1/certificates/[0-9A-Za-z/-]{3,40}/files/?\Z")
# Several files beside words that must not be lost: more is read than is kept, so that the form itself can say so.
CONCERNS = re.compile(r"/secretariat/concerns/(send|CN-[A-Z0-9]{8})/\Z")
FILES_OF_A_CONCERN = 12
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})


class HeadersMiddleware:
    """Send the headers that Django itself does not.  Source: OWASP ASVS 5.0, 3.4 and 14.3.2."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add to the answer on its way out."""
        response = self.get_response(request)
        path = request.path_info
        is_published = PUBLISHED.match(path) is not None
        headers = response.headers
        if PIECE.match(path):
            # Forty pieces come with one page, and a policy on each would outweigh the smaller ones.
            response._csp_exempt = True  # type: ignore[attr-defined]
        else:
            headers["Permissions-Policy"] = CAMERA_ONLY if SCAN_PAGE.match(path) else NO_FEATURES
        headers["Cross-Origin-Resource-Policy"] = "cross-origin" if is_published else "same-origin"
        if "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store" if self._is_personal(request, response) else "no-cache"
        if is_published and response.status_code < 400:
            # The bytes depend on nothing else, and a cache in between must not think that they do.
            headers["Vary"] = "Accept-Encoding"
            del response.headers["Content-Language"]
        return response

    @staticmethod
    def _is_personal(request: HttpRequest, response: HttpResponse) -> bool:
        """Is this answer made for one person? In doubt it is."""
        in_session = settings.SESSION_COOKIE_NAME in request.COOKIES or bool(response.cookies)
        return in_session or SIGNED_IN.match(request.path_info) is not None or request.method not in ("GET", "HEAD")


class BodyCapMiddleware:
    """Refuse a body by its announced length, before a byte of it is read."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 411, 413 or 415, or pass the request on."""
        refusal = None if request.method in WITHOUT_BODY else self._refuse(request)
        return self.get_response(request) if refusal is None else refusal

    @staticmethod
    def _refuse(request: HttpRequest) -> HttpResponse | None:
        cap = _cap(request.path_info)
        announced = str(request.META.get("CONTENT_LENGTH") or "")
        if not announced and request.META.get("HTTP_TRANSFER_ENCODING"):
            return _refusal("length-required", "Send a Content-Length: this address reads no chunked body.", 411)
        if announced and not (announced.isascii() and announced.isdigit()):
            return _refusal("wrong-shape", "The Content-Length is not a number.", 400)
        if len(announced) > 12 or int(announced or "0") > cap:
            return _refusal("too-large", f"The body is larger than {cap} bytes.", 413)
        if request.headers.get("Content-Encoding", "identity").lower() != "identity":
            return _refusal("unsupported-media-type", "Send the body without Content-Encoding.", 415)
        return None


def _cap(path: str) -> int:
    if path in QUESTIONS:
        return QUESTION_CAP
    if UPLOADS.match(path):
        return UPLOAD_CAP
    if FILES.match(path):
        return int(settings.DOSSIER_FILE_BYTES) + FORM_AROUND
    if CONCERNS.match(path):
        return FILES_OF_A_CONCERN * int(settings.DOSSIER_FILE_BYTES) + FORM_AROUND
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def _refusal(code: str, title: str, status: int) -> HttpResponse:
    count_refusal(code)
    return JsonResponse(problem(code=code, title=title, status=status), status=status, content_type=PROBLEM_JSON)
