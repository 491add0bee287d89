"""The register of specimens: entered here, or proposed by authorities and decided here."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.secretariat.forms import EndForm, NothingForm, SchemeForm, _long
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, scheme_page, see
from kpverify.specimens import services
from kpverify.specimens.forms import EnteredForm
from kpverify.specimens.models import Specimen
from kpverify.specimens.shown import picture_named
from kpverify.specimens.words import TAGS, errors_of


class WhyForm(SchemeForm):
    """Why a specimen is not shown."""

    reason = _long(gettext_lazy("Reason"), most=300)


@scheme_page(Action.SCHEME_VIEW)
def specimens(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List every specimen, proposed ones first."""
    found = Specimen.objects.select_related("participant")
    ordered = sorted(found, key=lambda one: one.state != Specimen.State.PROPOSED)
    return render(request, "secretariat/specimens.html", {"lines": [(one, TAGS[one.state]) for one in ordered]})


@scheme_page(Action.SCHEME_EDIT, WRITE)
def add_specimen(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Enter a specimen."""
    form = EnteredForm(request.POST or None, request.FILES or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            made = services.enter_specimen(
                participant_id=typed["participant"].pk,
                authority_id=typed["authority_id"] or None,
                values=typed,
                pictures=form.pictures(),
                by=officer,
                now=timezone.now(),
            )
        except Refused as no:
            refusal = no
        else:
            messages.success(request, _("Entered: verifiers see it now."))
            return see(_address(made))
    errors = errors_of(form) if request.method == "POST" else []
    context = {
        "form": form,
        "errors": errors,
        "refusal": refusal,
        "title": _("Enter a specimen"),
        "button": _("Show it to verifiers"),
        "means": [_("Everybody who checks a certificate of that participant is shown it at once.")],
        "back": reverse("secretariat-specimens"),
    }
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "secretariat/specimen_add.html", context, status=status)


def _address(one: Specimen) -> str:
    return reverse("secretariat-specimen", kwargs={"number": one.pk})


def _find(number: int | str) -> Specimen:
    found = Specimen.objects.select_related("participant").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@scheme_page(Action.SCHEME_VIEW)
def specimen(request: HttpRequest, *, officer: Officer, number: int) -> HttpResponse:
    """Show one specimen, and what can be done with it."""
    found = _find(number)
    pictures = found.pictures.defer("large", "small")
    context = {"specimen": found, "tag": TAGS[found.state], "pictures": pictures}
    return render(request, "secretariat/specimen.html", context)


@scheme_page(Action.SCHEME_VIEW)
def picture(request: HttpRequest, *, officer: Officer, digest: str) -> HttpResponse:
    """Show a picture, also of a specimen that verifiers are not shown."""
    body = picture_named(digest, is_published=False)
    if body is None:
        raise Http404
    response = HttpResponse(body, content_type="image/jpeg")
    response["Cache-Control"] = "private, max-age=3600"
    return response


WORDS: dict[str, Words] = {
    "publish": Words(
        gettext_lazy("Show this specimen to verifiers?"),
        gettext_lazy("Publish"),
        [gettext_lazy("Everybody who checks a certificate of that participant is shown it at once.")],
        gettext_lazy("Verifiers see it now."),
    ),
    "decline": Words(
        gettext_lazy("Decline this specimen?"),
        gettext_lazy("Decline"),
        [gettext_lazy("Its authority reads the reason, and may propose another one.")],
        gettext_lazy("Declined."),
    ),
    "withdraw": Words(
        gettext_lazy("Withdraw this specimen?"),
        gettext_lazy("Withdraw"),
        [gettext_lazy("Verifiers are not shown it any more. Do this when it was wrong.")],
        gettext_lazy("Withdrawn."),
        is_danger=True,
    ),
    "end": Words(
        gettext_lazy("Is this paper not given out any more?"),
        gettext_lazy("Save"),
        [gettext_lazy("Certificates issued before that day still look like it, and verifiers are told so.")],
        gettext_lazy("Saved."),
    ),
}


@scheme_page(Action.SCHEME_EDIT, WRITE)
def act(request: HttpRequest, *, officer: Officer, number: str, what: str) -> HttpResponse:
    """Publish, decline, withdraw, or end one."""
    found = _find(number)

    def do(typed: Any, now: Any, by: str) -> object:
        values = {"specimen_id": found.pk, "by": officer, "now": now}
        if what == "withdraw":
            return services.withdraw_specimen(reason=typed["reason"], **values)
        if what == "end":
            return services.end_specimen(ends_on=typed["ends_on"], **values)
        return services.decide_specimen(is_yes=what == "publish", reason=typed.get("reason", ""), **values)

    forms: dict[str, type[SchemeForm]] = {"publish": NothingForm, "end": EndForm}
    crumbs = [(reverse("secretariat-specimens"), _("Specimens")), (_address(found), found.title)]
    doing = Doing(do, _address(found), crumbs)
    form_class = forms.get(what, WhyForm)
    return act_page(request, officer=officer, words=WORDS[what], form_class=form_class, doing=doing)
