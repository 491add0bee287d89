"""How certificates come onto paper: stock or not, each printer's measures, the places, and who sits where."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from kpverify.accounts import services as accounts
from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.blanks import services
from kpverify.blanks.models import PrintProfile
from kpverify.blanks.settings import profile_of
from kpverify.certificates.layout import FARTHEST_MM, LARGEST_PERCENT, SMALLEST_PERCENT
from kpverify.certificates.test_page import CROSS_MM, Measures, corrected, far_cross, test_page
from kpverify.errors import Refused
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.lazy_words import filled
from kpverify.office.pages import WRITE, office_page
from kpverify.office.views_paper import find_place, place_choices, way
from kpverify.registry import services as registry
from kpverify.registry.models import Place

Rights = Collection[Action]
PAPERS = {PrintProfile.Paper.A4: "A4", PrintProfile.Paper.LETTER: "US Letter"}
# The number in an address that means: every place without measures of its own.
EVERYWHERE = 0


@office_page(Action.PAPER_MANAGE)
def settings(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Show everything that is chosen once."""
    authority_id = officer.authority_id or ""
    places = list(Place.objects.filter(authority_id=authority_id, closed_at=None))
    held = {one.place_id: one for one in PrintProfile.objects.filter(authority_id=authority_id)}
    everywhere = held.get(None) or PrintProfile(authority_id=authority_id)
    shown = [(EVERYWHERE, _("Everywhere else"), everywhere)]
    shown += [(one.pk, one.name, held[one.pk]) for one in places if one.pk in held]
    printers = [(number, name, one, PAPERS[PrintProfile.Paper(one.paper)]) for number, name, one in shown]
    context = {
        "stationery": services.stationery_of(authority_id),
        "printers": printers,
        "without": [one for one in places if one.pk not in held],
        "places": places,
        "officers": Officer.objects.filter(authority_id=authority_id, is_active=True)
        .select_related("place")
        .order_by("name"),
    }
    return render(request, "office/paper_settings.html", context)


def _doing(do: Any, initial: Mapping[str, Any] | None = None) -> Asking:
    address = reverse("office-paper-settings")
    return Asking(do, address, [*way(), (address, _("Settings"))], initial or {})


class StationeryForm(forms.Form):
    """What is printed on."""

    takes_stock = forms.BooleanField(
        label=gettext_lazy("Certificates are printed on numbered sheets, and every sheet is accounted for"),
        required=False,
    )
    serial_is_number = forms.BooleanField(
        label=gettext_lazy("The serial printed on a sheet is the number of its certificate"), required=False
    )


