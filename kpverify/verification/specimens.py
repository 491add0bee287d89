"""What a genuine paper looks like, for everybody: a page, its pictures, and the same as JSON.

No cookie is set and nothing is stored: who asks for which country's paper is nobody's business.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from kpverify.errors import Refused
from kpverify.registry.models import Participant
from kpverify.specimens.shown import picture_named, specimens_of
from kpverify.verification.faults import for_programs
from kpverify.verification.pages import page

PAGE_SECONDS, PICTURE_SECONDS = 300, 31_536_000
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _participant(code: str) -> Participant:
    found = Participant.objects.filter(pk=code).first()
    if found is None:
        # A country of a participant that has members: the European Union's.
        found = next((one for one in Participant.objects.exclude(members=[]) if code in one.members), None)
    if found is None:
        raise Http404("There is no such participant.")
    return found


def _day(request: HttpRequest) -> date | None:
    asked = request.GET.get("on")
    if asked is None:
        return None
    try:
        return date.fromisoformat(asked if DAY.fullmatch(asked) else "")
    except ValueError as wrong:
        raise Refused("wrong-day", "Give on as a day of issue: 2026-11-25.", status=400) from wrong


def _cached(response: HttpResponse, seconds: int) -> HttpResponse:
    response["Cache-Control"] = f"public, max-age={seconds}" + (", immutable" if seconds == PICTURE_SECONDS else "")
    return response


@for_programs
def specimens_json(request: HttpRequest, code: str) -> HttpResponse:
    """Give a participant's specimens, of the day of issue `on` when asked."""
    found, day = _participant(code), _day(request)
    body: dict[str, Any] = {
        "participant": {"code": found.code, "name": found.name},
        "on": day.isoformat() if day else None,
        "specimens": specimens_of(found.code, day=day),
    }
    return _cached(JsonResponse(body), PAGE_SECONDS)


@for_programs
def specimens_page(request: HttpRequest, code: str) -> HttpResponse:
    """Show a participant's specimens; those of the day of issue `on` come first and say so."""
    found, day = _participant(code), _day(request)
    shown = specimens_of(found.code)
    of_day = {one["id"] for one in specimens_of(found.code, day=day)} if day else set()
    ordered = sorted(shown, key=lambda one: one["id"] not in of_day)
    lines = [{**one, "is_of_day": one["id"] in of_day} for one in ordered]
    context = {"participant": found, "specimens": lines, "day": day, "has_one": bool(of_day)}
    return page("verification/specimens.html", context, seconds=PAGE_SECONDS)


@for_programs
def specimen_picture(request: HttpRequest, digest: str) -> HttpResponse:
    """Serve one picture of a published specimen; its name is its content's."""
    body = picture_named(digest)
    if body is None:
        raise Http404("There is no such picture.")
    return _cached(HttpResponse(body, content_type="image/jpeg"), PICTURE_SECONDS)
