"""What a form asks while one types: keep this, and what do the rules say of it?"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates import drafting
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused, problem_response
from kpverify.office.choices import choices_for
from kpverify.office.forms import DraftForm
from kpverify.office.pages import WRITE, find, office_page
from kpverify.office.screening_lines import with_hits
from kpverify.office.unsaved import keep_unsaved, tag_of_officer


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def unsaved(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Keep what a form holds; asked for, tell who is signed in, and give a page a fresh token to send with."""
    tag = tag_of_officer(officer)
    if request.method != "POST":
        return JsonResponse({"officer": tag, "csrf": get_token(request)})
    if request.POST.get("officer") != tag:
        # Somebody else signed in at this browser meanwhile: their account is no place for it.
        words = _("Another officer is signed in now: what was typed is not theirs to keep.")
        return problem_response(Refused("other-officer", words))
    typed_ms = request.POST.get("typed_ms", "")
    try:
        is_kept = keep_unsaved(
            form=request.POST.get("form", ""),
            sheet=request.POST.get("sheet", ""),
            fields=request.POST,
            typed_ms=int(typed_ms) if typed_ms.isascii() and typed_ms.isdigit() and len(typed_ms) < 16 else 0,
            by=officer,
            now=timezone.now(),
        )
    except Refused as refusal:
        return problem_response(refusal)
    return JsonResponse({"kept": is_kept})


@office_page(Action.CERTIFICATE_DRAFT, ("POST",))
def check(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Judge what is typed by the rules that judge a draft; nothing is stored, and nothing refused."""
    form = DraftForm(request.POST, choices=choices_for(officer, now=timezone.now()))
    if not form.is_valid():
        return JsonResponse(
            {"findings": [_of_form(form, name, str(one)) for name, words in form.errors.items() for one in words]}
        )
    try:
        stored = _stored(request, officer)
        findings = drafting.judge(content=form.content(), stored=stored, by=officer, now=timezone.now())
        findings = with_hits(findings, stored) if stored else findings
    except Refused as refusal:
        return problem_response(refusal)
    return JsonResponse({"findings": [form.finding_of(one) for one in findings]})


def _of_form(form: DraftForm, name: str, words: str) -> dict[str, Any]:
    return form.shown(name if name in form.fields else "", words, level="bad")


def _stored(request: HttpRequest, officer: Officer) -> Certificate | None:
    """Find the draft that is being changed.  Raises: Http404, Refused sheet-wrong."""
    typed = request.POST.get("form", "")
    try:
        return find(officer, UUID(typed)) if typed not in ("", "new") else None
    except ValueError:
        raise Refused("sheet-wrong", "The page did not say which draft it shows.", status=400) from None
