"""The people of an authority, or of the Secretariat: inviting, roles, sessions, and letting them leave."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts import factors, invitations, mail, managing, sessions
from kpverify.accounts.models import Invitation, Officer, RoleGrant
from kpverify.accounts.rights import Action
from kpverify.office import people
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import READ, WRITE, office_page
from kpverify.proposals.models import Proposal

LINK = "invitation_link"
Role = RoleGrant.Role
# What an authority's people are called; the words of the pages, not of the log.
ROLE_WORDS = {
    Role.PREPARER: gettext_lazy("Preparer: drafts and submits"),
    Role.APPROVER: gettext_lazy("Approver: approves, issues, revokes"),
    Role.AUTHORITY_ADMIN: gettext_lazy("Administrator: manages people"),
    Role.BORDER_AGENT: gettext_lazy("Border agent: checks"),
    Role.MONITOR: gettext_lazy("Monitor: reads"),
    Role.SECRETARIAT: gettext_lazy("Secretariat: participants, keys, trust list"),
    Role.OBSERVER: gettext_lazy("Observer: reads"),
}


class InviteForm(forms.Form):
    """Whom to invite; the Secretariat may name an authority, whose administrator it will be."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=24,
        help_text=gettext_lazy("Stands in every certificate they prepare or approve: letters, digits, dots, dashes."),
    )
    authority = forms.CharField(
        label=gettext_lazy("Authority"),
        max_length=12,
        required=False,
        help_text=gettext_lazy(
            "Which one they will administer, for example BW; empty for the Secretariat's own people."
        ),
    )
    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )


def _form_for(officer: Officer) -> type[forms.Form]:
    """Offer the roles this administrator may give."""
    given = managing.roles_to_give(officer, officer.authority_id)
    roles = given if officer.authority_id else (*given, Role.AUTHORITY_ADMIN)

    class Offered(InviteForm):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self.fields["roles"].choices = [(one.value, ROLE_WORDS[one]) for one in roles]  # type: ignore[attr-defined]
            if officer.authority_id:
                del self.fields["authority"]

    return Offered


@office_page(Action.OFFICER_MANAGE, READ)
def people_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List who is here, who is invited, and what waits for a second person."""
    now = timezone.now()
    found = managing.managed_by(officer).order_by("-is_active", "name").prefetch_related("grants")
    with_factor = set(Authenticator.objects.filter(type__in=factors.SECOND).values_list("user_id", flat=True))
    invited = _invitations(officer, now)
    context = {
        "people": [(one, _roles(one), one.pk in with_factor) for one in found.select_related("authority")],
        "invited": [(one, [ROLE_WORDS[Role(role)] for role in one.roles]) for one in invited],
        "waiting": _waiting(officer, now),
        "link": request.session.pop(LINK, None),
        "is_secretariat": officer.authority_id is None,
    }
    return render(request, "office/people_list.html", context)


def _waiting(officer: Officer, now: datetime) -> list[tuple[Proposal, Any, bool]]:
    """List the roles that wait for a second person: what they are called, and whether this officer can decide."""
    found = Proposal.objects.waiting(now).filter(kind=people.GRANT).select_related("proposed_by")
    if officer.authority_id is None:
        found = found.filter(authority_id=None)
    else:
        found = found.filter(proposed_by__authority_id=officer.authority_id)
    rows = found.order_by("proposed_at")
    return [(one, ROLE_WORDS[Role(one.detail["role"])], one.authority_id == officer.authority_id) for one in rows]


def _roles(officer: Officer) -> list[Any]:
    return [ROLE_WORDS[Role(one.role)] for one in officer.grants.all() if one.ended_at is None]


def _invitations(officer: Officer, now: datetime) -> Any:
    found = invitations.waiting(now).select_related("authority", "invited_by")
    return found.filter(authority_id=officer.authority_id) if officer.authority_id else found


@office_page(Action.OFFICER_MANAGE, WRITE)
def invite(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Invite somebody."""
    words = Words(
        title=_("Invite somebody"),
        button=_("Send the invitation"),
        means=[
            _("They choose how they sign in by themselves; you never learn it. The invitation holds three days."),
            _("Whoever is to approve or to administer needs a second administrator's word, or the Secretariat's."),
            _("Every other administrator is told."),
        ],
        done=_("Invited."),
    )

    made: list[tuple[Invitation, str]] = []

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        given = {name: typed[name] for name in ("email", "name", "code", "roles")}
        authority = officer.authority_id or typed.get("authority") or None
        made.append(people.invite(**given, authority_id=authority, by=officer, now=now))

    asking = Asking(do, reverse("office-people"), _way(), {})
    response = ask(request, officer=officer, words=words, asking=asking, form_class=_form_for(officer))
    for invitation, token in made if response.status_code == 303 else ():
        link = mail.link_of(token)
        if not mail.invite(invitation.email, name=invitation.name, link=link):
            # No letter went out: this once, and never again, it can be handed over.
            request.session[LINK] = {"name": invitation.name, "link": link}
    return response


@office_page(Action.OFFICER_MANAGE, WRITE)
def uninvite(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """Take an invitation back."""
    found = _invitations(officer, timezone.now()).filter(pk=number).first()
    if found is None:
        raise Http404
    words = Words(
        title=_("Take the invitation of %(name)s back?") % {"name": found.name},
        button=_("Take it back"),
        means=[_("The address they were given stops working.")],
        done=_("Taken back."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        people.cancel(invitation=found, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, reverse("office-people"), _way()))


@office_page(Action.OFFICER_MANAGE, READ)
def person(request: HttpRequest, *, officer: Officer, rights: Collection[Action], number: int) -> HttpResponse:
    """Show one person: roles now and earlier, what they sign in with, where they are signed in."""
    found = find_person(officer, number)
    held = list(found.grants.order_by("-granted_at"))
    open_roles = {one.role for one in held if one.ended_at is None}
    offered = managing.roles_to_give(officer, found.authority_id)
    context = {
        "person": found,
        "grants": [(one, ROLE_WORDS[Role(one.role)]) for one in held],
        "can_give": [one for one in offered if one not in open_roles],
        "factors": factors.held(found),
        "paper_left": factors.paper_codes_left(found),
        "sessions": sessions.sessions_of(found),
        "is_self": found.pk == officer.pk,
        "invitation": invitations.waiting(timezone.now()).filter(officer=found).first(),
    }
    return render(request, "office/person.html", context)


def find_person(officer: Officer, number: int) -> Officer:
    """Find somebody one may manage.  Raises: Http404, as for one that nobody has."""
    found = managing.managed_by(officer).select_related("authority").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def _way(found: Officer | None = None) -> list[tuple[str, str]]:
    way = [(reverse("office-people"), _("People"))]
    return [*way, (reverse("office-person", kwargs={"number": found.pk}), found.name)] if found else way
