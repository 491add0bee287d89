"""What an officer types for one shipment of the tests."""

from __future__ import annotations

from typing import Any


def content(**changes: Any) -> dict[str, Any]:
    """Give complete content; a change of None leaves a member out."""
    found = {
        "mining_origin": ["BW"],
        "exporter": {"name": "Okavango Sorting (Pty) Ltd", "address": "Plot 67782, Gaborone", "country": "BW"},
        "importer": {"name": "Gulf Tender House DMCC", "address": "Almas Tower, Dubai", "country": "AE"},
        "goods": [{"hs": "7102.31", "carats": "1804.52", "usd": "362118.75"}],
        "parcels": 2,
        "seals": ["BW7001-1", "BW7001-2"],
        "due_diligence": ["OECD-DDG"],
        "kind": "standard",
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


def importer(**changes: Any) -> dict[str, Any]:
    """Give the importer, changed."""
    return {**content()["importer"], **changes}


def line(**changes: Any) -> dict[str, Any]:
    """Give a line of goods, changed; a change of None leaves a member out."""
    found = {**content()["goods"][0], **changes}
    return {name: value for name, value in found.items() if value is not None}
