"""The stock of an authority: what came in, what left, what is left, and why more left than came in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.errors import Refused
from kpverify.office.asking import Asking, Words, ask, in_lines
from kpverify.office.pages import READ, WRITE, office_page
from kpverify.office.stock_forms import CountForm, ExplainForm, ImportForm, ProductionForm
from kpverify.proposals import services as proposals
from kpverify.provenance import explaining, imports, stock
from kpverify.provenance.models import Explanation, ImportCertificate, Production, Stocktake
from kpverify.provenance.pasting import read_table

SHOWN = 200


@office_page(Action.CERTIFICATE_VIEW, READ)
def stock_page(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Show the ledger, the queue for explanations, production and import certificates."""
    now, authority = timezone.now(), officer.authority_id or ""
    lines = explaining.lines_of(authority, now=now)
    told = explaining.explanations_of(authority)
    waiting = stock.waiting_stocktake(authority, now=now)
    waits = {(one.hs, one.origins) for one in told if one.decided_at is None}
    context = {
        "counted": Stocktake.objects.filter(authority_id=authority)
        .select_related("proposed_by", "confirmed_by")
        .first(),
        "lines": lines,
        "short": [one for one in lines if one.is_short and not one.is_explained and (one.hs, one.origins) not in waits],
        "told": told,
        "waiting": waiting,
        "is_own": waiting is not None and waiting.proposed_by_id == officer.pk,
        "production": Production.objects.filter(authority_id=authority, removed_at=None)[:SHOWN],
        "imports": imports.imports_of(officer)[:SHOWN],
    }
    return render(request, "office/stock.html", context)


