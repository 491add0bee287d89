"""The form of a specimen: shapes and lengths only; the services judge."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpverify.registry.models import Participant
from kpverify.specimens.pictures import MOST_BYTES
from kpverify.specimens.services import Sent

PICTURES = 3


def _long(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=1000, widget=widget)


def _day(label: Any, help_text: Any = "", *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    return forms.DateField(
        label=label, help_text=help_text, required=required, widget=widget, input_formats=["%Y-%m-%d"]
    )


class SpecimenForm(forms.Form):
    """One kind of paper."""

    use_required_attribute = False

    title = forms.CharField(
        label=_("What it is called"), max_length=120, help_text=_("Certificate of Botswana, series 2024, for example.")
    )
    starts_on = _day(_("Given out from"))
    ends_on = _day(
        _("First day it was not given out any more"), _("Leave it empty while it is in use."), required=False
    )
    by_eye = _long(_("What to see by eye"), _("Watermark, guilloche, hologram, colour that changes; and where it is."))
    by_touch = _long(_("What to feel"), required=False)
    by_uv = _long(_("What shows under ultraviolet light"), required=False)
    colour = forms.CharField(label=_("Colour of the paper"), max_length=120)
    size = forms.CharField(label=_("Size"), max_length=80, help_text=_("A4, 210 × 297 mm, for example."))
    language = forms.CharField(label=_("Languages of the form"), max_length=80)
    serial = forms.CharField(
        label=_("Serial number of the sheet"),
        max_length=200,
        required=False,
        help_text=_("How it is written and where it stands."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=500,
        help_text=_("Who said so, and when."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, PICTURES + 1):
            self.fields[f"picture{number}"] = forms.FileField(
                label=_("Picture %(number)s") % {"number": number},
                required=False,
                help_text=_("PNG or JPEG, at most 2 MB. It is drawn anew, and nothing else in the file is kept."),
                widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg"}),
            )
            self.fields[f"caption{number}"] = forms.CharField(
                label=_("What picture %(number)s shows") % {"number": number}, required=False, max_length=120
            )
        for bound in self:
            described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
            if self.is_bound and bound.name in self.errors:
                described.append(f"{bound.auto_id}_error")
            if described:
                bound.field.widget.attrs["aria-describedby"] = " ".join(described)

    def pictures(self) -> list[Sent]:
        """Read the pictures that were sent, each with its caption; one too large is read no further."""
        found: list[Sent] = []
        for number in range(1, PICTURES + 1):
            sent = self.cleaned_data.get(f"picture{number}")
            if sent is not None:
                found.append((sent.read(MOST_BYTES + 1), self.cleaned_data.get(f"caption{number}", "")))
        return found


class EnteredForm(SpecimenForm):
    """One kind of paper of any participant, as the Secretariat enters it."""

    participant = forms.ModelChoiceField(label=_("Participant"), queryset=Participant.objects.order_by("name"))
    authority_id = forms.CharField(
        label=_("Only of this authority"),
        max_length=11,
        required=False,
        help_text=_("Its id, EU-ANR for example; empty for all of the participant's."),
    )
    field_order = ("participant", "authority_id")
