"""The forms of concerns: shapes only; what may be sent is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpverify.concerns.models import Concern
from kpverify.concerns.services import MOST_ABOUT, MOST_TEXT
from kpverify.secretariat.forms import SchemeForm


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    return forms.CharField(label=label, help_text=help_text, max_length=MOST_TEXT, widget=widget)


class ConcernForm(SchemeForm):
    """A new concern; its files are no field, for a browser never gives them back."""

    about_kind = forms.ChoiceField(label=_("What it is about"), choices=[("", ""), *Concern.About.choices])
    about = forms.CharField(
        label=_("Which one"),
        max_length=MOST_ABOUT,
        help_text=_("The number of the certificate, or the name of the zone, participant, company or person."),
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"}),
    )
    text = _text(
        _("Your concern"),
        _("What happened, where and when, and how you know. Leave out names of people who could be in danger."),
    )


class WordForm(SchemeForm):
    """More from the sender."""

    text = _text(_("What you want to add"))


class AnswerForm(SchemeForm):
    """What the Secretariat says."""

    text = _text(_("Your answer"), _("The sender reads it; nobody else does."))
