"""Where the stones of one certificate come from: its purchase slips and import certificates."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.assessment import assess
from kpverify.certificates.models import Certificate, State
from kpverify.dossier.services import files_of
from kpverify.errors import Refused
from kpverify.office.asking import Asking, Words, ask, in_lines
from kpverify.office.claims import claim_lines
from kpverify.office.forms import words_of
from kpverify.office.pages import READ, WRITE, find, office_page
from kpverify.office.source_forms import PasteForm, SlipChangeForm, SlipForm
from kpverify.office.stock_forms import draw_form
from kpverify.office.views import CHANGEABLE
from kpverify.provenance import drawing, pasting, slips
from kpverify.provenance.models import ImportUse, PurchaseSlip

# Whose findings stand on this page, beside the draft's own.
RULES = ("car.zones.", "kpcs.imports.", "kpcs.balance.")


@office_page(Action.CERTIFICATE_VIEW, READ)
def sources(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show what stands behind a certificate, and what the rules say about it."""
    found = find(officer, pk)
    assessed = assess(certificate=found, now=timezone.now()) if found.state in CHANGEABLE else []
    held = slips.slips_of(found.pk)
    context = {
        "certificate": found,
        "slips": held,
        "claims": claim_lines(found, now=timezone.now()),
        "carats": sum((one.carats for one in held), Decimal()),
        "usd": sum((one.usd for one in held), Decimal()),
        "findings": [{**one, "words": words_of(one)} for one in assessed if one["code"].startswith(RULES)],
        "can_write": found.state == State.DRAFT and Action.CERTIFICATE_DRAFT in rights,
        "can_copy": found.replaces_id is not None and not held,
    }
    return render(request, "office/sources.html", context)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def slip_add(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Add a purchase slip."""
    found = find(officer, pk)
    words = Words(
        title=_("Add a purchase slip"),
        button=_("Add the slip"),
        means=[
            _("Write it off the paper slip, one sale each."),
            _("Who changes what stands behind a draft becomes the one who prepared it."),
        ],
        done=_("The slip is added."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        slips.add_slip(certificate_id=pk, slip=typed, by=officer, now=now)

    zones = found.content.get("zones") or [""]
    initial = {"zone": zones[0] if len(zones) == 1 else ""}
    asking = Asking(do, address(pk), way(found), initial)
    return ask(request, officer=officer, words=words, asking=asking, form_class=SlipForm)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def slip_paste(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Add many purchase slips at once."""
    found = find(officer, pk)
    words = Words(
        title=_("Paste purchase slips"),
        button=_("Add these slips"),
        means=[_("Copy them from a spreadsheet. All of them are added, or none.")],
        done=_("The slips are added."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        try:
            slips.add_slips(certificate_id=pk, slips=pasting.read_slips(typed["slips"]), by=officer, now=now)
        except Refused as refused:
            raise in_lines(refused, _("Slip %(place)s: %(words)s")) from refused

    asking = Asking(do, address(pk), way(found))
    return ask(request, officer=officer, words=words, asking=asking, form_class=PasteForm)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def slip_copy(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Take over the slips of the certificate that is replaced."""
    found = find(officer, pk)
    words = Words(
        title=_("Take over the purchase slips of the certificate it replaces?"),
        button=_("Take them over"),
        means=[_("The same stones travel: their slips stand behind this draft, too.")],
        done=_("The slips are taken over."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        slips.copy_slips(certificate_id=pk, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, address(pk), way(found)))


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def slip_change(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, slip_id: UUID
) -> HttpResponse:
    """Correct a purchase slip."""
    found, slip = _find(officer, pk, slip_id)
    words = Words(
        title=_("Correct the slip %(number)s") % {"number": slip.number},
        button=_("Save the slip"),
        means=[_("What stood there before is kept in the story of the certificate.")],
        done=_("The slip is corrected."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        seen = int(typed["version"]) if typed["version"].isdecimal() else 0
        try:
            slips.change_slip(slip_id=slip_id, slip=typed, version=seen, by=officer, now=now)
        except Refused as refused:
            raise _with_what_stands_there(refused, slip, typed) from refused

    initial = {name: getattr(slip, name) for name in SlipForm.base_fields}
    initial |= {"produced_on": slip.produced_on.isoformat(), "version": slip.version}
    # Who was told what stands there now may save over it: the next try carries that version.
    asking = Asking(do, address(pk), way(found), initial, told={"version-conflict": {"version": str(slip.version)}})
    return ask(request, officer=officer, words=words, asking=asking, form_class=SlipChangeForm)


def _with_what_stands_there(refused: Refused, slip: PurchaseSlip, typed: Mapping[str, Any]) -> Refused:
    """Say beside a conflict what the slip says now, where that is not what was typed."""
    if refused.code != "version-conflict":
        return refused
    labels = {name: field.label for name, field in SlipForm.base_fields.items()}
    wanted = slips.tidy_slip(typed)
    now = [f"{labels[name]}: {getattr(slip, name)}" for name in labels if getattr(slip, name) != wanted[name]]
    words = _("Somebody changed this slip since you saw it. It now says: %(now)s. Save again to put yours there.")
    same = _("Somebody changed this slip since you saw it, to what you typed.")
    return Refused(refused.code, words % {"now": "; ".join(now)} if now else same, status=refused.status)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def slip_remove(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, slip_id: UUID
) -> HttpResponse:
    """Take a purchase slip off a draft."""
    found, slip = _find(officer, pk, slip_id)
    words = Words(
        title=_("Take the slip %(number)s off?") % {"number": slip.number},
        button=_("Take it off"),
        means=[_("It no longer stands behind this draft. That it did is kept in the story of the certificate.")],
        done=_("The slip is taken off."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        slips.remove_slip(slip_id=slip_id, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, address(pk), way(found)))


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def import_draw(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Take goods of an import certificate into a draft."""
    found = find(officer, pk)
    words = Words(
        title=_("Take goods from an import certificate"),
        button=_("Take them"),
        means=[_("All exports of one import certificate draw from what came in with it.")],
        done=_("The goods are taken from the import certificate."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        drawing.draw(certificate_id=pk, use=typed, by=officer, now=now)

    known = drawing.papers_of(found, now=timezone.now())
    form_class = draw_form([(one.sha256, one.name) for one in files_of(found) if one.sha256 in known])
    return ask(request, officer=officer, words=words, asking=Asking(do, address(pk), way(found)), form_class=form_class)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def import_undraw(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, use_id: UUID
) -> HttpResponse:
    """Take goods of an import certificate off a draft."""
    found = find(officer, pk)
    use = ImportUse.objects.filter(pk=use_id, certificate=found, removed_at=None).select_related("imported").first()
    if use is None:
        raise Http404
    words = Words(
        title=_("Take the goods of %(number)s off?") % {"number": use.imported.number},
        button=_("Take them off"),
        means=[_("They can leave with another certificate. That they stood here is kept in the story.")],
        done=_("The goods are taken off."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        drawing.undraw(use_id=use_id, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=Asking(do, address(pk), way(found)))


def address(pk: UUID) -> str:
    """Give the address of the page of one certificate's sources."""
    return reverse("office-sources", kwargs={"pk": pk})


def way(found: Certificate) -> list[tuple[str, Any]]:
    """Give the way to the forms behind that page."""
    name = found.number or _("Draft")
    certificate = reverse("office-certificate", kwargs={"pk": found.pk})
    return [(certificate, name), (address(found.pk), _("Where the stones come from"))]


def _find(officer: Officer, pk: UUID, slip_id: UUID) -> tuple[Certificate, PurchaseSlip]:
    found = find(officer, pk)
    slip = PurchaseSlip.objects.filter(pk=slip_id, certificate=found, removed_at=None).first()
    if slip is None:
        raise Http404
    return found, slip
