"""What an administrator does with one person: roles, sessions, a new way to sign in, leaving."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts import mail, managing
from kpverify.accounts.models import Officer, RoleGrant
from kpverify.accounts.rights import Action
from kpverify.office import people
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import WRITE, not_allowed, office_page
from kpverify.office.views_people import ROLE_WORDS, find_person
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal

Typed = Mapping[str, Any]


@office_page(Action.OFFICER_MANAGE, WRITE)
def give_role(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """Give a role, or propose it to a second person."""
    found = find_person(officer, number)
    words = Words(
        title=_("Give %(name)s a role") % {"name": found.name},
        button=_("Give the role"),
        means=[
            _("A preparer or border agent has it at once."),
            _("An approver or administrator has it once another administrator, or the Secretariat, says yes."),
        ],
        done=_("Done, or waiting for a second person: see the list."),
    )

    class RoleForm(forms.Form):
        role = forms.ChoiceField(
            label=gettext_lazy("Role"),
            choices=[(one.value, ROLE_WORDS[one]) for one in managing.roles_to_give(officer, found.authority_id)],
        )

    def do(typed: Typed, now: datetime) -> None:
        people.give_role(officer=found, role=typed["role"], by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=_asking(do, found), form_class=RoleForm)


@office_page(Action.OFFICER_MANAGE, WRITE)
def end_role(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int, role: str
) -> HttpResponse:
    """Take a role away."""
    found = find_person(officer, number)
    if role not in RoleGrant.Role.values:
        raise Http404
    words = Words(
        title=_("Take this role from %(name)s?") % {"name": found.name},
        button=_("Take the role away"),
        means=[
            f"{ROLE_WORDS[RoleGrant.Role(role)]}.",
            _("It ends at once, and every session of theirs with it. What they did stays in their name."),
        ],
        done=_("The role is taken away."),
        is_danger=True,
    )

    def do(typed: Typed, now: datetime) -> None:
        people.end_role(officer=found, role=role, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=_asking(do, found))


@office_page(Action.OFFICER_MANAGE, WRITE)
def end_sessions(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """Sign somebody out everywhere."""
    found = find_person(officer, number)
    words = Words(
        title=_("Sign %(name)s out everywhere?") % {"name": found.name},
        button=_("End the sessions"),
        means=[_("Every session ends at once. They can sign in again: to stop them, deactivate them.")],
        done=_("Every session is ended."),
        is_danger=True,
    )

    def do(typed: Typed, now: datetime) -> None:
        people.end_sessions(officer=found, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=_asking(do, found))


@office_page(Action.OFFICER_MANAGE, WRITE)
def reset(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """Let somebody who lost everything choose a new way to sign in."""
    found = find_person(officer, number)
    words = Words(
        title=_("Reset how %(name)s signs in?") % {"name": found.name},
        button=_("Reset it"),
        means=[
            _("Their password, passkeys, app and paper codes stop working, and every session ends."),
            _("A letter with a new way in goes to %(email)s, and to nobody else: not to you either.")
            % {"email": found.email},
            _("Every other administrator is told."),
        ],
        done=_("Reset. If no letter arrives, the operator of this node makes a new one: manage.py invite_again."),
        is_danger=True,
    )

    made: list[str] = []

    def do(typed: Typed, now: datetime) -> None:
        made.append(people.reset(officer=found, by=officer, now=now))

    response = ask(request, officer=officer, words=words, asking=_asking(do, found))
    for token in made if response.status_code == 303 else ():
        mail.invite(found.email, name=found.name, link=mail.link_of(token), is_reset=True)
    return response


@office_page(Action.OFFICER_MANAGE, WRITE)
def deactivate(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """Let somebody leave."""
    found = find_person(officer, number)
    words = Words(
        title=_("Deactivate %(name)s?") % {"name": found.name},
        button=_("Deactivate"),
        means=[
            _("Every role, session, key and way of signing in ends at once, and what they invited."),
            _("What they approved and nobody has issued yet has to be approved again."),
            _("What they did stays in their name. This cannot be undone: whoever comes back is invited anew."),
        ],
        done=_("Deactivated."),
        is_danger=True,
    )

    def do(typed: Typed, now: datetime) -> None:
        people.deactivate(officer=found, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=_asking(do, found))


@office_page(Action.OFFICER_MANAGE, WRITE)
def decide_role(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], proposal_id: UUID, what: str
) -> HttpResponse:
    """Confirm or decline, as the second person, a role somebody else proposed; or take one's own proposal back."""
    found = Proposal.objects.visible_to(officer).select_related("proposed_by")
    one = found.filter(pk=proposal_id, kind=people.GRANT).first()
    if one is None and officer.authority_id is None:
        # Whether an authority decides about something is not the Secretariat's to see.
        return not_allowed(request, officer=officer, rights=rights)
    if one is None:
        raise Http404
    whose = {"name": one.detail["name"], "code": one.detail["code"], "by": one.proposed_by.name}
    role = ROLE_WORDS[RoleGrant.Role(one.detail["role"])]
    told = {
        "confirm": (_("Give %(name)s this role?") % whose, _("Confirm"), _("Confirmed: they have the role.")),
        "decline": (_("Refuse %(name)s this role?") % whose, _("Decline"), _("Declined: nothing was changed.")),
        "withdraw": (_("Take this proposal back?"), _("Take it back"), _("Taken back: nothing was changed.")),
    }
    title, button, done = told[what]
    means = [_("%(by)s proposed it for %(name)s (%(code)s):") % whose + f" {role}."]
    if what == "confirm":
        means.append(_("You answer for it with them: ask the person themselves whether they are who came in."))
    words = Words(title=title, button=button, means=means, done=done, is_danger=what == "decline")

    def do(typed: Typed, now: datetime) -> None:
        getattr(proposals, what)(proposal_id=one.pk, by=officer, now=now)

    here = reverse("office-people")
    return ask(request, officer=officer, words=words, asking=Asking(do, here, [(here, _("People"))]))


def _asking(do: Any, found: Officer) -> Asking:
    here = reverse("office-person", kwargs={"number": found.pk})
    return Asking(do, here, [(reverse("office-people"), _("People")), (here, found.name)])
