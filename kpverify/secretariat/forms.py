"""The forms of the Secretariat: shapes and lengths only; what may be done is decided by the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kpverify.registry.models import Authority, Statement
from kpverify.registry.regime_words import RULE
from kpverify.secretariat.states import PURPOSE, STANDING, VOID_REASON

SOURCE_HINT = _("The decision and its number, or the address where it was published.")


class SchemeForm(forms.Form):
    """No field asks the browser to judge: errors are said by us, in one place, in the reader's language."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A hint and an error are read out with their field.
        for bound in self:
            described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
            if self.is_bound and bound.name in self.errors:
                described.append(f"{bound.auto_id}_error")
            if described and not bound.is_hidden:
                bound.field.widget.attrs["aria-describedby"] = " ".join(described)


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    return forms.DateField(
        label=label, required=required, help_text=help_text, widget=widget, input_formats=["%Y-%m-%d"]
    )


def _long(label: Any, *, required: bool = True, help_text: Any = "", most: int = 1000) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, required=required, help_text=help_text, max_length=most, widget=widget)


def _source() -> forms.CharField:
    return _long(_("Source"), help_text=SOURCE_HINT)


class NothingForm(SchemeForm):
    """An act that needs nothing but a yes."""


class DayForm(SchemeForm):
    """On which day a page shows the scheme."""

    on = _day(_("Day"))


class PeriodForm(SchemeForm):
    """A participant's standing from a day on."""

    state = forms.ChoiceField(
        label=_("From then on"), choices=[(code, tag.word) for code, tag in STANDING.items() if code != "none"]
    )
    starts_on = _day(_("First day"), help_text=_("The open period before it ends on this day."))
    ends_on = _day(
        _("First day after it"), required=False, help_text=_("Leave it empty while no end is decided, which is usual.")
    )
    reason = _long(
        _("Reason"), required=False, help_text=_("Published with the trust list. Not needed for “Takes part”.")
    )
    source = _source()


class LeavingForm(SchemeForm):
    """A participant takes part no more."""

    ends_on = _day(_("First day without the participant"))
    reason = _long(_("Reason"), help_text=_("Published with the trust list."))
    source = _source()


