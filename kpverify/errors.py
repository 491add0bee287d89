"""How the house says no, and how the web edge puts it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

PROBLEM_JSON = "application/problem+json"


class Refused(Exception):  # noqa: N818 - a no of the domain, not a fault
    """The domain says no: a stable code, and words that say what to do next.

    `status` is the HTTP answer: 409 for a conflict with the present state (the usual case), 422 for content that
    cannot become a certificate, 403 for a person who may not, 503 for a part that is not ready.
    """

    def __init__(
        self, code: str, message: str, *, status: int = 409, findings: list[dict[str, str]] | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status
        self.findings = findings or []


def problem(*, code: str, title: str, status: int, **more: object) -> dict[str, Any]:
    """Lay out one problem+json body.  Source: RFC 9457 section 3."""
    return {"type": f"about:blank#{code}", "title": title, "status": status, "code": code, **more}


def problem_response(refusal: Refused) -> JsonResponse:
    """Answer outside Django REST framework."""
    body = problem(code=refusal.code, title=refusal.message, status=refusal.status)
    return JsonResponse(body, status=refusal.status, content_type=PROBLEM_JSON)


def api_exception(exc: Exception, context: dict[str, Any]) -> Response | None:
    """Turn every expected exception of the API into problem+json; anything else stays a bug."""
    headers: dict[str, str] = {}
    if isinstance(exc, Refused):
        more: dict[str, object] = {"findings": exc.findings} if exc.findings else {}
        body = problem(code=exc.code, title=exc.message, status=exc.status, **more)
    elif isinstance(exc, Http404):
        body = problem(code="not-found", title="There is nothing here, or it is not yours to see.", status=404)
    elif isinstance(exc, PermissionDenied):
        body = problem(code="not-allowed", title="Your role does not allow this.", status=403)
    elif isinstance(exc, exceptions.ValidationError):
        body = problem(
            code="wrong-shape", title="The request is not in the expected shape.", status=400, errors=exc.detail
        )
    elif isinstance(exc, exceptions.APIException):
        code = exc.get_codes()
        body = problem(
            code=code.replace("_", "-") if isinstance(code, str) else "wrong-shape",
            title=str(exc.detail),
            status=exc.status_code,
        )
        if wait := getattr(exc, "wait", None):
            headers["Retry-After"] = str(int(wait) + 1)
        if header := getattr(exc, "auth_header", None):
            headers["WWW-Authenticate"] = header
    else:
        return None
    return Response(body, status=body["status"], headers=headers, content_type=PROBLEM_JSON)


class RefusedMiddleware:
    """Show a refusal as a page outside the API, where no form could show it beside its field."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response: HttpResponse = self.get_response(request)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a Refused that no view has answered."""
        if not isinstance(exception, Refused):
            return None
        if request.path.startswith("/api/"):
            return problem_response(exception)
        from django.shortcuts import render

        return render(request, "refused.html", {"refusal": exception}, status=exception.status)


__all__ = ["PROBLEM_JSON", "Refused", "RefusedMiddleware", "api_exception", "problem", "problem_response"]
