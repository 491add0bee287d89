"""Issuer and destination take part in the scheme on the day of issue.

Source: KPCS core document, Section III (c): no shipment to or from a non-participant.
"""

from __future__ import annotations

from kpverify.compliance.rules.rule import Rule
from kpverify.compliance.rules.scheme import ask_verifiers, words_of
from kpverify.tokens.codes import gettext_noop
from kpverify.tokens.participants import check_participants

_ = gettext_noop

RULE = Rule(
    id="kpcs.participants",
    title=_("Issuer and destination are participants"),
    source="KPCS core document, Section III (c)",
    url="https://www.legislation.gov.uk/eur/2002/2368/annexes",
    words=words_of("participant"),
    ask=ask_verifiers(check_participants, fields={"participant.destination": "importer.country"}),
)
