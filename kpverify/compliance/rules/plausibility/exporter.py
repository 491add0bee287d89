"""An exporter's first parcel is not large, and none is far larger than all before it.

Source: House. Whoever lends a name to others' goods has no history, or suddenly a much larger one.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.plausibility._figures import carats_of, is_ordinary, picture_of, text_of, values_of
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop
# A first parcel is large above so many times the median of all; a later one above so many times the largest before.
TIMES_MEDIAN, TIMES_LARGEST = 5, 10


def _ask(shipment: Shipment) -> Iterator[Found]:
    history = shipment.facts.history
    if history is None or not is_ordinary(shipment):
        return
    carats, all_parcels = carats_of(shipment), history.shipments
    if history.exporter_parcels == 0:
        if all_parcels is not None and carats > all_parcels.median * TIMES_MEDIAN:
            picture = picture_of(all_parcels, carats, unit="carats")
            yield Found("new", "exporter.name", values_of(all_parcels, carats), picture)
    elif carats > history.exporter_largest * TIMES_LARGEST:
        values = {
            "value": text_of(carats),
            "many": str(history.exporter_parcels),
            "largest": text_of(history.exporter_largest),
        }
        yield Found("larger", "exporter.name", values)


RULE = Rule(
    id="plausibility.exporter",
    title=_("New exporters, and parcels far larger than before"),
    source="House: what the issuer certified for the same exporter",
    url="",
    words={
        "new": (
            Result.ATTENTION,
            _(
                "No earlier parcel of this exporter is on record here, and {value} carats is a large one: half of "
                "{many} earlier parcels were under {median}. Look at the exporter's licence and where the goods "
                "come from."
            ),
        ),
        "larger": (
            Result.ATTENTION,
            _(
                "{value} carats is far more than this exporter sent before: the largest of {many} earlier parcels "
                "had {largest}. Ask where the goods come from."
            ),
        ),
    },
    ask=_ask,
)
