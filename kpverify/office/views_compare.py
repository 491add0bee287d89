"""Before approving: what changed since it was last handed in; and the draft as it would be printed."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates import services
from kpverify.certificates.lifecycle import Act
from kpverify.certificates.preview import PREVIEWED, preview_pdf
from kpverify.certificates.submissions import earlier_submission
from kpverify.office.act_words import ACT_WORDS
from kpverify.office.claims import claim_lines
from kpverify.office.compare import compare
from kpverify.office.forms import words_of
from kpverify.office.pages import find, new_key, office_page
from kpverify.office.possible import possible_acts
from kpverify.office.screening_lines import with_hits
from kpverify.office.summary import summary_of, tag_of


@office_page(Action.CERTIFICATE_VIEW)
def changes(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show what changed since the last submission, or everything when it is the first."""
    found, now = find(officer, pk), timezone.now()
    assessed = services.assess(certificate=found, now=now) if found.state in PREVIEWED else []
    findings = with_hits([{**one, "words": words_of(one)} for one in assessed], found)
    earlier = earlier_submission(found)
    rows = compare(found.content, was=earlier.content if earlier else None, findings=findings)
    possible = possible_acts(found, officer=officer, rights=rights, successor=None)
    context = {
        "certificate": found,
        "tag": tag_of(found, now=now),
        "earlier": earlier,
        "changed": [row for row in rows if row.is_changed],
        "same": [row for row in rows if not row.is_changed],
        "general": summary_of(found.content, findings=findings).general,
        "acts": [(act, ACT_WORDS[act]) for act in (Act.APPROVE, Act.SEND_BACK) if act in possible.acts],
        "claims": claim_lines(found, now=now),
        "key": new_key(),
    }
    return render(request, "office/changes.html", context)


@office_page(Action.CERTIFICATE_VIEW)
def preview(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Print a draft marked as one."""
    response = HttpResponse(preview_pdf(find(officer, pk), now=timezone.now()), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="draft.pdf"'
    response["Cache-Control"] = "no-store"
    return response
