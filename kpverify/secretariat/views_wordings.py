"""The title and statement on certificates: which there are, and who uses which."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.registry import services
from kpverify.registry.country_names import name_of
from kpverify.registry.models import Participant, Statement
from kpverify.secretariat.forms import NewWordingForm, WordingForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.views_participants import doing_for, find


@scheme_page(Action.SCHEME_VIEW)
def wordings(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List every wording, with the participants that use it."""
    lines = [
        (one, Participant.objects.filter(Q(statement=one) | Q(local_statement=one)).order_by("name"))
        for one in Statement.objects.order_by("pk")
    ]
    return render(request, "secretariat/wordings.html", {"lines": lines})


@scheme_page(Action.SCHEME_EDIT, WRITE)
def add_wording(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Add a wording."""
    words = Words(
        title=_("Add a wording"),
        button=_("Add the wording"),
        means=[
            _("A wording is never changed afterwards: signed certificates name it. A better one gets a new id."),
            _("Participants use it once it is chosen for them."),
        ],
        done=not_published_yet(_("The wording is added.")),
    )
    back = reverse("secretariat-wordings")
    doing = Doing(lambda typed, now, by: services.add_statement(**typed, now=now, by=by), back, [(back, _("Wordings"))])
    return act_page(request, officer=officer, words=words, form_class=NewWordingForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def choose_wording(request: HttpRequest, *, officer: Officer, code: str) -> HttpResponse:
    """Choose what a participant's next certificates say."""
    found = find(code)
    words = Words(
        title=_("Choose the wordings of %(name)s") % {"name": name_of(found)},
        button=_("Use these wordings"),
        means=[_("Certificates issued from now on carry them. Those that were issued keep theirs.")],
        done=_("The wordings are chosen."),
    )

    def do(typed: Any, now: Any, by: str) -> None:
        local = typed["local_statement_id"]
        services.choose_statement(
            code=found.pk,
            statement_id=typed["statement_id"].pk,
            local_statement_id=local.pk if local else None,
            now=now,
            by=by,
        )

    initial = {"statement_id": found.statement_id, "local_statement_id": found.local_statement_id}
    return act_page(
        request, officer=officer, words=words, form_class=WordingForm, doing=doing_for(found, do, **initial)
    )
