"""The forms of the office.  They take texts apart and put findings beside fields; the rules are in `content.py`.

A field shows what was typed, letter by letter, until the officer changes it: nothing is repaired on the way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.certificates.paper_data import DUE_DILIGENCE
from kpverify.errors import Refused
from kpverify.office.advisory_words import CODES as ADVISORY_CODES
from kpverify.office.advisory_words import advisory_words
from kpverify.office.choices import Choices, Pair
from kpverify.office.drawing import drawn
from kpverify.office.lines import LINE, MOST_LINES, Totals, line_fields, totals_of
from kpverify.office.lines import resized as resized_lines

PARTY = ("name", "address", "country")
KINDS = (
    ("standard", gettext_lazy("Standard: a shipment that is exported")),
    ("technical", gettext_lazy("Technical: goods that were detained, seized or are sent back")),
)
_WHOLE = re.compile(r"[0-9]{1,4}")
_LINE_FIELD = re.compile(r"goods\[(\d+)\](?:\.([a-z]+))?")
# What people put between thousands, or for the decimal point.
_GROUPED = re.compile(r"[0-9][ ,'\u00a0\u202f\u2009\u2019][0-9]")
# Where to begin when a finding is about the whole of something.
_WHOLES = {"goods": "goods-0-hs", "exporter": "exporter_name", "importer": "importer_name"}
# Where `content.py` speaks of letters and texts, a page speaks of ticks and boxes: the same rules.
_ON_PAGES = (
    (re.compile(r"mining_origin"), gettext_lazy("Tick the countries of mining origin, at most 20, or mixed origin.")),
    (re.compile(r"zones"), gettext_lazy("Tick the zones the goods were mined in, at most 20.")),
    (re.compile(r"(exporter|importer)\.country"), gettext_lazy("Choose the country.")),
    (re.compile(r"goods"), gettext_lazy("Fill in one to three lines of goods, each HS code once.")),
    (
        re.compile(r"goods\[\d+\]\.carats"),
        gettext_lazy("Write the carats with at most two decimals, above zero, like 1234.56."),
    ),
    (
        re.compile(r"goods\[\d+\]\.usd"),
        gettext_lazy("Write the value in US dollars with at most two decimals, like 1234.56."),
    ),
)
ADD, REMOVE = "add-line", "remove-line-"


class Note(NamedTuple):
    """A hint beside a field of a stored draft; `picture` as `compliance` gave it, `links` addresses and words."""

    words: str
    is_attention: bool
    picture: Mapping[str, Any] | None
    links: Sequence[tuple[str, str]] = ()


class AnyOf(forms.MultipleChoiceField):
    """Several of what is offered; what was chosen elsewhere stays, and `content.py` judges it."""

    widget = forms.CheckboxSelectMultiple

    def valid_value(self, value: str) -> bool:
        """Leave it to the rules."""
        return True


class OneOf(forms.ChoiceField):
    """One of what is offered; the rules judge what was chosen elsewhere."""

    def valid_value(self, value: str) -> bool:
        """Leave it to the rules."""
        return True


def _text(label: Any, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto", **attrs})
    return forms.CharField(label=label, help_text=help_text, required=False, strip=False, widget=widget)


class DraftForm(forms.Form):
    """A certificate's content, in the order of the paper."""

    mixed = forms.BooleanField(label=gettext_lazy("Mixed origin, not disclosed"), required=False)
    mining_origin = AnyOf(label=gettext_lazy("Countries of mining origin"), required=False)
    zones = AnyOf(label=gettext_lazy("Zones"), required=False)
    exporter_name = _text(gettext_lazy("Name of the exporter"), list="exporters")
    exporter_address = _text(gettext_lazy("Address of the exporter"), gettext_lazy("On one line."), list="addresses")
    exporter_country = OneOf(label=gettext_lazy("Country of the exporter"), required=False)
    importer_name = _text(gettext_lazy("Name of the importer"), list="importers")
    importer_address = _text(gettext_lazy("Address of the importer"), gettext_lazy("On one line."), list="addresses")
    importer_country = OneOf(label=gettext_lazy("Country of destination"), required=False)
    exporter_keep = forms.BooleanField(label=gettext_lazy("Keep the exporter in the address book"), required=False)
    importer_keep = forms.BooleanField(label=gettext_lazy("Keep the importer in the address book"), required=False)
    parcels = _text(gettext_lazy("Number of parcels"), inputmode="numeric", **{"class": "short"})
    seals = forms.CharField(
        label=gettext_lazy("Seal numbers"),
        help_text=gettext_lazy("One on each line, as printed on the seal. At most 12."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    due_diligence = AnyOf(label=gettext_lazy("Due diligence"), required=False)
    due_other = _text(gettext_lazy("Other codes"), gettext_lazy("Parted by blanks."))
    kind = OneOf(label=gettext_lazy("Kind"), required=False, widget=forms.RadioSelect, choices=KINDS)
    remarks = _text(gettext_lazy("Remarks"), gettext_lazy("At most 200 characters. They are printed and signed."))

    def __init__(
        self, data: QueryDict | None = None, *, choices: Choices, content: Mapping[str, Any] | None = None
    ) -> None:
        initial = typed_from({} if content is None else content)
        count = data.get("lines", "1") if data is not None else initial["lines"]
        self.count = min(max(int(count), 1), MOST_LINES) if str(count) in {"1", "2", "3"} else 1
        super().__init__(data, initial=initial)
        for place in range(self.count):
            self.fields |= _line_fields(place, place + 1, choices.hs)
        self.choices = choices
        self._offer(choices)

    def _offer(self, choices: Choices) -> None:
        """Offer what there is, and whatever is chosen already."""
        offered = {
            "mining_origin": [*choices.usual_origins, *choices.other_origins],
            "zones": choices.zones,
            "exporter_country": [("", ""), *choices.countries],
            "importer_country": [("", ""), *choices.countries],
            "due_diligence": [(code, f"{words} ({code})") for code, words in DUE_DILIGENCE.items()],
        }
        for name, pairs in offered.items():
            held = self[name].value() or ()
            known = {code for code, words in pairs}
            more: list[Pair] = [(one, one) for one in ([held] if isinstance(held, str) else held) if one not in known]
            self.fields[name].choices = [*pairs, *more]  # type: ignore[attr-defined]

    @property
    def lines(self) -> list[tuple[forms.BoundField, ...]]:
        """Give the lines of goods, each with its three fields."""
        return [tuple(self[f"goods-{place}-{part}"] for part in LINE) for place in range(self.count)]

    @property
    def is_one_line(self) -> bool:
        """Is there only one line, which is never taken away?"""
        return self.count == 1

    @property
    def pattern(self) -> tuple[forms.BoundField, ...]:
        """Give what a script makes another line of."""
        return LinePattern(self.choices.hs).line

    @property
    def totals(self) -> Totals:
        """Say what the lines come to, as far as they are amounts."""
        lines = (zip(LINE, line, strict=True) for line in self.lines)
        return totals_of({part: str(field.value() or "") for part, field in line} for line in lines)

    @property
    def kept_parties(self) -> list[str]:
        """List the parties that are to be kept in the address book."""
        return [party for party in ("exporter", "importer") if self.cleaned_data.get(f"{party}_keep")]

    @property
    def opens_origins(self) -> bool:
        """Is a country chosen that the authority does not usually name?"""
        usual = {code for code, name in self.choices.usual_origins}
        return not usual or any(code not in usual for code in self["mining_origin"].value() or ())

    @property
    def opens_zones(self) -> bool:
        """Is a zone chosen, or a country whose goods need one?"""
        asking = {zone[:2] for zone, name in self.choices.zones}
        return bool(self["zones"].value()) or any(code in asking for code in self["mining_origin"].value() or ())

    def clean(self) -> dict[str, Any]:
        """Refuse what the content could not express: mixed and disclosed at once."""
        data = self.cleaned_data
        if data.get("mixed") and data.get("mining_origin"):
            words = _("Choose the countries, or mixed origin without disclosing them: not both.")
            self.add_error("mining_origin", words)
        return data

    def content(self) -> dict[str, Any]:
        """Put the texts into the shape of a certificate's content; judges nothing."""
        data = self.cleaned_data
        found: dict[str, Any] = {name: data[name] for name in ("zones", "kind", "remarks")}
        if data["mixed"] or data["mining_origin"]:
            found["mining_origin"] = data["mining_origin"]
        for party in ("exporter", "importer"):
            found[party] = {part: data[f"{party}_{part}"] for part in PARTY}
        found["goods"] = [self._line(place) for place in self._filled_lines()]
        parcels = data["parcels"].strip()
        found["parcels"] = int(parcels) if _WHOLE.fullmatch(parcels) else parcels
        found["seals"] = data["seals"].splitlines()
        found["due_diligence"] = [*data["due_diligence"], *data["due_other"].split()]
        return found

    def _line(self, place: int) -> dict[str, str]:
        return {part: self.cleaned_data[f"goods-{place}-{part}"] for part in LINE}

    def _filled_lines(self) -> list[int]:
        """List the lines something was typed in: the others do not count."""
        return [place for place in range(self.count) if any(text.strip() for text in self._line(place).values())]

    def take(self, refusal: Refused) -> None:
        """Put a refusal beside the fields it concerns."""
        if not refusal.findings:
            self.add_error(None, _(refusal.message))
        # All are named first: an error takes its field out of the cleaned data, which naming the next one reads.
        for name, one in [(self.field_of(one["field"]), one) for one in refusal.findings]:
            self.add_error(name, self._words(name, one))

    def _words(self, name: str | None, finding: Mapping[str, str]) -> str:
        if name and name.endswith(("-carats", "-usd")) and _GROUPED.search(str(self[name].value())):
            return _(
                "Write it with digits and one full stop only, like 1804.52. A comma or a blank can be read in two "
                "ways, so nothing was changed."
            )
        return words_of(finding)

    def field_of(self, path: str) -> str | None:
        """Find the field of this form for the path of a finding: `goods[1].carats` is `goods-1-carats`."""
        if line := _LINE_FIELD.fullmatch(path):
            filled = self._filled_lines() if self.is_bound else list(range(self.count))
            place = int(line[1])
            typed_at = filled[place] if place < len(filled) else 0
            return f"goods-{typed_at}-{line[2] or 'hs'}"
        # What is found about an owner stands beside the party.
        whole = path.partition(".owners[")[0]
        name = _WHOLES.get(whole, whole.replace(".", "_"))
        return name if name in self.fields else None

    def notes(self, findings: list[dict[str, Any]]) -> dict[str, list[Note]]:
        """Sort the findings of a stored draft by field: hints, for nothing was refused."""
        found: dict[str, list[Note]] = {}
        for one in findings:
            note = Note(words_of(one), one.get("result") == "attention", one.get("picture"), one.get("links", ()))
            found.setdefault(self.field_of(one["field"]) or "", []).append(note)
        return found

    def finding_of(self, finding: Mapping[str, Any]) -> dict[str, Any]:
        """Put a finding into the words and the place of this form, for a script."""
        name = self.field_of(finding["field"]) or ""
        is_missing = finding["code"] == "missing" or (not name and finding["code"] == "wrong")
        level = "missing" if is_missing else "warn" if finding.get("result") == "attention" else "bad"
        shown = self.shown(name, self._words(name, finding), level=level)
        if links := finding.get("links"):
            shown["links"] = [[address, str(words)] for address, words in links]
        picture = drawn(finding.get("picture"))
        return shown if picture is None else {**shown, "picture": picture}

    def shown(self, name: str, words: str, *, level: str) -> dict[str, Any]:
        """Lay out what a script shows: the field, where to jump to, its label, the words, how bad it is."""
        label = str(self.fields[name].label) if name in self.fields else ""
        return {"field": name, "id": _id_of(name) if name else "", "label": label, "words": words, "level": level}

    def summary(self) -> list[tuple[str, str, str]]:
        """List the errors for the summary: where to jump to, the field's label, the words."""
        found = []
        for name, errors in self.errors.items():
            is_field = name in self.fields
            where, label = (_id_of(name), str(self.fields[name].label)) if is_field else ("", "")
            found += [(where, label, str(words)) for words in errors]
        return found


def _line_fields(place: object, number: object, hs: list[Pair]) -> dict[str, forms.Field]:
    return line_fields(place, number, hs, text=_text, one_of=OneOf)


class LinePattern(forms.Form):
    """One line of goods with `{i}` and `{n}` where a script puts its place and its number."""

    def __init__(self, hs: list[Pair]) -> None:
        super().__init__()
        self.fields |= _line_fields("{i}", "{n}", hs)

    @property
    def line(self) -> tuple[forms.BoundField, ...]:
        """Give its three fields."""
        return tuple(self[f"goods-{{i}}-{part}"] for part in LINE)


def words_of(finding: Mapping[str, Any]) -> str:
    """Say a finding in the words of a page."""
    if finding["code"] in ADVISORY_CODES and "template" in finding:
        return advisory_words(finding)
    if "template" in finding:
        return _(finding["template"]).format_map(finding["values"])
    if finding["code"] in ("missing", "wrong"):
        for pattern, words in _ON_PAGES:
            if pattern.fullmatch(finding["field"]):
                return str(words)
    return _(finding["message"])


def anchor_of(path: str) -> str:
    """Give the id of what to jump to in the form of a stored draft, for the path of a finding."""
    if line := _LINE_FIELD.fullmatch(path):
        return f"id_goods-{line[1]}-{line[2] or 'hs'}"
    path = path.partition(".owners[")[0]
    return _id_of(_WHOLES.get(path, path.replace(".", "_"))) if path else ""


def _id_of(name: str) -> str:
    field = DraftForm.base_fields.get(name)
    is_group = field is not None and isinstance(field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect)
    return f"id_{name}_0" if is_group else f"id_{name}"


def typed_from(content: Mapping[str, Any]) -> dict[str, Any]:
    """Write stored content the way it would be typed."""
    goods = content.get("goods", [])
    due = content.get("due_diligence", [])
    found: dict[str, Any] = {
        "mixed": content.get("mining_origin") == [],
        "mining_origin": content.get("mining_origin", []),
        "zones": content.get("zones", []),
        "parcels": str(content.get("parcels", "")),
        "seals": "\n".join(content.get("seals", [])),
        "due_diligence": [one for one in due if one in DUE_DILIGENCE],
        "due_other": " ".join(one for one in due if one not in DUE_DILIGENCE),
        "kind": content.get("kind", "standard"),
        "remarks": content.get("remarks", ""),
        "lines": max(len(goods), 1),
    }
    for party in ("exporter", "importer"):
        found |= {f"{party}_{part}": content.get(party, {}).get(part, "") for part in PARTY}
    for place, line in enumerate(goods):
        found |= {f"goods-{place}-{part}": line.get(part, "") for part in LINE}
    return found


def resized(data: QueryDict, do: str) -> QueryDict:
    """Add or remove a line of goods in what was sent, for browsers without scripts."""
    found: QueryDict = resized_lines(data, do, add=ADD, remove=REMOVE)
    return found


class ReasonForm(forms.Form):
    """Why an act is done."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        strip=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