@office_page(Action.PAPER_MANAGE, WRITE)
def stationery(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Choose whether sheets are accounted for."""
    words = Words(
        title=_("What certificates are printed on"),
        button=_("Save"),
        means=[_("With numbered sheets, each print asks which sheet is used.")],
        done=_("Saved."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.save_stationery(**typed, by=officer, now=now)

    held = services.stationery_of(officer.authority_id or "")
    initial = {"takes_stock": held.takes_stock, "serial_is_number": held.serial_is_number}
    return ask(request, officer=officer, words=words, asking=_doing(do, initial), form_class=StationeryForm)


def _measure(label: Any, help_text: Any = "", *, places: int = 1) -> forms.DecimalField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off", "dir": "ltr"})
    return forms.DecimalField(
        label=label, help_text=help_text, max_digits=6, decimal_places=places, localize=False, widget=widget
    )


class ProfileForm(forms.Form):
    """Where a printer puts things."""

    paper = forms.ChoiceField(label=gettext_lazy("Size of the sheets"), choices=list(PAPERS.items()))
    right_mm = _measure(
        gettext_lazy("Move to the right, mm"),
        filled(gettext_noop("Below zero moves to the left. At most %(most)s."), {"most": FARTHEST_MM}),
    )
    down_mm = _measure(gettext_lazy("Move down, mm"), gettext_lazy("Below zero moves up."))
    scale_percent = _measure(
        gettext_lazy("Stretch, per cent"),
        filled(
            gettext_noop("%(least)s to %(most)s. Letters and the QR code keep their size."),
            {"least": SMALLEST_PERCENT, "most": LARGEST_PERCENT},
        ),
        places=2,
    )
    has_title = forms.BooleanField(label=gettext_lazy("Title and statement are on the sheet already"), required=False)
    has_lines = forms.BooleanField(label=gettext_lazy("Lines and boxes are on the sheet already"), required=False)


def _find(officer: Officer, number: int) -> tuple[int | None, str, PrintProfile]:
    """Find a place's profile, or what it would be.  Raises: Http404."""
    if number == EVERYWHERE:
        return None, _("Everywhere else"), profile_of(officer.authority_id or "", None)
    place = find_place(officer, number)
    return place.pk, place.name, profile_of(officer.authority_id or "", place.pk)


NAMES = ("paper", "right_mm", "down_mm", "scale_percent", "has_title", "has_lines")


@office_page(Action.PAPER_MANAGE, WRITE)
def printer(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Type the measures of a printer."""
    place_id, name, held = _find(officer, number)
    words = Words(
        title=_("Printer: %(place)s") % {"place": name},
        button=_("Save the measures"),
        means=[
            _("Everything printed on sheets there uses these measures from now on."),
            _("Print the test page afterwards, and one certificate: the code has to be read by two phones."),
        ],
        done=_("The measures are saved."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.save_profile(place_id=place_id, **typed, by=officer, now=now)

    initial = {one: getattr(held, one) for one in NAMES}
    return ask(request, officer=officer, words=words, asking=_doing(do, initial), form_class=ProfileForm)


class MeasuredForm(forms.Form):
    """Where the crosses of the test page were found."""

    near_x = _measure(gettext_lazy("Cross A from the left edge, mm"))
    near_y = _measure(gettext_lazy("Cross A from the upper edge, mm"))
    far_x = _measure(gettext_lazy("Cross B from the left edge, mm"))
    far_y = _measure(gettext_lazy("Cross B from the upper edge, mm"))


@office_page(Action.PAPER_MANAGE, WRITE)
def measured(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Work the measures out from a test page."""
    place_id, name, held = _find(officer, number)
    far_x, far_y = far_cross(held.paper)
    words = Words(
        title=_("Measured on the test page: %(place)s") % {"place": name},
        button=_("Correct the printer"),
        means=[
            _("A should lie %(near)s mm from the left and from the upper edge, B %(x)s mm and %(y)s mm.")
            % {"near": CROSS_MM, "x": far_x, "y": far_y},
            _("Measure on a page printed with the measures that are saved now."),
        ],
        done=_("The measures are saved: print the test page again to see it."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        if typed["far_x"] <= typed["near_x"] or typed["far_y"] <= typed["near_y"]:
            raise Refused("layout-wrong", "B lies to the right of A and below it: compare with the page.", status=422)
        before = Measures(held.right_mm, held.down_mm, held.scale_percent)
        near, far = (typed["near_x"], typed["near_y"]), (typed["far_x"], typed["far_y"])
        after = corrected(held.paper, before, near=near, far=far)
        services.save_profile(
            place_id=place_id,
            paper=held.paper,
            has_title=held.has_title,
            has_lines=held.has_lines,
            **after._asdict(),
            by=officer,
            now=now,
        )

    initial = {"near_x": CROSS_MM, "near_y": CROSS_MM, "far_x": far_x, "far_y": far_y}
    return ask(request, officer=officer, words=words, asking=_doing(do, initial), form_class=MeasuredForm)


@office_page(Action.PAPER_MANAGE)
def printer_page(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Draw the test page of a printer."""
    _place_id, name, held = _find(officer, number)
    far_x, far_y = far_cross(held.paper)
    told = {"x": held.right_mm, "y": held.down_mm, "scale": held.scale_percent}
    body = test_page(
        paper=held.paper,
        measures=Measures(held.right_mm, held.down_mm, held.scale_percent),
        title=_("Test page: %(place)s") % {"place": name},
        lines=[
            _("Print at 100 %, on a sheet of the size you use."),
            _("Cross A should lie %(near)s mm from the left and from the upper edge.") % {"near": CROSS_MM},
            _("Cross B should lie %(x)s mm from the left edge and %(y)s mm from the upper edge.")
            % {"x": far_x, "y": far_y},
            _("Measure both, and type what you find at Paper, Settings, Measured."),
            _("A certificate stands inside the broken line."),
        ],
        settings=_("Printed with: right %(x)s mm, down %(y)s mm, stretched to %(scale)s %%") % told,
        language=(get_language() or "en")[:2],
    )
    response = HttpResponse(body, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="test-page.pdf"'
    response["Cache-Control"] = "no-store"
    return response


class PlaceForm(forms.Form):
    """A new place."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("Counter 2, strong room"))
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=3,
        help_text=gettext_lazy("One to three capital letters."),
        widget=forms.TextInput(attrs={"class": "short", "autocapitalize": "characters", "autocomplete": "off"}),
    )


@office_page(Action.PAPER_MANAGE, WRITE)
def add_place(request: HttpRequest, *, officer: Officer, rights: Rights) -> HttpResponse:
    """Name a place."""
    words = Words(
        title=_("Add a place"),
        button=_("Add the place"),
        means=[
            _("Paper lies at a place, officers sit at one, and a place may have a printer of its own."),
            _("The Secretariat may give a place its own certificate numbers."),
        ],
        done=_("The place is added."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        registry.add_place(authority_id=officer.authority_id or "", **typed, now=now, by=officer.actor)

    return ask(request, officer=officer, words=words, asking=_doing(do), form_class=PlaceForm)


@office_page(Action.PAPER_MANAGE, WRITE)
def close_place(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Close a place."""
    place = find_place(officer, number)
    words = Words(
        title=_("Close %(place)s?") % {"place": place.name},
        button=_("Close the place"),
        means=[_("No paper is moved there any more, and nobody sits there.")],
        done=_("The place is closed."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.close_place(place_id=place.pk, by=officer, now=now)

    return ask(request, officer=officer, words=words, asking=_doing(do))


@office_page(Action.PAPER_MANAGE, WRITE)
def seat(request: HttpRequest, *, officer: Officer, rights: Rights, number: int) -> HttpResponse:
    """Say where an officer sits."""
    who = Officer.objects.filter(pk=number, authority_id=officer.authority_id, is_active=True).first()
    if who is None or officer.authority_id is None:
        raise Http404
    choices = [("", _("At no place of their own")), *place_choices(officer)]
    place = forms.TypedChoiceField(label=_("Place"), coerce=int, empty_value=None, required=False, choices=choices)
    words = Words(
        title=_("Where does %(name)s sit?") % {"name": who.name},
        button=_("Save"),
        means=[_("Their certificates take the numbers of that place, if it has its own, and its paper.")],
        done=_("Saved."),
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        accounts.seat_officer(officer_id=who.pk, place_id=typed["place_id"], by=officer.actor, now=now)

    form_class = type("SeatForm", (forms.Form,), {"place_id": place})
    return ask(
        request, officer=officer, words=words, asking=_doing(do, {"place_id": who.place_id}), form_class=form_class
    )
