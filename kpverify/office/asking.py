"""A page that asks for what an act needs, says what the act means, and does it once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.errors import Refused
from kpverify.office.pages import SHOW, do_once, new_key


class Words(NamedTuple):
    """What an act is called, what it means, and what is said once it is done."""

    title: Any
    button: Any
    means: Collection[Any]
    done: Any
    is_danger: bool = False


class Asking(NamedTuple):
    """How an act is done: given the form's values and the instant; where to look at the result, and the way here.

    `told` are hidden values of the form that is shown again after a refusal, by its code.
    """

    do: Callable[[Mapping[str, Any], datetime], object]
    back: str
    crumbs: Collection[tuple[str, Any]]
    initial: Mapping[str, Any] = {}
    told: Mapping[str, Mapping[str, str]] = {}


def ask(
    request: HttpRequest, *, officer: Officer, words: Words, asking: Asking, form_class: type[forms.Form] = forms.Form
) -> HttpResponse:
    """Ask, or do it: what was typed stays until it is done."""
    if request.method != "POST" or request.POST.get("do") == SHOW:
        kept = request.POST if request.method == "POST" else kept_fields(request)
        return _asked(request, words, form_class(initial=initial_of(form_class, kept) or dict(asking.initial)), asking)
    form = form_class(request.POST)
    if not form.is_valid():
        return _asked(request, words, form, asking)

    def do() -> str:
        asking.do(form.cleaned_data, timezone.now())
        return asking.back

    try:
        response = do_once(request, officer=officer, is_one=True, do=do)
    except Refused as refusal:
        form.data = {**request.POST.dict(), **asking.told[refusal.code]} if refusal.code in asking.told else form.data
        return _asked(request, words, form, asking, refusal=refusal)
    forget_kept(request)
    messages.success(request, words.done)
    return response


def in_lines(refused: Refused, words: str) -> Refused:
    """Name the first lines of a pasted table that cannot stand: `words` with `place` and `words`, above the form."""
    found = [(one["field"].partition("."), one["message"]) for one in refused.findings[:5] if "." in one["field"]]
    if not found:
        return refused
    each = [words % {"place": part[0], "words": _(message)} for part, message in found]
    return Refused(refused.code, " ".join(each), status=refused.status, findings=refused.findings)


def initial_of(form_class: type[forms.Form], kept: Any) -> dict[str, Any]:
    """Read back what was typed before somebody had to sign in."""
    if not kept:
        return {}
    several = (forms.MultipleChoiceField,)
    fields = form_class.base_fields.items()
    return {name: kept.getlist(name) if isinstance(field, several) else kept.get(name) for name, field in fields}


def _asked(
    request: HttpRequest, words: Words, form: forms.Form, asking: Asking, *, refusal: Refused | None = None
) -> HttpResponse:
    errors = [
        (form[name].id_for_label, form[name].label, one) for name in form.fields for one in form.errors.get(name, ())
    ]
    context = {
        "words": words,
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "back": asking.back,
        "crumbs": asking.crumbs,
        "key": new_key(),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "office/ask.html", context, status=status)