class ParticipantForm(SchemeForm):
    """A new participant."""

    code = forms.CharField(
        label=_("Code"),
        max_length=2,
        help_text=_("Two capital letters, ISO 3166-1."),
        widget=forms.TextInput(attrs={"class": "short", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120)
    official_name = forms.CharField(label=_("Official name"), max_length=200)
    statement_id = forms.ModelChoiceField(
        label=_("Wording on its certificates"), queryset=Statement.objects.order_by("pk"), initial="KPCS-US"
    )
    source = _source()


class WordingForm(SchemeForm):
    """Which wordings a participant's next certificates carry."""

    statement_id = forms.ModelChoiceField(label=_("Wording"), queryset=Statement.objects.order_by("pk"))
    local_statement_id = forms.ModelChoiceField(
        label=_("Second wording"),
        queryset=Statement.objects.order_by("pk"),
        required=False,
        help_text=_("Printed below the first, in the participant's own language."),
    )


class NewWordingForm(SchemeForm):
    """A new wording."""

    statement_id = forms.CharField(
        label=_("Id"), max_length=24, help_text=_("Capital letters, digits and dashes: KPCS-FR-2.")
    )
    language = forms.RegexField(
        regex=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$",
        label=_("Language"),
        max_length=8,
        help_text=_("Its code: fr, for example."),
        widget=forms.TextInput(attrs={"class": "short"}),
    )
    title = forms.CharField(label=_("Title"), max_length=120)
    text = _long(_("Statement"))
    source = _source()


class EndForm(SchemeForm):
    """Something holds no longer."""

    ends_on = _day(_("First day on which it holds no longer"))


class ZoneForm(SchemeForm):
    """A new zone."""

    zone_id = forms.CharField(
        label=_("Id"),
        max_length=27,
        help_text=_("The country's code, a dash and the name in capital letters: CF-BODA."),
    )
    name = forms.CharField(label=_("Name"), max_length=80)
    prefecture = forms.CharField(label=_("Prefecture"), max_length=120, required=False)
    source = _source()


class OpenZoneForm(SchemeForm):
    """A zone becomes compliant."""

    starts_on = _day(_("Compliant from"))
    note = _long(_("Note"), required=False)


class CloseZoneForm(SchemeForm):
    """A zone is compliant no longer."""

    ends_on = _day(_("First day on which it is not compliant"))
    note = _long(_("Why, and where it was decided"))


class RegimeForm(SchemeForm):
    """What the scheme asks of one country's goods."""

    rule = forms.ChoiceField(label=_("Rule"), choices=[(code, tag.word) for code, tag in RULE.items()])
    starts_on = _day(_("First day"), help_text=_("The rule before it ends on this day."))
    description = _long(_("In words"), required=False)
    source = _source()


class AuthorityForm(SchemeForm):
    """How an authority is called and reached."""

    name = forms.CharField(label=_("Name"), max_length=200)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    as_of = forms.CharField(
        label=_("As of"), max_length=80, required=False, help_text=_("How old this is: 2026-11, for example.")
    )
    source = _source()


class NewAuthorityForm(SchemeForm):
    """A new authority."""

    authority_id = forms.CharField(
        label=_("Id"),
        max_length=11,
        help_text=_(
            "The participant's code; for one of several places a dash and up to eight capital letters: EU-ANR."
        ),
        widget=forms.TextInput(attrs={"class": "short", "autocapitalize": "characters"}),
    )
    name = forms.CharField(label=_("Name"), max_length=200)
    place = forms.CharField(label=_("Place"), max_length=80, required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    source = _source()


class RangeForm(SchemeForm):
    """More numbers for an authority."""

    year = forms.IntegerField(label=_("Year of issue"), min_value=2003, max_value=9999)
    begins_with = forms.CharField(
        label=_("Begins with"),
        max_length=12,
        help_text=_("Begins with the participant's code. No other range in the world may say the same numbers."),
    )
    digits = forms.IntegerField(label=_("Digits after that"), min_value=1, max_value=9, initial=6)
    first = forms.IntegerField(label=_("First"), min_value=1, max_value=999_999_999, initial=1)
    last = forms.IntegerField(label=_("Last"), min_value=1, max_value=999_999_999, initial=999_999)


def range_form(authority: Authority) -> type[RangeForm]:
    """Offer the authority's own places in the form of a range."""
    place = forms.ModelChoiceField(
        label=_("Only for one place"),
        queryset=authority.places.filter(closed_at=None),
        required=False,
        empty_label=_("For all of them"),
        help_text=_("Certificates prepared there take these numbers first."),
    )
    return type("RangeForm", (RangeForm,), {"place": place})


class CloseRangeForm(SchemeForm):
    """No more numbers of a range."""

    void_after = forms.CharField(
        label=_("Last number that was given"),
        max_length=20,
        required=False,
        help_text=_("Every number after it becomes void, for good. Leave it empty to keep the rest valid."),
        widget=forms.TextInput(attrs={"autocapitalize": "characters", "autocomplete": "off"}),
    )


class VoidForm(SchemeForm):
    """A number nobody may present."""

    number = forms.CharField(
        label=_("Number"), max_length=20, widget=forms.TextInput(attrs={"autocapitalize": "characters"})
    )
    reason = forms.ChoiceField(label=_("What happened"), choices=list(VOID_REASON.items()))
    note = _long(_("Note"), required=False)
    source = _long(_("Source"), required=False, help_text=_("Who reported it, and when."))
    even_if_given = forms.BooleanField(
        label=_("Also when the number stands on a certificate issued here"),
        required=False,
        help_text=_("That certificate becomes invalid everywhere. Its authority should revoke it instead, if it can."),
    )


class KeyForm(SchemeForm):
    """A new key. `known` is how many keys the page showed: the same form sent twice makes one key."""

    purpose = forms.ChoiceField(
        label=_("What it signs"), choices=[(code, words) for code, words in PURPOSE.items() if code != "clearance"]
    )
    known = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=99_999)


class MonitorsKeyForm(SchemeForm):
    """A new key of the Monitoring Team, which signs one thing only; `known` as for `KeyForm`."""

    known = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=99_999)


class ApproveForm(SchemeForm):
    """A monitor's yes. `seen` is the digest of the dossier that the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=43)
    remark = forms.CharField(
        label=_("Remark"), help_text=_("What you looked at, if you want it kept."), required=False, max_length=300
    )


class ObjectForm(SchemeForm):
    """A monitor's no."""

    reason = forms.CharField(
        label=_("What speaks against it"), help_text=_("The authority reads it on top of the draft."), max_length=300
    )


class DistrustForm(SchemeForm):
    """Since when a key cannot be trusted."""

    since = forms.DateTimeField(
        label=_("Compromised since (UTC)"),
        help_text=_("The earliest instant at which a stranger may have had it. When in doubt, earlier."),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "short"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )


class PublishForm(SchemeForm):
    """A yes to exactly what was shown."""

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)
