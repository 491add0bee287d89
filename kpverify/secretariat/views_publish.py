"""Publishing the trust list: a look at what is new, then a yes to exactly that."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.registry import offline
from kpverify.registry.trust_list import publish_trust_list
from kpverify.secretariat.forms import PublishForm
from kpverify.secretariat.pages import WRITE, scheme_page, see
from kpverify.secretariat.unpublished import Unpublished, unpublished
from kpverify.status.services import references


@scheme_page(Action.TRUST_PUBLISH, WRITE)
def publish(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Show the difference, or publish it."""
    now = timezone.now()
    found = unpublished(now)
    if request.method != "POST":
        return _asked(request, found)
    form = PublishForm(request.POST)
    if not form.is_valid() or form.cleaned_data["seen"] != found.fingerprint:
        words = _("Something changed since you looked. This is how it stands now; nothing was published.")
        return _asked(request, found, refusal=Refused("page-old", words))
    try:
        made = publish_trust_list(status_lists=references(), now=now, by=officer.actor)
    except Refused as refusal:
        return _asked(request, found, refusal=refusal)
    messages.success(request, _("Trust list %(version)s is published.") % {"version": made.version})
    return see("/secretariat/")


def _asked(request: HttpRequest, found: Unpublished, *, refusal: Refused | None = None) -> HttpResponse:
    context = {"unpublished": found, "refusal": refusal}
    return render(request, "secretariat/publish.html", context, status=refusal.status if refusal else 200)


@scheme_page(Action.TRUST_PUBLISH)
def request_file(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Give the file that root holders sign elsewhere (sign_trust_list)."""
    payload = unpublished(timezone.now()).payload
    text = offline.write(offline.request_of(payload))
    name = f"trust-list-{payload['version']}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(text, content_type="application/json", headers=headers)
