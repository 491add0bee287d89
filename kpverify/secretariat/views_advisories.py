"""Advisories and notices: what is in force, comes, or is over; writing them in six languages, with another person."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.errors import Refused
from kpverify.registry.advisories import LANGUAGES, is_due, review_on
from kpverify.registry.models import Advisory
from kpverify.secretariat.advisory_forms import KINDS, AdvisoryForm, ChangeAdvisoryForm, typed_from
from kpverify.secretariat.forms import EndForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, proposed, scheme_page, see
from kpverify.secretariat.previewing import preview_of, preview_of_typed
from kpverify.secretariat.seconded import Second, propose
from kpverify.secretariat.unpublished import unpublished


class Line(NamedTuple):
    """One of the list: when it is looked at again, whether that is soon, what is missing, what verifiers know."""

    one: Advisory
    kind: Any
    review_on: date
    is_due: bool
    missing: int
    is_published: bool


@scheme_page(Action.SCHEME_VIEW)
def advisories(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List them: in force, coming, over."""
    today = timezone.now().date()
    waiting = _unpublished()
    groups: dict[str, list[Line]] = {"in-force": [], "coming": [], "over": []}
    for one in Advisory.objects.select_related("participant").order_by("-starts_on", "pk"):
        groups[_standing(one, today)].append(_line(one, today, waiting))
    names = {"in-force": _("In force"), "coming": _("Coming"), "over": _("Expired")}
    context = {
        "groups": [(key, names[key], lines) for key, lines in groups.items()],
        "due": [line for line in (*groups["in-force"], *groups["coming"]) if line.is_due],
    }
    return render(request, "secretariat/advisories.html", context)


def _standing(one: Advisory, today: date) -> str:
    if one.starts_on > today:
        return "coming"
    return "in-force" if one.ends_on is None or today < one.ends_on else "over"


def _line(one: Advisory, today: date, waiting: Collection[str]) -> Line:
    missing = sum(1 for language in LANGUAGES if language not in one.words)
    return Line(one, KINDS[one.kind], review_on(one, today), is_due(one, today), missing, one.pk not in waiting)


def _unpublished() -> set[str]:
    """Name those that verifiers do not know as they stand here."""
    found = [one.what for _tag, one in unpublished(timezone.now()).differences]
    return {what.removeprefix("warning ") for what in found if what.startswith("warning ")}


@scheme_page(Action.SCHEME_VIEW)
def advisory(request: HttpRequest, *, officer: Officer, advisory_id: str) -> HttpResponse:
    """Show one as the border sees it."""
    found, today = _find(advisory_id), timezone.now().date()
    context = {
        "line": _line(found, today, _unpublished()),
        "standing": _standing(found, today),
        "preview": preview_of(found),
    }
    return render(request, "secretariat/advisory.html", context)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def add_advisory(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Write a new one."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "code")}
    initial = {**asked, "starts_on": timezone.now().date()}
    second = Second("advisory.publish", "advisory:{code.pk}:{starts_on}:{kind}", {})
    words = (_("Publish an advisory or a notice"), _("Propose it"))
    return _edit(request, AdvisoryForm, officer=officer, second=second, words=words, initial=initial)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def change_advisory(request: HttpRequest, *, officer: Officer, advisory_id: str) -> HttpResponse:
    """Say something else, or for longer."""
    found = _find(advisory_id)
    second = Second("advisory.change", f"advisory:{found.pk}", {"advisory_id": found.pk})
    words = (_("Change or prolong %(id)s") % {"id": found.pk}, _("Propose the change"))
    initial = typed_from(found)
    return _edit(request, ChangeAdvisoryForm, officer=officer, second=second, words=words, initial=initial, found=found)


def _edit(
    request: HttpRequest,
    form_class: type[ChangeAdvisoryForm],
    *,
    officer: Officer,
    second: Second,
    words: tuple[str, str],
    initial: dict[str, Any],
    found: Advisory | None = None,
) -> HttpResponse:
    """Ask for it, show it as the border will see it, and propose it: what was typed stays until that is done."""
    back = _address(found) if found else reverse("secretariat-advisories")
    context: dict[str, Any] = {"title": words[0], "button": words[1], "back": back, "advisory": found}
    if request.method != "POST":
        kept = kept_fields(request)
        form = form_class(kept or None, initial=initial)
        return render(request, "secretariat/advisory_edit.html", {**context, "form": form})
    form = form_class(request.POST)
    refusal = None
    if form.is_valid():
        typed = form.cleaned_data
        context["preview"] = preview_of_typed(typed, found.participant_id if found else typed["code"].pk)
        if "preview" not in request.POST:
            try:
                propose(second, form=form, back=back, by=officer, now=timezone.now())
            except Refused as refused:
                refusal = refused
            else:
                forget_kept(request)
                messages.success(request, proposed())
                return see(reverse("secretariat-waiting"))
    errors = [
        (form[name].id_for_label, _label(form, name), one) for name in form.fields for one in form.errors.get(name, ())
    ]
    status = refusal.status if refusal else 422 if errors else 200
    context |= {"form": form, "errors": errors, "refusal": refusal}
    return render(request, "secretariat/advisory_edit.html", context, status=status)


def _label(form: ChangeAdvisoryForm, name: str) -> str:
    """Name a field in the summary of errors: words with their language."""
    language = next((shown for code, shown, *_rest in form.languages() if name in (f"text_{code}", f"do_{code}")), "")
    return f"{language}, {form[name].label}" if language else str(form[name].label)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def end_advisory(request: HttpRequest, *, officer: Officer, advisory_id: str) -> HttpResponse:
    """Let one hold no longer."""
    found = _find(advisory_id)
    words = Words(
        title=_("End %(id)s") % {"id": found.pk},
        button=_("Propose its end"),
        means=[found.text, _("From that day on neither drafts nor the check show it.")],
        done="",
    )
    doing = Doing(
        Second("advisory.end", f"advisory:{found.pk}", {"advisory_id": found.pk}),
        _address(found),
        [(reverse("secretariat-advisories"), _("Advisories and notices")), (_address(found), found.pk)],
        {"ends_on": timezone.now().date()},
    )
    return act_page(request, officer=officer, words=words, form_class=EndForm, doing=doing)


def _address(found: Advisory) -> str:
    return reverse("secretariat-advisory", kwargs={"advisory_id": found.pk})


def _find(advisory_id: str) -> Advisory:
    found = Advisory.objects.select_related("participant").filter(pk=advisory_id).first()
    if found is None:
        raise Http404
    return found
