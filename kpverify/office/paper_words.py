"""The words and fields that pages about paper share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kpverify.blanks.models import Fate

FATES: dict[str, Any] = {
    Fate.Kind.USED: gettext_lazy("Used"),
    Fate.Kind.SPOILED: gettext_lazy("Spoiled"),
    Fate.Kind.LOST: gettext_lazy("Lost"),
    Fate.Kind.STOLEN: gettext_lazy("Stolen"),
    Fate.Kind.DESTROYED: gettext_lazy("Destroyed"),
}


class SerialField(forms.CharField):
    """A sheet's serial, in capitals and with single blanks: as they are printed."""

    def clean(self, value: Any) -> str:
        """Write it as it is printed."""
        return " ".join(str(super().clean(value)).upper().split())


def serial_field(label: Any, help_text: Any = "", *, required: bool = True) -> SerialField:
    """Ask for a serial."""
    attrs = {
        "autocomplete": "off",
        "autocapitalize": "characters",
        "spellcheck": "false",
        "dir": "ltr",
        "class": "short mono",
    }
    return SerialField(
        label=label, help_text=help_text, required=required, max_length=24, widget=forms.TextInput(attrs=attrs)
    )
