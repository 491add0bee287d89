"""Publishing the trust list: a look at what is new, then a yes to exactly that."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.proposals.models import Proposal
from kpverify.proposals.services import confirm, lapse, waiting_for
from kpverify.registry import offline
from kpverify.secretariat.forms import PublishForm
from kpverify.secretariat.pages import WRITE, proposed, scheme_page, see
from kpverify.secretariat.seconded import Second, propose
from kpverify.secretariat.unpublished import CHANGED, Unpublished, unpublished

KIND = "trust-list.publish"


@scheme_page(Action.TRUST_PUBLISH, WRITE)
def publish(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Show the difference; propose to publish it, or do so as the second person."""
    now = timezone.now()
    found = unpublished(now)
    if request.method != "POST":
        return _asked(request, found)
    form = PublishForm(request.POST)
    if not form.is_valid() or form.cleaned_data["seen"] != found.fingerprint:
        return _asked(request, found, refusal=Refused("page-old", str(CHANGED)))
    held = waiting_of(found, now=now)
    try:
        if held is None:
            subject = f"trust-list:{found.payload['version']}"
            # One that was proposed when the list would have said something else is in nobody's way.
            lapse(kind=KIND, subject=subject, now=now, by=officer.actor)
            propose(Second(KIND, subject, {}), form=form, back="/secretariat/", by=officer, now=now)
        else:
            confirm(proposal_id=held.pk, by=officer, now=now)
    except Refused as refusal:
        return _asked(request, found, refusal=refusal)
    is_done = held is not None
    version = {"version": found.payload["version"]}
    messages.success(request, _("Trust list %(version)s is published.") % version if is_done else proposed())
    return see("/secretariat/" if is_done else reverse("secretariat-waiting"))


def waiting_of(found: Unpublished, *, now: datetime) -> Proposal | None:
    """Give the proposal to publish exactly this."""
    held = waiting_for(KIND, f"trust-list:{found.payload['version']}", now=now)
    return held if held is not None and held.detail["typed"]["seen"] == [found.fingerprint] else None


def _asked(request: HttpRequest, found: Unpublished, *, refusal: Refused | None = None) -> HttpResponse:
    held = waiting_of(found, now=timezone.now())
    is_own = held is not None and held.proposed_by == request.user
    context = {"unpublished": found, "refusal": refusal, "proposal": held, "is_own": is_own}
    return render(request, "secretariat/publish.html", context, status=refusal.status if refusal else 200)


@scheme_page(Action.TRUST_PUBLISH)
def request_file(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Give the file that root holders sign elsewhere (sign_trust_list)."""
    payload = unpublished(timezone.now()).payload
    text = offline.write(offline.request_of(payload))
    name = f"trust-list-{payload['version']}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type="application/json", headers=headers)
