"""Mails to people of no authority: what was told to the Secretariat, monitors and observers, and what came of it.

For the Secretariat only: a line may show who sent a concern.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.notices import services
from kpverify.notices.composers import words_of
from kpverify.notices.email import compose
from kpverify.notices.models import Notice
from kpverify.secretariat.pages import WRITE, scheme_page, see

ON_A_PAGE = 50
State = Notice.State
STYLES = {State.WAITING: "wait", State.SENDING: "wait", State.SENT: "good", State.UNADDRESSED: "warn"}


def _rows() -> QuerySet[Notice]:
    return Notice.objects.filter(authority=None, channel=Notice.Channel.EMAIL)


def _line(row: Notice) -> tuple[Notice, Any, str]:
    return row, words_of(row.kind), STYLES.get(State(row.state), "bad")


@scheme_page(Action.CONCERN_ANSWER)
def notices(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List them, the newest first."""
    page = Paginator(_rows().order_by("-created_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(one) for one in page],
        "is_configured": settings.EMAIL_IS_CONFIGURED,
    }
    return render(request, "secretariat/notices.html", context)


@scheme_page(Action.CONCERN_ANSWER, WRITE)
def notice(request: HttpRequest, *, officer: Officer, pk: UUID) -> HttpResponse:
    """Show one, with every attempt; or send it again."""
    found = _rows().filter(pk=pk).first()
    if found is None:
        raise Http404
    if request.method != "POST":
        return _shown(request, found)
    try:
        services.send_again(notice_id=pk, by=officer, now=timezone.now())
    except Refused as refusal:
        return _shown(request, found, refusal=refusal)
    messages.success(request, _("It is sent within a minute."))
    return see(reverse("secretariat-notice", kwargs={"pk": pk}))


def _shown(request: HttpRequest, found: Notice, *, refusal: Refused | None = None) -> HttpResponse:
    try:
        mail = compose(found)
        subject, text = mail.subject, mail.text
    except Refused as unsaid:
        subject, text = "", unsaid.message
    row, words, style = _line(found)
    context = {
        "notice": row,
        "words": words,
        "style": style,
        "subject": subject,
        "text": text,
        "attempts": found.attempts.order_by("-began_at", "-pk")[:200],
        "may_send": found.state != State.SENDING,
        "refusal": refusal,
    }
    return render(request, "secretariat/notice.html", context, status=refusal.status if refusal else 200)
