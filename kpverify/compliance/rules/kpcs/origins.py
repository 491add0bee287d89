"""Every country of mining origin takes part, and its goods keep the regime of the day: zones, suspension, vigilance.

Source: KPCS core document, Section II (c) and (d); Administrative Decisions on the Central African Republic since 2015.
"""

from __future__ import annotations

from kpverify.compliance.rules.rule import Rule
from kpverify.compliance.rules.scheme import ask_verifiers, words_of
from kpverify.tokens.codes import gettext_noop
from kpverify.tokens.participants import check_origins

_ = gettext_noop

RULE = Rule(
    id="kpcs.origins",
    title=_("Countries of mining origin, their regimes and zones"),
    source="KPCS core document, Section II; Administrative Decisions on the Central African Republic, 2015 to 2024",
    url="https://www.legislation.gov.uk/eur/2002/2368/annexes",
    words=words_of("origin"),
    ask=ask_verifiers(
        check_origins, fields={"origin.clearance": "", "origin.zone": "zones", "origin": "mining_origin"}
    ),
)
