"""What a list is asked for, as the reader sees it: the boxes, and a chip for each condition with the way to drop it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.certificates.filters import CertificateFilter
from kpverify.certificates.paper_data import DUE_DILIGENCE
from kpverify.certificates.search_row import SearchRowQuerySet
from kpverify.office.choices import country_names, destinations
from kpverify.office.summary import TAGS
from kpverify.registry.models import HSCode, Zone

# How the conditions stand together in the form: two that are a pair share a line.
GROUPS: tuple[tuple[str, ...], ...] = (
    ("number", "kind"),
    ("destination", "origin"),
    ("zone", "hs"),
    ("exporter", "importer"),
    ("carats_from", "carats_to"),
    ("usd_from", "usd_to"),
    ("issued_from", "issued_to"),
    ("created_from", "created_to"),
    ("expires_from", "expires_to"),
    ("prepared_by", "approved_by"),
    ("due_diligence", "changed"),
    ("receipt", "printed"),
)


class Chip(NamedTuple):
    """One condition in words, and the question without it."""

    words: str
    without: str


class Asked:
    """A question about certificates, read from the address."""

    def __init__(self, request: HttpRequest, rows: SearchRowQuerySet) -> None:
        # In one form however it was typed: nothing empty, nothing that is no condition.
        self.query = QueryDict(mutable=True)
        for name in CertificateFilter.base_filters:
            if values := [value for value in request.GET.getlist(name) if value]:
                self.query.setlist(name, values)
        self._filter = CertificateFilter(self.query, queryset=rows, request=request)
        self.form: forms.Form = self._filter.form
        self.is_valid: bool = self.form.is_valid()

    @property
    def rows(self) -> SearchRowQuerySet:
        """Give what is asked for; nothing, when the question is not possible."""
        if not self.is_valid:
            return self._filter.queryset.none()  # type: ignore[no-any-return]
        return self._filter.filter_queryset(self._filter.queryset)

    @property
    def names(self) -> list[str]:
        """Name the conditions there are."""
        return list(self.query)

    @property
    def address(self) -> str:
        """Write the question for an address."""
        return self.query.urlencode()

    @property
    def state_words(self) -> list[tuple[str, Any, bool]]:
        """List the states to tick."""
        return [(state, tag.word, state in self.query.getlist("state")) for state, tag in TAGS.items()]

    @property
    def groups(self) -> list[list[Any]]:
        """Give the fields as they stand together."""
        return [[self.form[name] for name in group] for group in GROUPS]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Give what the box of words keeps beside it."""
        return [(name, value) for name, values in self.query.lists() if name != "q" for value in values]

    def offer(self, officer: Officer) -> None:
        """Let people choose where the API takes codes."""
        _offer(self.form, officer=officer)

    def chips(self) -> list[Chip]:
        """Put each condition in words."""
        countries = country_names() if {"destination", "origin"} & set(self.query) else {}
        return [
            Chip(
                f"{self.form.fields[name].label}: {self._words(name, value, countries)}",
                _without(self.query, name, value),
            )
            for name in self.names
            for value in self.query.getlist(name)
        ]

    def _words(self, name: str, value: str, countries: Mapping[str, str]) -> str:
        if name in ("destination", "origin"):
            return countries.get(value, _("Mixed, not disclosed (***)") if value == "*" else value)
        if name == "state":
            return str(TAGS[value].word) if value in TAGS else value
        offered = dict(getattr(self.form.fields[name].widget, "choices", ()))
        return str(offered.get(value, value))


def _without(query: QueryDict, name: str, value: str) -> str:
    left = query.copy()
    left.setlist(name, [one for one in left.getlist(name) if one != value])
    return left.urlencode()


def _offer(form: forms.Form, *, officer: Officer) -> None:
    """Let people choose where the API takes codes."""
    countries = destinations()
    zones = [(zone.pk, f"{zone.name} ({zone.pk})") for zone in Zone.objects.order_by("name")]
    people = [(one.code, f"{one.name} ({one.code})") for one in _people(officer)]
    codes = [(code, code) for code in HSCode.objects.order_by("code").values_list("code", flat=True)]
    due = [("none", _("None stated")), *((name, f"{words} ({name})") for name, words in DUE_DILIGENCE.items())]
    offered = {
        "destination": countries,
        "origin": [("*", _("Mixed, not disclosed (***)")), *countries],
        "zone": zones,
        "hs": codes,
        "due_diligence": due,
        "prepared_by": people,
        "approved_by": people,
    }
    for name, choices in offered.items():
        form.fields[name].widget = forms.Select(choices=[("", _("Any")), *choices])
    for name, field in form.fields.items():
        if name.endswith(("_from", "_to")) and isinstance(field, forms.DateField):
            field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        elif isinstance(field, forms.DecimalField):
            # Text, for a number box takes what its language takes; the field refuses what is no number.
            field.widget = forms.TextInput(attrs={"inputmode": "decimal"})
    form.fields["q"].widget.attrs |= {"type": "search", "dir": "auto", "autocomplete": "off"}
    for name in ("exporter", "importer"):
        form.fields[name].widget.attrs |= {"dir": "auto"}


def _people(officer: Officer) -> list[Officer]:
    return list(Officer.objects.filter(authority_id=officer.authority_id).order_by("name"))
