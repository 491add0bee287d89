"""Blank security paper: where it lies, what came, what became of it, and whether it adds up."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.blanks import counting, services
from kpverify.blanks.models import Fate, StockTake
from kpverify.blanks.stacks import find_batch
from kpverify.errors import Refused
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import WRITE, office_page
from kpverify.office.paper_words import FATES, serial_field
from kpverify.registry.models import Place
from kpverify.registry.ranges import nearly_used

Rights = Collection[Action]
SHOWN = 50


def way() -> list[tuple[str, Any]]:
    """Lead back to the paper."""
    return [(reverse("office-paper"), _("Paper"))]


def place_choices(officer: Officer) -> list[tuple[int, str]]:
    """List the open places of an officer's authority."""
    return list(Place.objects.filter(authority_id=officer.authority_id, closed_at=None).values_list("pk", "name"))


@office_page(Action.PAPER_VIEW)
def paper(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Show what lies where, and the way to everything that is done with it."""
    authority_id = officer.authority_id or ""
    places = counting.places_of(authority_id)
    context = {
        "places": places,
        "in_stock": sum(sheets for _place, _stacks, sheets in places),
        "stationery": services.stationery_of(authority_id),
        "fates": FATES,
        "reports": [(one, FATES[one.kind]) for one in _reports(authority_id)[:10]],
        "takes": StockTake.objects.filter(place__authority_id=authority_id).select_related("place", "by")[:5],
        "nearly_used": nearly_used(authority_id, year=timezone.now().year),
        "own_place": officer.place,
    }
    return render(request, "office/paper.html", context)


def _reports(authority_id: str) -> Any:
    found = Fate.objects.filter(batch__authority_id=authority_id, undone_at=None).exclude(kind=Fate.Kind.USED)
    # In the order they were written down, which an index has.
    return found.select_related("batch", "place", "by").order_by("-pk")


class ReceiveForm(forms.Form):
    """A delivery."""

    first = serial_field(gettext_lazy("First serial"), gettext_lazy("As printed on the first sheet: KP-A 000001."))
    last = serial_field(gettext_lazy("Last serial"))
    counted = forms.IntegerField(
        label=gettext_lazy("Sheets counted"),
        min_value=1,
        max_value=services.MOST_SHEETS,
        help_text=gettext_lazy("Count them, do not work it out from the serials."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    supplier = forms.CharField(label=gettext_lazy("Printer or supplier"), max_length=120)
    received_on = forms.DateField(
        label=gettext_lazy("Day of receipt"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
        input_formats=["%Y-%m-%d"],
    )
    place_id = forms.TypedChoiceField(label=gettext_lazy("Where they lie now"), coerce=int)
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed when the count is not what the serials make."),
    )


def _with_places(form_class: type[forms.Form], officer: Officer, name: str = "place_id") -> type[forms.Form]:
    """Offer the authority's own places in a form."""
    field = form_class.base_fields[name]
    made = forms.TypedChoiceField(
        label=field.label, coerce=int, choices=[("", _("Choose a place")), *place_choices(officer)]
    )
    return type(form_class.__name__, (form_class,), {name: made})


@office_page(Action.PAPER_MANAGE, WRITE)
def receive(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Take a delivery into stock."""
    words = Words(
        title=_("Receive paper"),
        button=_("Take it into stock"),
        means=[
            _("Every sheet is accounted for from now on: used, spoiled, lost, stolen, destroyed, or in stock."),
            _("Sheets that are missing in the delivery are reported as lost afterwards."),
        ],
        done=_("The delivery is in stock."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.receive_batch(**typed, by=officer, now=now)

    initial = {"received_on": timezone.now().date(), "place_id": officer.place_id}
    asking = Asking(do, reverse("office-paper"), way(), initial)
    return ask(request, officer=officer, words=words, asking=asking, form_class=_with_places(ReceiveForm, officer))


class MoveForm(forms.Form):
    """Sheets that go to another place."""

    first = serial_field(gettext_lazy("First serial"))
    last = serial_field(gettext_lazy("Last serial"))
    to_place_id = forms.TypedChoiceField(label=gettext_lazy("Where they lie from now on"), coerce=int)


@office_page(Action.PAPER_MANAGE, WRITE)
def move(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Bring sheets to another place, or to a desk."""
    words = Words(
        title=_("Move paper"),
        button=_("Move it"),
        means=[_("A desk prints on the sheets that lie there, the lowest serial first.")],
        done=_("The sheets are moved."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.move_sheets(**typed, by=officer, now=now)

    initial = {"first": request.GET.get("first", "")[:24], "last": request.GET.get("last", "")[:24]}
    form_class = _with_places(MoveForm, officer, "to_place_id")
    asking = Asking(do, reverse("office-paper"), way(), initial)
    return ask(request, officer=officer, words=words, asking=asking, form_class=form_class)


class ReportForm(forms.Form):
    """Which sheets, and what happened."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What happened"),
        choices=[(kind, words) for kind, words in FATES.items() if kind != Fate.Kind.USED],
        widget=forms.RadioSelect,
    )
    first = serial_field(gettext_lazy("First serial"))
    last = serial_field(gettext_lazy("Last serial"), gettext_lazy("Leave it empty for one sheet."), required=False)


class WhyForm(forms.Form):
    """What is kept with the sheets."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("What happened, when, and who found it. At most 300 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@office_page(Action.PAPER_REPORT)
def report(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Ask which sheets are spoiled, lost, stolen or destroyed; step one of two."""
    form = ReportForm(request.GET or None)
    refusal = None
    if form.is_bound and form.is_valid():
        typed = form.cleaned_data
        try:
            find_batch(officer.authority_id or "", typed["first"], typed["last"] or typed["first"])
        except Refused as no:
            refusal = no
        else:
            return redirect(f"{reverse('office-paper-report-confirm')}?{request.GET.urlencode()}")
    errors = [
        (form[name].id_for_label, form[name].label, one) for name in form.fields for one in form.errors.get(name, ())
    ]
    context = {"form": form, "errors": errors, "refusal": refusal}
    status = refusal.status if refusal else 422 if errors else 200
    return render(request, "office/paper_report.html", context, status=status)


@office_page(Action.PAPER_REPORT, WRITE)
def report_confirm(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Say what the report does, ask for the reason, and do it; step two."""
    form = ReportForm(request.GET)
    if not form.is_valid():
        return redirect("office-paper-report")
    kind, first = form.cleaned_data["kind"], form.cleaned_data["first"]
    last = form.cleaned_data["last"] or first
    batch, low, high = find_batch(officer.authority_id or "", first, last)
    sheets = high - low + 1
    count = ngettext("%(count)s sheet", "%(count)s sheets", sheets) % {"count": sheets}
    words = Words(
        title=_("Report %(sheets)s as: %(what)s?") % {"sheets": count, "what": FATES[kind]},
        button=_("Report it"),
        means=[
            f"{batch.serial(low)} – {batch.serial(high)}" if sheets > 1 else batch.serial(low),
            _("The sheets leave the stock at once; nothing is printed on them any more."),
            _("Verifiers are told with the next trust list that nobody may present them. Tell the Secretariat."),
            _("Taking the report back needs two officers."),
        ],
        done=_("The report is recorded."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.report_sheets(kind=kind, first=first, last=last, reason=typed["reason"], by=officer, now=now)

    crumbs = [*way(), (reverse("office-paper-report"), _("Report"))]
    asking = Asking(do, reverse("office-paper"), crumbs)
    return ask(request, officer=officer, words=words, asking=asking, form_class=WhyForm)


class StockTakeForm(forms.Form):
    """What was counted."""

    counted = forms.IntegerField(
        label=gettext_lazy("Sheets counted"),
        min_value=0,
        max_value=services.MOST_SHEETS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
    )
    explanation = forms.CharField(
        label=gettext_lazy("What is known of a difference"),
        required=False,
        max_length=300,
        help_text=gettext_lazy("Needed when the count is not what should be there."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@office_page(Action.PAPER_MANAGE, WRITE)
def stock_take(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Count what lies at a place. What should be there is told only when it differs."""
    place = find_place(officer, number)
    words = Words(
        title=_("Count the paper at %(place)s") % {"place": place.name},
        button=_("Record the count"),
        means=[_("Count first. If it differs from what should be there, you are told and asked what is known.")],
        done=_("The count is recorded."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.take_stock(place_id=place.pk, **typed, by=officer, now=now)

    asking = Asking(do, reverse("office-paper"), way())
    return ask(request, officer=officer, words=words, asking=asking, form_class=StockTakeForm)


def find_place(officer: Officer, number: int) -> Place:
    """Find an open place of an officer's authority.  Raises: Http404."""
    found = Place.objects.filter(pk=number, authority_id=officer.authority_id, closed_at=None).first()
    if found is None:
        raise Http404
    return found


@office_page(Action.PAPER_VIEW)
def reconciliation(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Show whether it adds up, by batch and by month."""
    authority_id = officer.authority_id or ""
    accounts = counting.by_batch(authority_id)
    months = counting.by_month(authority_id)
    total = counting.together(accounts)
    context = {
        "accounts": [(one, _named(one.left)) for one in accounts],
        "total": (total, _named(total.left)),
        "months": [(one, _named(one.left)) for one in months],
        "heads": list(FATES.values()),
        "months_end_right": not months or months[0].closing == total.in_stock,
    }
    return render(request, "office/paper_reconciliation.html", context)


def _named(left: Mapping[str, int]) -> list[tuple[Any, int]]:
    """Put the word beside each count."""
    return [(FATES[kind], many) for kind, many in left.items()]


@office_page(Action.PAPER_VIEW)
def sheets(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Look a sheet up, or list what became of the newest."""
    serial = " ".join(request.GET.get("serial", "")[:24].upper().split())
    found = Fate.objects.filter(batch__authority_id=officer.authority_id)
    found = found.select_related("batch", "place", "by", "certificate").order_by("-pk")
    refusal, stack = None, None
    if serial:
        try:
            batch, value, _same = find_batch(officer.authority_id or "", serial, serial)
        except Refused as no:
            refusal, found = no, found.none()
        else:
            found = found.filter(batch=batch, first__lte=value, last__gte=value)
            stack = batch.stacks.select_related("place").filter(first__lte=value, last__gte=value).first()
    page = Paginator(found, SHOWN).get_page(request.GET.get("page"))
    context = {
        "serial": serial,
        "refusal": refusal,
        "stack": stack,
        "page": page,
        "lines": [(one, FATES[one.kind]) for one in page],
    }
    return render(request, "office/paper_sheets.html", context, status=refusal.status if refusal else 200)
