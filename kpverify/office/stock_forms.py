"""Forms about stock: counting it, production, import certificates, explanations."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from kpverify.office.lazy_words import filled
from kpverify.office.source_forms import DAY, HS, NUMBER, Judged
from kpverify.provenance.drawing import tidy_use
from kpverify.provenance.imports import tidy_import
from kpverify.provenance.pasting import MOST_CHARACTERS
from kpverify.provenance.stock import tidy_production
from kpverify.provenance.typed import HS_CODES


class CountForm(forms.Form):
    """What lay in the country at the beginning of a day."""

    on = forms.CharField(
        label=gettext_lazy("Day of the count"),
        help_text=gettext_lazy("The stock at the beginning of this day, like 2026-01-01."),
        max_length=20,
        widget=DAY,
    )
    lines = forms.CharField(
        label=gettext_lazy("Stock"),
        help_text=gettext_lazy(
            "One pool a line: HS code; origins by their two letters; carats; US dollars. For example "
            "7102.31; AO ZW; 1200.50; 240000. Leave the origins empty for a mixture not disclosed, and everything "
            "empty when nothing lay there."
        ),
        max_length=MOST_CHARACTERS,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "dir": "ltr"}),
    )


class ProductionForm(Judged):
    """What was mined in a period."""

    judge = staticmethod(lambda typed: tidy_production(typed, now=timezone.now()))
    starts_on = forms.CharField(label=gettext_lazy("First day"), max_length=20, required=False, widget=DAY)
    ends_on = forms.CharField(label=gettext_lazy("Last day"), max_length=20, required=False, widget=DAY)
    hs = forms.ChoiceField(label=gettext_lazy("HS code"), choices=HS, required=False)
    carats = forms.CharField(label=gettext_lazy("Carats"), max_length=20, required=False, widget=NUMBER)
    usd = forms.CharField(label=gettext_lazy("US dollars"), max_length=20, required=False, widget=NUMBER)


class ImportForm(Judged):
    """A certificate that goods came in with; carats and dollars of each HS code are added below."""

    judge = staticmethod(lambda typed: tidy_import(typed, now=timezone.now()))
    number = forms.CharField(label=gettext_lazy("Number of the import certificate"), max_length=40, required=False)
    issuer = forms.CharField(
        label=gettext_lazy("Issued by"),
        help_text=gettext_lazy("The two letters of the country, EU for the European Union."),
        max_length=10,
        required=False,
    )
    imported_on = forms.CharField(label=gettext_lazy("Day of import"), max_length=20, required=False, widget=DAY)
    origins = forms.CharField(
        label=gettext_lazy("Countries of mining origin"),
        help_text=gettext_lazy("Two letters each, for example AO ZW. Empty for a mixture not disclosed."),
        max_length=200,
        required=False,
    )


# Carats and dollars of each HS code.
for _code in HS_CODES:
    for _name, _label in (("carats", gettext_noop("%(hs)s, carats")), ("usd", gettext_noop("%(hs)s, US dollars"))):
        ImportForm.base_fields[f"{_name}_{_code.replace('.', '')}"] = forms.CharField(
            label=filled(_label, {"hs": _code}), max_length=20, required=False, widget=NUMBER
        )


class DrawForm(Judged):
    """How much of an import certificate's line leaves with this certificate."""

    judge = staticmethod(tidy_use)
    number = forms.CharField(label=gettext_lazy("Number of the import certificate"), max_length=40, required=False)
    hs = forms.ChoiceField(label=gettext_lazy("HS code it came in under"), choices=HS, required=False)
    carats = forms.CharField(label=gettext_lazy("Carats that leave"), max_length=20, required=False, widget=NUMBER)


def draw_form(papers: Iterable[tuple[str, str]]) -> type[DrawForm]:
    """Give the form with the files to choose from: SHA-256 and name of each."""
    choices = [("", gettext_lazy("None yet")), *papers]

    class WithPapers(DrawForm):
        paper = forms.ChoiceField(
            label=gettext_lazy("Paper of the import certificate"),
            help_text=gettext_lazy(
                "A file of this draft that is marked as certificate of the import. Without one this is your word "
                "alone; where the regime of a country asks for slips, it is not enough."
            ),
            choices=choices,
            required=False,
        )

    return WithPapers


class ExplainForm(forms.Form):
    """Why more of a pool leaves than came in."""

    reason = forms.CharField(
        label=gettext_lazy("Explanation"),
        help_text=gettext_lazy("Another officer accepts or declines it by this."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
