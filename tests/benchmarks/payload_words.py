"""Words to make certificates of: invented companies in real cities of all 60 participants (`payload_words.csv`).

Two halves that share no participant and no word but `GENERIC`: one to choose the dictionary with, one to measure it
with. Nothing here is of the demonstration.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import NamedTuple


class Place(NamedTuple):
    """One participant: its authority's id, the country code and name on addresses, and lists parted by `|`."""

    half: str
    authority: str
    country: str
    name: str
    cities: str
    streets: str
    companies: str
    forms: str


def places(half: str) -> list[Place]:
    """Read the participants of one half, `choosing` or `held-out`."""
    with Path(__file__).with_suffix(".csv").open(encoding="utf-8", newline="") as lines:
        return [place for place in (Place(**row) for row in csv.DictReader(lines)) if place.half == half]


TRADES = {
    "choosing": ("Diamonds", "Trading", "Gems", "Mining Company", "Diamond Cutting Works", "& Sons", "International"),
    "held-out": ("Rough", "Minerals", "Jewellery", "Export-Import House", "Resources", "Brothers", "Group Holdings"),
}
ROOMS = {
    "choosing": ("Office {0}, ", "P.O. Box {1}, ", "Suite {2}, "),
    "held-out": ("Unit {0}, ", "PO Box {1}, ", "Level {0}, "),
}
HOSTS = {
    "choosing": (
        "https://kp.mines.gov.{}",
        "https://diamonds.{}-ministry.org",
        "https://www.certificates.{}",
        "https://kpcs.{}",
    ),
    "held-out": (
        "https://verify.rough.gov.{}",
        "https://kimberley.customs.go.{}",
        "https://trade.{}.int:8443",
        "https://kpc.{}",
    ),
}
REMARKS = {
    "choosing": (
        "Goods sealed in presence of two witnesses.",
        "Second shipment under contract {n}.",
        "Run of mine, unsorted.",
        "Remplace le document égaré le mois dernier.",
        "Lot {n}: mercadoria avaliada por perito independente.",
        "Вес проверен на таможне, пломба {n}.",
        "تم فحص الطرد قبل الشحن",
        "See invoice {n}. Weight checked twice by valuer.",
        "Exhibition sample: to be returned within ninety days; no sale permitted before a new certificate is made out.",
    ),
    "held-out": (
        "Tender {n}, viewing closed.",
        "Consigned via Brussels Airlines, airway bill {n}.",
        "Box resealed after inspection.",
        "Marchandise destinée à la taille.",
        "Producción artesanal, cooperativa {n}.",
        "Алмазы природные, партия {n}.",
        "الأحجار معدة للعرض فقط",
        "原石，未切割。",
        "Parcel split from {n}; the balance stays at the bonded warehouse until export.",
        "Correction of consignee details requested by the forwarding agent; contents, mass and value remain unchanged.",
    ),
}
ZONES = {"CF": ("CF-BERBERATI", "CF-BODA", "CF-CARNOT", "CF-NOLA", "CF-BOGANDA"), "CD": ("CD-TSHIKAPA", "CD-KISANGANI")}
# Words that any trade, address and company form has: both halves may.
GENERIC = {"avenida", "avenue", "boulevard", "calle", "congo", "corniche", "freeport", "https", "limited"}
GENERIC |= {"plot", "republic", "road", "sarl", "south", "status", "street", "suite", "tower", "united", "شارع", "شركة"}
