"""What a country's rule is called on every page, public or not: a word, and a style that never stands alone."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class RuleTag(NamedTuple):
    """A word, and the style of `.tag` in the house's sheet."""

    word: Any
    style: str


RULE: dict[str, RuleTag] = {
    "none": RuleTag(_("Nothing beyond the scheme"), "good"),
    "vigilance": RuleTag(_("Enhanced vigilance"), "warn"),
    "zones": RuleTag(_("Compliant zones only"), "warn"),
    "zones_with_clearance": RuleTag(_("Compliant zones, each shipment cleared"), "warn"),
    "suspended": RuleTag(_("Suspended: no certificate"), "bad"),
}
