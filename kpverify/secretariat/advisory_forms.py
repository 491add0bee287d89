"""The form of an advisory or a notice: English first, and each other language beside it, whole or not at all."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpverify.registry.advisories import LANGUAGES, MOST_DO, MOST_SOURCE, MOST_TEXT
from kpverify.registry.models import Advisory, Participant, Zone
from kpverify.secretariat.forms import SOURCE_HINT, SchemeForm, _day, _long

# Each language in its own name, and how it is written.
NAMES = {
    "en": ("English", "ltr"),
    "fr": ("Français", "ltr"),
    "pt": ("Português", "ltr"),
    "ru": ("Русский", "ltr"),
    "ar": ("العربية", "rtl"),
    "zh-hans": ("简体中文", "ltr"),
}
REMINDED = _("You are reminded thirty days before, and can prolong it.")
KINDS = {"advisory": _("Advisory"), "notice": _("Notice")}


def _zones() -> list[tuple[str, str]]:
    return [(one.pk, f"{one.name} ({one.pk})") for one in Zone.objects.order_by("pk")]


def _said(language: str, *, most: int, label: Any, help_text: Any = "") -> forms.CharField:
    attrs = {"rows": 4, "lang": language, "dir": NAMES[language][1]}
    required = language == "en"
    return forms.CharField(
        label=label, required=required, help_text=help_text, max_length=most, widget=forms.Textarea(attrs=attrs)
    )


class ChangeAdvisoryForm(SchemeForm):
    """What one says, where, and until when."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(KINDS.items()),
        help_text=_(
            "An advisory reports what was found around the goods of an origin. A notice says that certificates were "
            "lost, stolen, faked or suspended, and names their numbers in its text."
        ),
    )
    zones = forms.MultipleChoiceField(
        label=_("Only these zones"),
        required=False,
        choices=_zones,
        help_text=_("Leave all empty for the whole country."),
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = _day(_("First day"))
    ends_on = _day(_("First day after it"), required=False, help_text=REMINDED)
    source = _long(_("Source"), help_text=SOURCE_HINT, most=MOST_SOURCE)

    @classmethod
    def text_fields(cls) -> list[str]:
        """Name the fields of words, English first."""
        return [name_of(language, what) for language in NAMES for what in ("text", "do")]

    def clean(self) -> dict[str, Any]:
        """Each language has both or neither.  Raises: ValidationError, beside the field that is missing."""
        typed = super().clean() or {}
        for language in LANGUAGES:
            text, do = (name_of(language, what) for what in ("text", "do"))
            if bool(typed.get(text)) != bool(typed.get(do)) and not self.errors.keys() & {text, do}:
                self.add_error(do if typed.get(text) else text, _("Write both, or neither: half of it helps nobody."))
        return typed

    def plain(self) -> list[Any]:
        """List the fields that are no words."""
        return [field for field in self.visible_fields() if field.name not in self.text_fields()]

    def languages(self) -> list[tuple[str, str, str, Any, Any]]:
        """Give each language with its name, direction, and two fields."""
        return [
            (code, name, direction, self[name_of(code, "text")], self[name_of(code, "do")])
            for code, (name, direction) in NAMES.items()
        ]


for _language in NAMES:
    _text_field = _said(_language, most=MOST_TEXT, label=_("What is reported"))
    _do_field = _said(_language, most=MOST_DO, label=_("What to do"))
    ChangeAdvisoryForm.base_fields |= {f"text_{_language}": _text_field, f"do_{_language}": _do_field}


class AdvisoryForm(ChangeAdvisoryForm):
    """A new one: also about whose goods."""

    code = forms.ModelChoiceField(label=_("Goods from"), queryset=Participant.objects.order_by("name"))
    ends_on = _day(_("First day after it"), help_text=REMINDED)
    field_order = ("kind", "code")


def name_of(language: str, what: str) -> str:
    """Name the field of `text` or `do` in a language."""
    return f"{what}_{language}"


def service_values(typed: Any) -> dict[str, Any]:
    """Lay out what was typed as the services take it."""
    names = ("kind", "zones", "starts_on", "ends_on", "source")
    words = {
        language: {what: typed[name_of(language, what)] for what in ("text", "do")}
        for language in LANGUAGES
        if typed.get(name_of(language, "text"))
    }
    return {**{name: typed[name] for name in names}, "text": typed["text_en"], "do": typed["do_en"], "words": words}


def typed_from(found: Advisory) -> dict[str, Any]:
    """Write one the way it would be typed."""
    names = ("kind", "zones", "starts_on", "ends_on", "source")
    said = {"en": {"text": found.text, "do": found.do}, **found.words}
    words = {name_of(code, what): said[code][what] for code in said if code in NAMES for what in ("text", "do")}
    return {**{name: getattr(found, name) for name in names}, **words}
