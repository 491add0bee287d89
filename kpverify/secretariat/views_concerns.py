"""Concerns in confidence: observers and monitors send them and read the answer, the Secretariat reads and answers.

A concern that is not one's own is not there. Who asks is known before a byte of a file is read.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, may
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.concerns import services
from kpverify.concerns.evidence import MOST_AT_ONCE
from kpverify.concerns.models import Concern, ConcernWord
from kpverify.concerns.receiving import Capped, capped, uploads_of
from kpverify.dossier.giving import as_download
from kpverify.errors import Refused
from kpverify.secretariat.concern_forms import AnswerForm, ConcernForm, WordForm
from kpverify.secretariat.pages import WRITE, scheme_page, see
from kpverify.secretariat.states import CONCERN

# What a stranger's form may have, to be kept while they sign in: words, and no files.
WORDS_ONLY = 100_000
LISTED = 200


@scheme_page(Action.CONCERN_VIEW)
def concerns(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List one's own; for the Secretariat all of them, those that wait for it first."""
    found = Concern.objects.visible_to(officer)[:LISTED]
    waits = (Concern.State.NEW, Concern.State.LOOKING)
    ordered = sorted(found, key=lambda one: one.state not in waits)
    context = {"lines": [(one, CONCERN[one.state]) for one in ordered], "most": LISTED}
    return render(request, "secretariat/concerns.html", context)


@csrf_exempt
def send(request: HttpRequest) -> HttpResponse:
    """Send a concern.  The token is checked in `_sent`, once the files are sure to go to the disk."""
    return _stranger(request) or _send(request, handler=capped(request))


@scheme_page(Action.CONCERN_SEND, WRITE)
@csrf_protect
def _send(request: HttpRequest, *, officer: Officer, handler: Capped) -> HttpResponse:
    if request.method != "POST":
        kept = kept_fields(request)
        asked = {"about_kind": request.GET.get("kind", ""), "about": request.GET.get("about", "")}
        return _form(request, ConcernForm(initial=kept.dict() if kept else asked))
    form = ConcernForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    try:
        uploads = uploads_of(request, handler)
        made = services.send_concern(**form.cleaned_data, uploads=uploads, by=officer, now=timezone.now())
    except Refused as refused:
        return _form(request, form, refused)
    forget_kept(request)
    words = _("Sent to the Secretariat. Your reference is %(reference)s.") % {"reference": made.reference}
    messages.success(request, words)
    return see(_address(made))


def _form(request: HttpRequest, form: Form, refusal: Refused | None = None) -> HttpResponse:
    context = {**_said(form, refusal), **_room()}
    return render(request, "secretariat/concern_send.html", context, status=_status(form, refusal))


@csrf_exempt
def concern(request: HttpRequest, *, reference: str) -> HttpResponse:
    """Show a concern, or do something about it.  The token is checked in `_concern`."""
    return _stranger(request) or _concern(request, reference=reference, handler=capped(request))


@scheme_page(Action.CONCERN_VIEW, WRITE)
@csrf_protect
def _concern(request: HttpRequest, *, officer: Officer, reference: str, handler: Capped) -> HttpResponse:
    found = Concern.objects.visible_to(officer).select_related("sender").filter(pk=reference).first()
    if found is None:
        raise Http404
    form_class = AnswerForm if may(officer, Action.CONCERN_ANSWER) else WordForm
    if request.method != "POST":
        kept = kept_fields(request)
        return _shown(request, found, form_class(initial=kept.dict() if kept else {}))
    if request.POST.get("do") == "take-up":
        return _taken_up(request, found, form_class, officer=officer)
    form = form_class(request.POST)
    if not form.is_valid():
        return _shown(request, found, form)
    return _done(request, found, form, lambda: _say(request, found, form.cleaned_data["text"], officer, handler))


def _taken_up(request: HttpRequest, found: Concern, form_class: type[Form], *, officer: Officer) -> HttpResponse:
    """Say that somebody looks at it; an answer that was begun stays in its box."""
    begun = form_class(initial={"text": request.POST.get("text", "")})

    def do() -> str:
        services.take_up(reference=found.pk, by=officer, now=timezone.now())
        return _("The sender sees that you look at it.")

    if not request.POST.get("text"):
        return _done(request, found, begun, do)
    try:
        messages.success(request, do())
    except Refused as refused:
        return _shown(request, found, begun, refused)
    found.refresh_from_db()
    return _shown(request, found, begun)


def _say(request: HttpRequest, found: Concern, text: str, officer: Officer, handler: Capped) -> str:
    values: dict[str, Any] = {"reference": found.pk, "text": text, "by": officer, "now": timezone.now()}
    if not may(officer, Action.CONCERN_ANSWER):
        services.add_word(**values, uploads=uploads_of(request, handler))
        return _("Added: the Secretariat sees it.")
    if request.POST.get("do") == "close":
        services.close(**values)
        return _("Closed: the sender reads why.")
    services.answer(**values)
    return _("Answered: the sender reads it here.")


def _done(request: HttpRequest, found: Concern, form: Form, do: Callable[[], str]) -> HttpResponse:
    try:
        words = do()
    except Refused as refused:
        found.refresh_from_db()
        return _shown(request, found, form, refused)
    forget_kept(request)
    messages.success(request, words)
    return see(_address(found))


def _shown(request: HttpRequest, found: Concern, form: Form, refusal: Refused | None = None) -> HttpResponse:
    words = ConcernWord.objects.filter(concern=found).select_related("by").prefetch_related("evidence")
    context = {
        **_said(form, refusal),
        "concern": found,
        "tag": CONCERN[found.state],
        "said": words,
        **_room(),
        "is_closed": found.state == Concern.State.CLOSED,
        "is_new": found.state == Concern.State.NEW,
    }
    return render(request, "secretariat/concern.html", context, status=_status(form, refusal))


@scheme_page(Action.CONCERN_VIEW)
def evidence(request: HttpRequest, *, officer: Officer, reference: str, evidence_id: UUID) -> HttpResponse:
    """Give a file out."""
    try:
        found, content = services.open_evidence(reference=reference, evidence_id=evidence_id, by=officer)
    except Refused as refused:
        if refused.status == 404:
            raise Http404 from refused
        raise
    return as_download(found, content)


def _stranger(request: HttpRequest) -> HttpResponse | None:
    """Lead somebody who is not signed in to where they do; what they wrote goes along, their files do not."""
    size = request.headers.get("Content-Length") or "0"
    is_small = size.isdecimal() and int(size) <= WORDS_ONLY
    if isinstance(request.user, Officer) or request.method != "POST" or is_small:
        return None
    return redirect(f"{reverse('account_login')}?next={request.path}")


def _said(form: Form, refusal: Refused | None) -> dict[str, Any]:
    errors = [
        (form[name].id_for_label, form[name].label, one) for name in form.fields for one in form.errors.get(name, ())
    ]
    return {"form": form, "errors": errors, "refusal": refusal}


def _room() -> dict[str, int]:
    return {"most": MOST_AT_ONCE, "room": settings.DOSSIER_FILE_BYTES // 10**6}


def _status(form: Form, refusal: Refused | None) -> int:
    return refusal.status if refusal else 422 if form.errors else 200


def _address(found: Concern) -> str:
    return reverse("secretariat-concern", kwargs={"reference": found.pk})
