"""What the published statistics say a country's production is worth: all there is before an issuer has a history."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

from kpverify.compliance.facts import Published
from kpverify.plausibility.robust import CENT

FILE = Path(__file__).parent / "data" / "published.json"


@cache
def published() -> Mapping[str, Published]:
    """Give the newest year of each country of mining origin."""
    rows = json.loads(FILE.read_text(encoding="utf-8"))["rows"]
    return {
        row["origin"]: Published(
            row["year"], (Decimal(row["usd"]) / Decimal(row["carats"])).quantize(CENT), row["source"]
        )
        for row in sorted(rows, key=lambda row: int(row["year"]))
    }
