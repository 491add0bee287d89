"""What waits for a second officer of this authority; each is decided on its own page."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.models import Certificate
from kpverify.office.pages import READ, office_page
from kpverify.proposals.kinds import waiting_lines

SHOWN = 200
CERTIFICATE = "certificate:"


@office_page(Action.PROPOSAL_VIEW, READ)
def waiting(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List what waits, the oldest first."""
    found = waiting_lines(officer, rights, now=timezone.now())[:SHOWN]
    ids = [one.proposal.subject.removeprefix(CERTIFICATE) for one in found if one.proposal.subject[:12] == CERTIFICATE]
    rows = Certificate.objects.visible_to(officer).filter(pk__in=ids).values_list("pk", "number")
    numbers = {f"{CERTIFICATE}{pk}": number for pk, number in rows}
    lines = [(one, numbers.get(one.proposal.subject) or one.proposal.subject) for one in found]
    return render(request, "office/waiting.html", {"lines": lines})
