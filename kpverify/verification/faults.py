"""What a program is told when Django itself says no: problem+json where programs come, a page elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kpverify.errors import PROBLEM_JSON, Refused, problem, problem_response

FOR_PROGRAMS = re.compile(r"/(api|trust|status|log|due-diligence)(/|\Z)")
View = Callable[..., HttpResponse]

RETRY_AFTER_SECONDS = 5


def _say(code: str, title: str, status: int) -> HttpResponse:
    return JsonResponse(problem(code=code, title=title, status=status), status=status, content_type=PROBLEM_JSON)


def _page(status: int) -> HttpResponse:
    """Tell a person. Without the request: no session is opened, no database asked, whatever is broken."""
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 400: a request Django would not read."""
    if not FOR_PROGRAMS.match(request.path_info):
        return _page(400)
    return _say("wrong-shape", "The request cannot be read.", 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 403."""
    if not FOR_PROGRAMS.match(request.path_info):
        return _page(403)
    return _say("not-allowed", "Your role does not allow this.", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    if not FOR_PROGRAMS.match(request.path_info):
        return _page(404)
    return _say("not-found", "There is nothing here, or it is not yours to see.", 404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500: a bug, written to the log with the id of the request."""
    if not FOR_PROGRAMS.match(request.path_info):
        return _page(500)
    return _say("bug", "Something broke here. It is recorded; try again.", 500)


def not_ready() -> Refused:
    """Make the refusal for a database that does not answer."""
    return Refused("not-ready", "The register cannot be read now. Try again.", status=503)


def _refused(refusal: Refused) -> HttpResponse:
    response: HttpResponse = problem_response(refusal)
    if refusal.status == 503:
        response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


def for_programs(view: View) -> View:
    """Let a plain view of GET and HEAD say no as problem+json."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refusal:
            return _refused(refusal)
        except DatabaseError:
            return _refused(not_ready())
        except Http404 as missing:
            return not_found(request, missing)

    # Nothing is changed here, so another method is answered with 405 and not asked for a token first.
    return csrf_exempt(require_safe(answer))
