"""The outbox: what was told to whom, what came of it, and sending it again."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.notices import services
from kpverify.notices.composers import Mail
from kpverify.notices.email import compose
from kpverify.notices.models import Notice
from kpverify.notices.posting import body_of
from kpverify.notices.recipients import recipients_like
from kpverify.office.notice_lines import STUCK, TAGS, lines_of, with_answers
from kpverify.office.pages import READ, WRITE, do_once, new_key, office_page, see

ON_A_PAGE = 50
# The filter that shows what a person has to look at.
STUCK_FILTER = "stuck"


@office_page(Action.CERTIFICATE_VIEW, READ)
def notice_list(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List the authority's notices, the newest first."""
    mine = Notice.objects.filter(authority_id=officer.authority_id) if officer.authority_id else Notice.objects.none()
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "state", "channel")}
    page = list(_after(with_answers(_narrowed(mine, asked, officer)), request.GET.get("after", ""))[: ON_A_PAGE + 1])
    older = ""
    if len(page) > ON_A_PAGE:
        last = page[ON_A_PAGE - 1]
        kept = {name: value for name, value in asked.items() if value}
        older = urlencode({**kept, "after": f"{last.created_at.isoformat()}~{last.pk}"})
    context = {
        "lines": lines_of(page[:ON_A_PAGE], now=timezone.now()),
        "asked": asked,
        "is_narrowed": any(asked.values()),
        "states": [(STUCK_FILTER, _("Needs a person")), *((state, tag.word) for state, tag in TAGS.items())],
        "channels": Notice.Channel.choices,
        "older": older,
        "has_stuck": mine.filter(state__in=STUCK).exists(),
        "is_configured": settings.EMAIL_IS_CONFIGURED,
        "stuck_filter": STUCK_FILTER,
    }
    return render(request, "office/notice_list.html", context)


def _narrowed(rows: QuerySet[Notice], asked: dict[str, str], officer: Officer) -> QuerySet[Notice]:
    if asked["state"]:
        rows = rows.filter(state__in=STUCK if asked["state"] == STUCK_FILTER else [asked["state"]])
    if asked["channel"]:
        rows = rows.filter(channel=asked["channel"])
    if text := asked["q"]:
        # Asked of the small tables, and of the large one by its indexes alone.
        numbered = Certificate.objects.visible_to(officer).filter(number=text.upper()).values_list("pk", flat=True)
        if subjects := [f"certificate:{pk}" for pk in numbered]:
            return rows.filter(subject__in=subjects)
        rows = rows.filter(recipient__in=recipients_like(text, authority_id=officer.authority_id or ""))
    return rows


def _after(rows: QuerySet[Notice], after: str) -> QuerySet[Notice]:
    """Go on where the last page ended.  Raises: Http404 for a place nobody gave."""
    rows = rows.order_by("-created_at", "-pk")
    if not after:
        return rows
    at, _sep, pk = after.partition("~")
    try:
        found, key = parse_datetime(at), UUID(pk)
    except ValueError:
        raise Http404 from None
    if found is None or found.tzinfo is None:
        raise Http404
    return rows.filter(Q(created_at__lt=found) | Q(created_at=found, pk__lt=key))


@office_page(Action.CERTIFICATE_VIEW, READ)
def notice(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show one notice: what it says now, and every attempt."""
    return _shown(request, _find(officer, pk), rights=rights)


def _shown(
    request: HttpRequest, found: Notice, *, rights: Collection[Action], refusal: Refused | None = None
) -> HttpResponse:
    mail, words = _says(found)
    about, _sep, key = found.subject.partition(":")
    context = {
        "notice": found,
        "line": lines_of([found], now=timezone.now())[0],
        "mail": mail,
        "words": words,
        "certificate": key if about == "certificate" else "",
        "attempts": found.attempts.order_by("-began_at", "-pk")[:200],
        "may_send": Action.NOTICE_SEND in rights and found.state != Notice.State.SENDING,
        "refusal": refusal,
        "key": new_key(),
    }
    return render(request, "office/notice_detail.html", context, status=refusal.status if refusal else 200)


def _says(found: Notice) -> tuple[Mail | None, str]:
    """Give what it would say if it were sent now."""
    if found.channel == Notice.Channel.WEBHOOK:
        return None, body_of(found).decode()
    try:
        mail = compose(found)
    except Refused as refusal:
        return None, refusal.message
    return mail, mail.text


@office_page(Action.NOTICE_SEND, WRITE)
def send_again(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Send a notice again."""
    found = _find(officer, pk)
    address = reverse("office-notice", kwargs={"pk": pk})
    if request.method != "POST":
        return see(address)

    def do() -> str:
        services.send_again(notice_id=pk, by=officer, now=timezone.now())
        return address

    try:
        response = do_once(request, officer=officer, is_one=True, do=do)
    except Refused as refusal:
        return _shown(request, found, rights=rights, refusal=refusal)
    messages.success(request, _("It is sent within a minute."))
    return response


def _find(officer: Officer, pk: UUID) -> Notice:
    rows = with_answers(Notice.objects.filter(authority_id=officer.authority_id)).select_related("webhook")
    found = rows.filter(pk=pk).first() if officer.authority_id else None
    if found is None:
        raise Http404
    return found