@office_page(Action.STOCK_KEEP, WRITE)
def count(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Propose what lay in the country on a day."""
    words = Words(
        title=_("Count the stock"),
        button=_("Propose this count"),
        means=[
            _("Two officers count: you propose it, another one with the same right confirms it."),
            _("The ledger begins on this day. What came in or left before it is not looked at any more."),
            _("From then on a draft says when more would leave than came in."),
        ],
        done=_("Proposed. Another officer has to confirm it."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        pasted = typed["lines"].strip()
        lines = read_table(pasted, tuple(stock.LINE), most=stock.MOST_LINES) if pasted else []
        try:
            stock.propose_stocktake(on=typed["on"], lines=lines, by=officer, now=now)
        except Refused as refused:
            raise in_lines(refused, _("Line %(place)s: %(words)s")) from refused

    asking = Asking(do, reverse("office-stock"), _way(), {"on": timezone.now().date().isoformat()})
    return ask(request, officer=officer, words=words, asking=asking, form_class=CountForm)


@office_page(Action.STOCK_KEEP, WRITE)
def count_decide(request: HttpRequest, *, officer: Officer, rights: Collection[Action], what: str) -> HttpResponse:
    """Confirm, decline or take back a proposed count."""
    held = stock.waiting_stocktake(officer.authority_id or "", now=timezone.now())
    if held is None:
        raise Http404
    words = {
        "confirm": Words(
            _("Confirm this count?"),
            _("Confirm the count"),
            _counted(held.detail),
            _("Confirmed: the ledger begins with it."),
        ),
        "decline": Words(_("Decline this count?"), _("Decline it"), [], _("Declined.")),
        "withdraw": Words(_("Take this count back?"), _("Take it back"), [], _("Taken back.")),
    }[what]
    act = {"confirm": proposals.confirm, "decline": proposals.decline, "withdraw": proposals.withdraw}[what]

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        act(proposal_id=held.pk, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, reverse("office-stock"), _way()))


def _counted(detail: Mapping[str, Any]) -> list[str]:
    first = _("At the beginning of %(day)s there lay:") % {"day": detail["on"]}
    each = [f"{one['hs']}, {one['origins'] or '***'}: {one['carats']} ct, {one['usd']} USD" for one in detail["lines"]]
    return [first, *(each or [_("nothing")])]


@office_page(Action.STOCK_KEEP, WRITE)
def production_add(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Record what was mined in a period."""
    words = Words(
        title=_("Record production"),
        button=_("Record it"),
        means=[_("What was mined in your own country in these days, both included.")],
        done=_("The production is recorded."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        stock.record_production(production=typed, by=officer, now=now)

    asking = Asking(do, reverse("office-stock"), _way())
    return ask(request, officer=officer, words=words, asking=asking, form_class=ProductionForm)


@office_page(Action.STOCK_KEEP, WRITE)
def production_remove(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], production_id: UUID
) -> HttpResponse:
    """Take back a record of production."""
    held = Production.objects.filter(pk=production_id, authority_id=officer.authority_id, removed_at=None).first()
    if held is None:
        raise Http404
    words = Words(
        title=_("Take back %(carats)s carats of %(hs)s?") % {"carats": held.carats, "hs": held.hs},
        button=_("Take it back"),
        means=[_("The ledger no longer counts it. That it was recorded stays in the log.")],
        done=_("The record is taken back."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        stock.remove_production(production_id=production_id, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, reverse("office-stock"), _way()))


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def import_add(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Enter a certificate that goods came in with."""
    words = Words(
        title=_("Enter an import certificate"),
        button=_("Enter it"),
        means=[_("It is entered once. Each export then takes from it what leaves.")],
        done=_("The import certificate is entered."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        imports.add_import(imported=typed, by=officer, now=now)

    asking = Asking(do, reverse("office-stock"), _way())
    return ask(request, officer=officer, words=words, asking=asking, form_class=ImportForm)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def import_remove(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], import_id: UUID
) -> HttpResponse:
    """Take back the entry of an import certificate."""
    held = ImportCertificate.objects.filter(pk=import_id, authority_id=officer.authority_id, removed_at=None).first()
    if held is None:
        raise Http404
    words = Words(
        title=_("Take back the entry of %(number)s?") % {"number": held.number},
        button=_("Take it back"),
        means=[_("The ledger no longer counts it. That it was entered stays in the log.")],
        done=_("The entry is taken back."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        imports.remove_import(import_id=import_id, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, reverse("office-stock"), _way()))


@office_page(Action.STOCK_EXPLAIN, WRITE)
def explain(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Say why more of a pool leaves than came in; the address names the pool."""
    hs, origins = request.GET.get("hs", "")[:7], request.GET.get("origins", "")[:60]
    words = Words(
        title=_("Why does more of %(hs)s, %(origins)s leave than came in?") % {"hs": hs, "origins": origins or "***"},
        button=_("Send the explanation"),
        means=[
            _("Another officer accepts or declines it. Until then drafts say that more leaves than came in."),
            _("It explains what is missing now: when more is missing later, that is explained anew."),
        ],
        done=_("Sent. Another officer has to accept it."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        explaining.explain(hs=hs, origins=origins, reason=typed["reason"], by=officer, now=now)

    asking = Asking(do, reverse("office-stock"), _way())
    return ask(request, officer=officer, words=words, asking=asking, form_class=ExplainForm)


@office_page(Action.STOCK_KEEP, WRITE)
def explanation_decide(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], explanation_id: UUID, what: str
) -> HttpResponse:
    """Accept or decline another officer's explanation."""
    held = Explanation.objects.filter(pk=explanation_id, authority_id=officer.authority_id).first()
    if held is None:
        raise Http404
    pool = {"hs": held.hs, "origins": held.origins or "***", "carats": held.carats}
    does_accept = what == "accept"
    words = Words(
        title=(_("Accept this explanation?") if does_accept else _("Decline this explanation?")),
        button=_("Accept it") if does_accept else _("Decline it"),
        means=[_("%(carats)s carats of %(hs)s, %(origins)s are missing:") % pool, held.reason],
        done=_("Accepted.") if does_accept else _("Declined."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        explaining.decide(explanation_id=explanation_id, does_accept=does_accept, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, reverse("office-stock"), _way()))


def _way() -> list[tuple[str, Any]]:
    return [(reverse("office-stock"), _("Stock"))]
