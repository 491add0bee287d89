"""The demonstration's shipments: about thirty, in every state a certificate can reach. Companies are invented."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

EXPORTERS = {
    "BW": ("Okavango Sorting (Pty) Ltd", "Plot 67782, Airport Road, Gaborone"),
    "CF": ("Comptoir Haute-Sangha SARL", "Avenue Boganda, Bangui"),
    "AO": ("Lunda Comercialização, S.A.", "Rua Rainha Ginga 87, Luanda"),
    "SL": ("Sewa River Exporters Ltd", "12 Siaka Stevens Street, Freetown"),
    "EU": ("Schelde Rough NV", "Hoveniersstraat 30, 2018 Antwerpen"),
    "AE": ("Gulf Tender House DMCC", "Almas Tower, Jumeirah Lakes, Dubai"),
}
IMPORTERS = {
    "EU": ("Schelde Rough NV", "Hoveniersstraat 30, 2018 Antwerpen"),
    "AE": ("شركة الخليج للماس ذ.م.م", "برج الماس، أبراج بحيرات جميرا، دبي"),
    "IN": ("Tapi Polishers Pvt Ltd", "Varachha Road, Surat, Gujarat 395006"),
    "CN": ("上海黄浦钻石加工有限公司", "上海市浦东新区世纪大道1701号"),
    "IL": ("Yahalom Cutting Works Ltd", "Tuval Street 21, Ramat Gan"),
    "BW": ("Okavango Sorting (Pty) Ltd", "Plot 67782, Airport Road, Gaborone"),
    "RU": ("ООО «Северная огранка»", "ул. Октябрьской Революции, 3, Смоленск"),
}


@dataclass(frozen=True, slots=True)
class Shipment:
    """One certificate to make: who issues it, how many days ago it was drafted, and how far it got.

    `end` is the last state (`draft`, `submitted`, `approved`, `issued`, `suspended`, `reinstated`, `revoked`,
    `received`, `replaced`, `amended`).
    """

    authority: str
    days_ago: int
    end: str
    destination: str
    goods: tuple[tuple[str, str, str], ...]
    origins: tuple[str, ...] = ()
    parcels: int = 1
    more: dict[str, Any] = field(default_factory=dict)
    # Due diligence statements: `whole`, with `gaps`, or none.
    stated: str = ""

    @property
    def content(self) -> dict[str, Any]:
        """What the preparer types: the shape of docs/token.md, without statement and officers."""
        country = self.authority[:2]
        exporter, importer = EXPORTERS[country], IMPORTERS[self.destination]
        seal = f"{country}{7000 + self.days_ago * 37 % 2900}"
        members = {"EU": "BE"}
        return {
            "mining_origin": list(self.origins or (country,)),
            "exporter": {"name": exporter[0], "address": exporter[1], "country": members.get(country, country)},
            "importer": {
                "name": importer[0],
                "address": importer[1],
                "country": members.get(self.destination, self.destination),
            },
            "goods": [{"hs": hs, "carats": carats, "usd": usd} for hs, carats, usd in self.goods],
            "parcels": self.parcels,
            "seals": [f"{seal}-{n + 1}" for n in range(min(self.parcels, 4))],
            "due_diligence": ["OECD-DDG"],
            "kind": "standard",
            **self.more,
        }


GEM, INDUSTRIAL, UNSORTED = "7102.31", "7102.21", "7102.10"
CAR = {"zones": ["CF-BERBERATI"]}
SHIPMENTS = (
    Shipment("BW", 92, "issued", "EU", ((GEM, "12404.18", "2315880.00"),), parcels=3),
    Shipment("SL", 88, "issued", "AE", ((GEM, "1820.44", "402011.50"),)),
    Shipment(
        "AO", 81, "received", "AE", ((GEM, "48211.07", "9120334.00"), (INDUSTRIAL, "9120.50", "118566.50")), parcels=6
    ),
    Shipment("BW", 55, "received", "IN", ((GEM, "8110.90", "1504902.25"),), parcels=2),
    Shipment("EU-ANR", 52, "issued", "IN", ((UNSORTED, "3011.55", "655120.00"),), ("BW", "NA", "CA"), 2),
    Shipment(
        "AE",
        49,
        "issued",
        "IN",
        ((GEM, "21044.80", "2950118.40"), (INDUSTRIAL, "8800.00", "92400.00")),
        ("AO", "ZW"),
        5,
    ),
    Shipment("BW", 47, "revoked", "IL", ((GEM, "940.12", "711200.00"),)),
    Shipment("CF", 44, "issued", "AE", ((GEM, "812.36", "148260.10"),), more=CAR),
    Shipment("AO", 41, "issued", "AE", ((GEM, "30118.20", "6002410.00"),), parcels=4),
    Shipment("SL", 40, "replaced", "EU", ((GEM, "2210.75", "512004.20"),)),
    Shipment("BW", 37, "received", "EU", ((GEM, "15008.66", "2841905.75"),), parcels=4),
    Shipment("BW", 33, "suspended", "AE", ((GEM, "620.05", "98110.00"),)),
    Shipment("EU-ANR", 30, "issued", "AE", ((GEM, "1402.33", "910455.00"),), (), 1, {"mining_origin": []}),
    Shipment("CF", 27, "issued", "EU", ((GEM, "1204.90", "231877.35"),), more=CAR),
    Shipment("AE", 25, "revoked", "CN", ((GEM, "5110.00", "640040.00"),), ("AO",)),
    Shipment("AO", 22, "issued", "IL", ((GEM, "9944.10", "2105620.80"),), parcels=2),
    Shipment(
        "BW", 20, "reinstated", "EU", ((GEM, "7720.44", "1380400.00"), (INDUSTRIAL, "2204.10", "30857.40")), parcels=3
    ),
    Shipment("SL", 18, "issued", "AE", ((GEM, "960.18", "201430.00"),)),
    Shipment("BW", 14, "amended", "CN", ((GEM, "3340.27", "702218.90"),)),
    Shipment("AE", 12, "suspended", "IN", ((GEM, "14020.90", "1804110.20"),), ("AO", "ZA")),
    Shipment("EU-ANR", 9, "issued", "RU", ((GEM, "410.55", "388020.00"),), ("CA",)),
    Shipment(
        "AO", 7, "issued", "EU", ((GEM, "26110.45", "5520771.00"), (INDUSTRIAL, "4100.00", "49200.00")), parcels=5
    ),
    Shipment("CF", 5, "issued", "AE", ((GEM, "655.21", "120944.90"),), more={"zones": ["CF-CARNOT"]}),
    Shipment("BW", 3, "issued", "IN", ((UNSORTED, "10210.00", "1654020.00"),), parcels=2, stated="gaps"),
    Shipment("BW", 2, "approved", "EU", ((GEM, "2904.61", "610330.10"),)),
    Shipment("CF", 2, "submitted", "AE", ((GEM, "498.07", "88121.00"),), more=CAR),
    Shipment("BW", 1, "submitted", "IL", ((GEM, "1502.88", "480115.45"),)),
    Shipment("BW", 1, "draft", "AE", ((GEM, "880.10", "175220.00"),)),
    Shipment("AO", 1, "draft", "AE", ((GEM, "17700.35", "3320190.00"),), parcels=3),
    Shipment(
        "BW",
        0,
        "issued",
        "EU",
        ((GEM, "1804.52", "362118.75"), (INDUSTRIAL, "310.25", "4188.40")),
        parcels=2,
        stated="whole",
    ),
)
