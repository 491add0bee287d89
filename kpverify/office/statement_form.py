"""The form of a due diligence statement, and what it writes: the shape of `kpverify.diligence.shape`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.diligence.standards import STEPS, Standard

ROLES = (
    ("exporter", gettext_lazy("Exporter")),
    ("importer", gettext_lazy("Importer")),
    ("producer", gettext_lazy("Producer")),
    ("authority", gettext_lazy("Authority")),
    ("auditor", gettext_lazy("Auditor")),
    ("other", gettext_lazy("Another party")),
)
DONE = (
    ("not-done", gettext_lazy("Not done")),
    ("done", gettext_lazy("Done")),
    ("not-applicable", gettext_lazy("Not applicable")),
)
# What the form calls a value, and where it stands in the statement.
PARTS: dict[str, tuple[str, str]] = {
    "by_name": ("stated_by", "name"),
    "by_role": ("stated_by", "role"),
    "by_register": ("stated_by", "register"),
    "auditor_name": ("auditor", "name"),
    "auditor_accreditation": ("auditor", "accreditation"),
    "auditor_report": ("auditor", "report"),
}
PLAIN = ("scope", "since", "until", "site", "valid_from", "valid_to", "registration", "assessed_on")
WDC = ("registration", "assessed_on")
DAY_HINT = gettext_lazy("As 2026-11-25.")


def _text(label: Any, hint: Any = "", *, most: int = 120) -> forms.CharField:
    attrs = {"autocomplete": "off", "dir": "auto"}
    return forms.CharField(
        label=label, help_text=hint, required=False, strip=False, max_length=most, widget=forms.TextInput(attrs=attrs)
    )


def _day(label: Any) -> forms.CharField:
    attrs = {"autocomplete": "off", "dir": "ltr", "class": "short", "inputmode": "numeric"}
    return forms.CharField(label=label, help_text=DAY_HINT, required=False, widget=forms.TextInput(attrs=attrs))


def form_for(standard: Standard, files: Mapping[str, str]) -> type[forms.Form]:
    """Make the form of one standard; `files` are those of the certificate: name by SHA-256."""
    evidence = [("", gettext_lazy("None")), *((sha256, f"{name} ({sha256[:12]}…)") for sha256, name in files.items())]
    versions = [(one.version, one.name) for one in standard.versions.values()]
    fields: dict[str, forms.Field] = {
        "wording": forms.ChoiceField(label=gettext_lazy("Version or wording"), choices=versions),
        "by_name": _text(
            gettext_lazy("Who states it"), gettext_lazy("A company, authority or person. It is published.")
        ),
        "by_role": forms.ChoiceField(label=gettext_lazy("Role"), choices=ROLES),
        "by_register": _text(gettext_lazy("Register number"), most=40),
        "scope": _text(gettext_lazy("What it covers"), gettext_lazy("Purchases, parcels, sites."), most=300),
        "since": _day(gettext_lazy("First day of the period")),
        "until": _day(gettext_lazy("Last day of the period")),
        "site": _text(gettext_lazy("Site or zone")),
    }
    for step in standard.steps:
        fields |= _step(step, evidence)
    if standard.kind == "warranty":
        fields["registration"] = _text(gettext_lazy("Registration number with the World Diamond Council"), most=40)
        fields["assessed_on"] = _day(gettext_lazy("Day of the last self-assessment"))
    if standard.kind != "reference":
        fields |= {
            "auditor_name": _text(gettext_lazy("Auditor")),
            "auditor_accreditation": _text(gettext_lazy("Accreditation of the auditor")),
            "auditor_report": forms.ChoiceField(label=gettext_lazy("Report"), choices=evidence, required=False),
            "valid_from": _day(gettext_lazy("Valid from")),
            "valid_to": _day(gettext_lazy("Valid to")),
            "grievance": _text(gettext_lazy("Where to complain"), gettext_lazy("Address, mail or page."), most=300),
        }
    return type("StatementForm", (forms.Form,), fields)


def _step(step: str, evidence: list[tuple[str, Any]]) -> dict[str, forms.Field]:
    name = gettext_lazy(STEPS[step])
    number = gettext_lazy("Step")
    return {
        f"step{step}_done": forms.ChoiceField(label=name, choices=DONE),
        f"step{step}_on": _day(format_lazy("{} {}: {}", number, step, gettext_lazy("day"))),
        f"step{step}_evidence": forms.ChoiceField(
            label=format_lazy("{} {}: {}", number, step, gettext_lazy("evidence")), choices=evidence, required=False
        ),
    }


def statement_of(standard: Standard, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Write what was typed as a statement."""
    found: dict[str, Any] = {
        "standard": standard.id,
        "version": typed.get("wording", ""),
        "stated_by": {},
        "auditor": {},
    }
    found |= {name: typed.get(name, "") for name in (*PLAIN, "grievance")}
    for name, (part, member) in PARTS.items():
        found[part][member] = typed.get(name, "")
    found["steps"] = [
        {"step": step, **{part: typed.get(f"step{step}_{part}", "") for part in ("done", "on", "evidence")}}
        for step in standard.steps
    ]
    return found


def typed_of(said: Mapping[str, Any]) -> dict[str, Any]:
    """Write a stored statement the way it would be typed."""
    found = {name: said.get(name, "") for name in (*PLAIN, "grievance")}
    found["wording"] = said.get("version", "")
    found |= {name: said.get(part, {}).get(member, "") for name, (part, member) in PARTS.items()}
    for line in said.get("steps", ()):
        found |= {f"step{line['step']}_{part}": line.get(part, "") for part in ("done", "on", "evidence")}
    return found


def field_of(path: str) -> str:
    """Say which field of the form a finding of the statement is about."""
    for name, (part, member) in PARTS.items():
        if path == f"{part}.{member}":
            return name
    # `version` is what the page calls the certificate's.
    return "wording" if path == "version" else path.replace("steps[", "step").replace("].", "_")


def words_of_role(role: str) -> str:
    """Say a role in words."""
    return _(str(dict(ROLES).get(role, role)))
