"""What the European Union asks to see with a shipment is in the dossier, before anything is signed.

Source: Regulation (EU) No 833/2014 as amended by the sixteenth package: since 2025-03-01 every country of mining origin
on first import, or evidence under the G7 rules.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.papers import Standing, asked_by, standing_of
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
UNION = "EU"


def ask(shipment: Shipment) -> Iterator[Found]:
    """Name each paper that is missing; a draft that is only typed has no files yet."""
    files, country = shipment.facts.papers, shipment.kpc["importer"]["country"]
    if files is None or not _is_of_union(shipment, country):
        return
    origins = shipment.kpc["mining_origin"]
    for paper in asked_by(UNION, shipment.case.day):
        if standing_of(paper, origins=origins, files=files) is Standing.MISSING:
            yield Found(paper.id, "mining_origin")


def _is_of_union(shipment: Shipment, country: str) -> bool:
    member = shipment.case.trust.countries.get(country)
    return country == UNION or (member is not None and member["code"] == UNION)


RULE = Rule(
    id="eu.papers",
    title=_("Papers the European Union asks for"),
    source="Regulation (EU) No 833/2014 as amended by the sixteenth package, first import since 2025-03-01",
    url="https://awdc.be/update-g7-sixteenth-sanction-package-against-russia",
    words={
        "g7-evidence": (
            Result.ATTENTION,
            _(
                "Not every country of mining origin is listed: the European Union then asks for evidence of origin "
                "under the G7 rules. List the countries, or add the evidence to the files."
            ),
        ),
    },
    ask=ask,
)
