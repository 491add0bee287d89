"""What lists of certificates are narrowed by: one rule for the pages, the API and the exports.

Everything is asked of `SearchRow`, the narrow twin of a certificate; all that is asked for has to hold.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import django_filters
from django.core.validators import RegexValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Amendment, State
from kpverify.certificates.search_row import SearchRow, SearchRowQuerySet
from kpverify.certificates.search_words import asked_for, tag
from kpverify.certificates.worklists import WORK_LISTS

COUNTRY = RegexValidator(r"\A[A-Z]{2}\Z", _("Give a country by its two capital letters."))
ORIGIN = RegexValidator(r"\A([A-Z]{2}|\*)\Z", _("Give a country by its two capital letters, or * for mixed."))
KINDS = (("standard", _("Standard")), ("technical", _("Technical")), ("replacement", _("Replacement")))
YES_NO = (("yes", _("Yes")), ("no", _("No")))
CHANGED = (
    ("replacement", _("Takes another one's place")),
    ("replaced", _("Its place is taken")),
    ("amended", _("Amended by a signed endorsement")),
)
AMOUNT = {"max_digits": 20, "decimal_places": 2}


def _keep(rows: SearchRowQuerySet, name: str, value: Any) -> SearchRowQuerySet:
    """Narrow nothing here: words are asked for all at once, in `filter_queryset`."""
    return rows


def _from(rows: SearchRowQuerySet, name: str, value: date) -> SearchRowQuerySet:
    return rows.filter(**{f"{_instant(name)}__gte": _midnight(value)})


def _to(rows: SearchRowQuerySet, name: str, value: date) -> SearchRowQuerySet:
    return rows.filter(**{f"{_instant(name)}__lt": _midnight(value) + timedelta(days=1)})


def _valid_from(rows: SearchRowQuerySet, name: str, value: date) -> SearchRowQuerySet:
    # The end is exclusive: what ends at midnight was valid through the day before.
    return rows.filter(expires_at__gt=_midnight(value))


def _valid_to(rows: SearchRowQuerySet, name: str, value: date) -> SearchRowQuerySet:
    return rows.filter(expires_at__lte=_midnight(value) + timedelta(days=1))


def _instant(name: str) -> str:
    return f"{name.partition('_')[0]}_at"


def _midnight(day: date) -> datetime:
    # A day more or less is still one that every calendar has.
    return datetime.combine(min(max(day, date(1, 1, 2)), date(9999, 12, 30)), time(), UTC)


def _party(rows: SearchRowQuerySet, name: str, value: str) -> SearchRowQuerySet:
    """The words index tells who has these words at all; here it is told whose they are."""
    for word in asked_for(value):
        rows = rows.filter(**{f"{name}__contains": f" {word}"})
    return rows if asked_for(value) else rows.none()


def _number(rows: SearchRowQuerySet, name: str, value: str) -> SearchRowQuerySet:
    return rows.filter(number__icontains=value)


def _officer(rows: SearchRowQuerySet, name: str, value: str) -> SearchRowQuerySet:
    """Look the code up first: the database then counts with one number, not with a join."""
    return rows.filter(**{name: Officer.objects.filter(code=value).values_list("pk", flat=True).first() or 0})


def _changed(rows: SearchRowQuerySet, name: str, value: str) -> SearchRowQuerySet:
    if value == "amended":
        signed = Amendment.objects.filter(state=Amendment.State.SIGNED)
        return rows.filter(certificate_id__in=signed.values("certificate_id"))
    return rows.filter(**{f"is_{value}": True})


def _is_set(field: str) -> Callable[[SearchRowQuerySet, str, str], SearchRowQuerySet]:
    def narrow(rows: SearchRowQuerySet, name: str, value: str) -> SearchRowQuerySet:
        return rows.filter(Q(issued_at__isnull=False), **{f"{field}__isnull": value == "no"})

    return narrow


def _text(label: Any, method: Any = _keep, **more: Any) -> django_filters.CharFilter:
    return django_filters.CharFilter(label=label, method=method, **{"max_length": 120, **more})


def _day(label: Any, method: Any) -> django_filters.DateFilter:
    return django_filters.DateFilter(label=label, method=method)


def _amount(field: str, label: Any, lookup: str) -> django_filters.NumberFilter:
    return django_filters.NumberFilter(field, label=label, lookup_expr=lookup, min_value=0, **AMOUNT)


def _choice(label: Any, choices: Any, **more: Any) -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(label=label, choices=choices, empty_label=_("Any"), **more)


class CertificateFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a list may be narrowed by; all of them together."""

    q = _text(_("Number, name, seal or check code"))
    list = _choice(_("Work list"), [(one.name, one.label) for one in WORK_LISTS], method="filter_list")
    state = django_filters.MultipleChoiceFilter(label=_("State"), choices=State.choices)
    number = _text(_("Part of the number"), _number, max_length=20)
    kind = _choice(_("Kind"), KINDS)
    origin = _text(_("Country of mining origin"), max_length=2, validators=[ORIGIN])
    zone = _text(_("Zone"), max_length=40)
    exporter = _text(_("Exporter"), _party)
    importer = _text(_("Importer"), _party)
    destination = django_filters.CharFilter(label=_("Destination"), validators=[COUNTRY], max_length=2)
    hs = _text(_("HS code"), max_length=12)
    due_diligence = _text(_("Due diligence"), max_length=40)
    carats_from = _amount("carats", _("Carats from"), "gte")
    carats_to = _amount("carats", _("Carats to"), "lte")
    usd_from = _amount("usd", _("US dollars from"), "gte")
    usd_to = _amount("usd", _("US dollars to"), "lte")
    created_from = _day(_("Drafted from"), _from)
    created_to = _day(_("Drafted to"), _to)
    issued_from = _day(_("Issued from"), _from)
    issued_to = _day(_("Issued to"), _to)
    expires_from = _day(_("Valid through, from"), _valid_from)
    expires_to = _day(_("Valid through, to"), _valid_to)
    prepared_by = _text(_("Prepared by"), _officer, max_length=24)
    approved_by = _text(_("Approved by"), _officer, max_length=24)
    changed = _choice(_("Replaced or amended"), CHANGED, method=_changed)
    receipt = _choice(_("Receipt confirmed"), YES_NO, method=_is_set("received_at"))
    printed = _choice(_("Printed"), YES_NO, method=_is_set("printed_at"))

    class Meta:
        model = SearchRow
        fields: list[str] = []

    def filter_list(self, rows: SearchRowQuerySet, name: str, value: str) -> SearchRowQuerySet:
        """Narrow to what one list of work holds for who asks."""
        work = next(one for one in WORK_LISTS if one.name == value)
        return work.rows(rows, officer=self.request.user, now=timezone.now())

    def filter_queryset(self, queryset: SearchRowQuerySet) -> SearchRowQuerySet:
        """Narrow by everything; the words of all boxes are asked for at once."""
        rows: SearchRowQuerySet = super().filter_queryset(queryset)
        asked = self.form.cleaned_data
        text = asked["q"]
        if text.strip() and not asked_for(text):
            return rows.none()
        named = (text, asked["exporter"], asked["importer"])
        beginnings = [word for one in named for word in asked_for(one)]
        # A part of one sign is in half of all numbers: the row's own number is asked alone.
        if len(part := "".join(asked_for(asked["number"]))) > 1:
            beginnings.append(part)
        origin = "mixed" if asked["origin"] == "*" else asked["origin"]
        lists = (("o", origin), ("z", asked["zone"]), ("h", asked["hs"]), ("d", asked["due_diligence"]))
        return rows.saying(beginnings=beginnings, whole=[tag(kind, value) for kind, value in lists if value])


class NewestFirst(CursorPagination):
    """Pages that stay right while certificates are added."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = ("-id",)

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Refuse a cursor that no page gave: its text would reach the database.  Raises: NotFound."""
        found: Cursor | None = super().decode_cursor(request)
        if found is not None and found.position is not None and not is_place(str(found.position)):
            raise NotFound("The cursor is not one of a page of this list.")
        return found


def is_place(text: str) -> bool:
    """Can this be the number of a row?"""
    return text.isascii() and text.isdigit() and len(text) < 19
