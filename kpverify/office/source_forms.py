"""Forms about where stones come from.  The rules are the services': a form puts their findings beside its fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.errors import Refused
from kpverify.provenance.pasting import COLUMNS, MOST_CHARACTERS
from kpverify.provenance.slips import MOST_SLIPS, tidy_slip
from kpverify.provenance.typed import HS_CODES

DAY = forms.TextInput(attrs={"placeholder": "YYYY-MM-DD", "inputmode": "numeric"})
NUMBER = forms.TextInput(attrs={"inputmode": "decimal"})
HS = [("", gettext_lazy("Choose")), *((code, code) for code in HS_CODES)]


class Judged(forms.Form):
    """A form whose fields are texts, judged together by a service's own reading of them."""

    judge: Callable[[Mapping[str, Any]], object]

    def clean(self) -> dict[str, Any]:
        """Put the service's findings beside the fields."""
        try:
            type(self).judge(self.cleaned_data)
        except Refused as refused:
            for one in refused.findings:
                self.add_error(one["field"] if one["field"] in self.fields else None, _(one["message"]))
        return self.cleaned_data


class SlipForm(Judged):
    """One purchase slip."""

    judge = staticmethod(tidy_slip)
    number = forms.CharField(label=gettext_lazy("Number of the slip"), max_length=60, required=False)
    seller = forms.CharField(label=gettext_lazy("Seller"), max_length=200, required=False)
    permit = forms.CharField(
        label=gettext_lazy("Permit of the seller"),
        help_text=gettext_lazy("As far as there is one."),
        max_length=100,
        required=False,
    )
    zone = forms.CharField(
        label=gettext_lazy("Zone"),
        help_text=gettext_lazy("Where the stones were found, for example CF-BERBERATI."),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "dir": "ltr"}),
    )
    produced_on = forms.CharField(
        label=gettext_lazy("Day the stones were found"),
        help_text=gettext_lazy("The zone has to be compliant on this day. Write it like 2018-06-01."),
        max_length=20,
        required=False,
        widget=DAY,
    )
    hs = forms.ChoiceField(label=gettext_lazy("HS code"), choices=HS, required=False)
    carats = forms.CharField(label=gettext_lazy("Carats"), max_length=20, required=False, widget=NUMBER)
    usd = forms.CharField(label=gettext_lazy("US dollars"), max_length=20, required=False, widget=NUMBER)


class SlipChangeForm(SlipForm):
    """A purchase slip, and its version when the officer opened the page."""

    version = forms.CharField(max_length=10, required=False, widget=forms.HiddenInput)


class PasteForm(forms.Form):
    """Many purchase slips, as a spreadsheet gives them."""

    slips = forms.CharField(
        label=gettext_lazy("Purchase slips"),
        help_text=gettext_lazy("One a line, with these columns in this order: %(columns)s. At most %(most)s.")
        % {"columns": ", ".join(COLUMNS), "most": MOST_SLIPS},
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "dir": "ltr"}),
    )
