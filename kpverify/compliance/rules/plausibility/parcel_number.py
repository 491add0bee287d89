"""A parcel number that ends with its certificate's number ends with that of a certificate the shipment names.

Fakes were caught by it: the number of the parcel belonged to another certificate. Which issuers number so is data:
`parcel_numbers.json`.

Source: warning of the Belgian authorities on a fake certificate of Sierra Leone, 1 December 2015.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules.plausibility._numbers import key_of, numbers_named
from kpverify.compliance.rules.rule import Found, Rule
from kpverify.tokens.codes import Result, gettext_noop

_ = gettext_noop


class Pattern(NamedTuple):
    """How one issuer numbers its parcels."""

    issuer: str
    looks: re.Pattern[str]


def _patterns() -> tuple[Pattern, ...]:
    text = (Path(__file__).parent / "parcel_numbers.json").read_text(encoding="utf-8")
    return tuple(Pattern(row["issuer"], re.compile(row["pattern"])) for row in json.loads(text)["rows"])


PATTERNS = _patterns()


def _ask(shipment: Shipment) -> Iterator[Found]:
    remarks = shipment.kpc.get("remarks", "")
    named = {key_of(one.number) for one in numbers_named(shipment)}
    own = key_of(shipment.case.claims.get("sub", ""))
    for pattern in PATTERNS:
        for parcel in pattern.looks.finditer(remarks):
            if key_of(f"{pattern.issuer}{parcel['number']}") not in {*named, own}:
                yield Found("differs", "remarks", {"parcel": parcel[0], "issuer": pattern.issuer})


RULE = Rule(
    id="plausibility.parcel-number",
    title=_("A parcel's number and its certificate's"),
    source="Belgian authorities on a fake certificate of Sierra Leone, 1 December 2015",
    url="https://www.thediamondloupe.com/articles/2015-12-01/belgian-authorities-warn-fake-kp-certificate-sierra-leone",
    words={
        "differs": (
            Result.ATTENTION,
            _(
                "A parcel number of {issuer} ends with the number of its certificate, and {parcel} ends with none that "
                "is named here. Compare it with the certificate that came with the parcel."
            ),
        ),
    },
    ask=_ask,
)
