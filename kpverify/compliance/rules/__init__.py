"""Every rule a draft is judged by, in the order in which the page of all rules lists them.

One file each, in folders by the document a rule comes from; pure: arguments in, findings out.
"""

from kpverify.compliance.rules.car import zones
from kpverify.compliance.rules.diligence import statements
from kpverify.compliance.rules.eu import papers
from kpverify.compliance.rules.kpcs import balance, imports, origins, participants
from kpverify.compliance.rules.plausibility import (
    carats,
    exporter,
    known_fake,
    parcel_number,
    round_values,
    same_party,
    usd_per_carat,
    volume,
)
from kpverify.compliance.rules.rule import Rule
from kpverify.compliance.rules.screening import parties

RULES: tuple[Rule, ...] = (
    participants.RULE,
    origins.RULE,
    zones.RULE,
    balance.RULE,
    imports.RULE,
    papers.RULE,
    statements.RULE,
    parties.RULE,
    usd_per_carat.RULE,
    carats.RULE,
    volume.RULE,
    exporter.RULE,
    same_party.RULE,
    round_values.RULE,
    parcel_number.RULE,
    known_fake.RULE,
)
