"""Question 1, the last part: does every member keep its rule?"""

from __future__ import annotations

from typing import Any

from tests.tokens.cases.case import Vector, refused, valid
from tests.tokens.cases.cast import GONE, certificate, jwt, qr

CLEARANCE = {
    "kid": "KPMT-26-1",
    "iat": 1795000000,
    "dossier": "A" * 43,
    "monitors": ["KPM-1", "KPM-2"],
    "signature": "A" * 86,
}


def vectors() -> list[Vector]:
    """Give every case of the members."""
    # The path of the first offending member -> changes, each of which breaks only that.
    wrong: dict[str, list[dict[str, Any]]] = {
        "iss": [{"iss": GONE}, {"iss": "bw"}, {"iss": "BW-ABCDEFGHI"}, {"iss": None}],
        "sub": [{"sub": "BW"}, {"sub": "BW26004711\n"}, {"sub": "BW2600471100000000000"}, {"sub": 26004711}],
        "iat": [{"iat": 0}, {"iat": True}, {"iat": "1795348800"}, {"iat": GONE}, {"iat": 253402300800}],
        "exp": [{"exp": certificate()["iat"]}, {"exp": 253402300800}, {"exp": GONE}, {"exp": False}],
        "status": [
            {"status": GONE},
            {"status": {}},
            {"status.more": 1},
            {"status.status_list": []},
            {"status.status_list.idx": -1},
            {"status.status_list.idx": 1 << 24},
            {"status.status_list.idx": True},
            {"status.status_list.uri": "ftp://kp.example.org/"},
            {"status.status_list.uri": "https://" + "a" * 121},
            {"status.status_list.uri": "https://kp.example.org/?a"},
            {"status.status_list.more": 1},
        ],
        "kpc": [{"kpc": GONE}, {"kpc": []}, {"kpc.more": 1}, {"kpc.__proto__": 1}, {"kpc.constructor": 1}],
        "payload": [{"more": 1}, {"nbf": 1}, {"jti": "a"}],
        "kpc.statement": [{"kpc.statement": ""}, {"kpc.statement": "kpcs"}, {"kpc.statement": "A" * 25}],
        "kpc.mining_origin": [
            {"kpc.mining_origin": GONE},
            {"kpc.mining_origin": "BW"},
            {"kpc.mining_origin": ["BW", "BW"]},
            {"kpc.mining_origin": ["B"]},
            {"kpc.mining_origin": [f"A{chr(65 + place)}" for place in range(21)]},
        ],
        "kpc.zones": [{"kpc.zones": []}, {"kpc.zones": ["BERBERATI"]}, {"kpc.zones": None}],
        "kpc.exporter": [{"kpc.exporter": GONE}, {"kpc.exporter.more": 1}, {"kpc.exporter": ["a"]}],
        "kpc.exporter.name": [
            {"kpc.exporter.name": ""},
            {"kpc.exporter.name": " Okavango"},
            {"kpc.exporter.name": "Okavango "},
            {"kpc.exporter.name": "A" * 121},
            {"kpc.exporter.name": "😀" * 121},
            {"kpc.exporter.name": "A\u202eB"},
            {"kpc.exporter.name": "A\u200bB"},
            {"kpc.exporter.name": "A\u0085B"},
            {"kpc.exporter.name": "A\u2028B"},
            {"kpc.exporter.name": "A\x7fB"},
            {"kpc.exporter.name": "A\u00adB"},
            {"kpc.exporter.name": "A\u061cB"},
            {"kpc.exporter.name": "A\ufeffB"},
            {"kpc.exporter.name": "e\u0301"},
            {"kpc.exporter.name": 7},
        ],
        "kpc.exporter.address": [{"kpc.exporter.address": "A" * 201}],
        "kpc.exporter.country": [{"kpc.exporter.country": "BWA"}],
        "kpc.importer.country": [{"kpc.importer.country": GONE}],
        "kpc.goods": [
            {"kpc.goods": []},
            {"kpc.goods": {}},
            {"kpc.goods.0.hs": "7102.31"},
            {"kpc.goods": [certificate()["kpc"]["goods"][0]] * 4},
        ],
        "kpc.goods[0]": [{"kpc.goods.0.more": 1}, {"kpc.goods.0": "7102.21"}],
        "kpc.goods[0].hs": [{"kpc.goods.0.hs": "7102.39"}, {"kpc.goods.0.hs": GONE}, {"kpc.goods.0.hs": {}}],
        "kpc.goods[1].carats": [
            {"kpc.goods.1.carats": "0.00"},
            {"kpc.goods.1.carats": 1804},
            {"kpc.goods.1.carats": "1.804"},
            {"kpc.goods.1.carats": "1,8"},
            {"kpc.goods.1.carats": "-1"},
            {"kpc.goods.1.carats": "١"},
            {"kpc.goods.1.carats": "1234567890"},
            {"kpc.goods.1.carats": "1."},
        ],
        "kpc.goods[1].usd": [{"kpc.goods.1.usd": ".5"}, {"kpc.goods.1.usd": "1e3"}],
        "kpc.parcels": [{"kpc.parcels": 0}, {"kpc.parcels": 10000}, {"kpc.parcels": "2"}, {"kpc.parcels": True}],
        "kpc.seals": [
            {"kpc.seals": []},
            {"kpc.seals": ["A", "A"]},
            {"kpc.seals": ["A "]},
            {"kpc.seals": ["-A"]},
            {"kpc.seals": ["A" * 25]},
            {"kpc.seals": [f"S{place}" for place in range(13)]},
        ],
        "kpc.officers": [
            {"kpc.officers": ["BW-101"]},
            {"kpc.officers": ["BW-101", "BW-101"]},
            {"kpc.officers": ["BW-101", "BW-102", "BW-103"]},
            {"kpc.officers": ["BW-101", "BW 102"]},
        ],
        "kpc.due_diligence": [
            {"kpc.due_diligence": GONE},
            {"kpc.due_diligence": [f"S{place}" for place in range(9)]},
            {"kpc.due_diligence": [["OECD-DDG"]]},
        ],
        "kpc.kind": [{"kpc.kind": "amended"}, {"kpc.kind": GONE}, {"kpc.kind": ["standard"]}],
        "kpc.replaces": [
            {"kpc.kind": "replacement"},
            {"kpc.replaces": "BW26000001"},
            {"kpc.replaces": None},
            {"kpc.kind": "replacement", "kpc.replaces": "26000001"},
        ],
        "kpc.remarks": [{"kpc.remarks": ""}, {"kpc.remarks": "A" * 201}, {"kpc.remarks": None}],
        "kpc.clearance": [
            {"kpc.clearance": None},
            {"kpc.clearance": []},
            {"kpc.clearance": {**CLEARANCE, "alg": "none"}},
            {"kpc.clearance": {**CLEARANCE, "__proto__": {}}},
        ],
        "kpc.clearance.kid": [
            {"kpc.clearance": {}},
            {"kpc.clearance": {**CLEARANCE, "kid": ""}},
            {"kpc.clearance": {**CLEARANCE, "kid": "K" * 33}},
        ],
        "kpc.clearance.iat": [
            {"kpc.clearance": {**CLEARANCE, "iat": 0}},
            {"kpc.clearance": {**CLEARANCE, "iat": "1795000000"}},
            {"kpc.clearance": {**CLEARANCE, "iat": 253402300800}},
        ],
        "kpc.clearance.dossier": [
            {"kpc.clearance": {**CLEARANCE, "dossier": "A" * 42}},
            {"kpc.clearance": {**CLEARANCE, "dossier": "A" * 42 + "B"}},
        ],
        "kpc.clearance.monitors": [
            {"kpc.clearance": {**CLEARANCE, "monitors": ["KPM-1"]}},
            {"kpc.clearance": {**CLEARANCE, "monitors": ["KPM-1", "KPM-1"]}},
            {"kpc.clearance": {**CLEARANCE, "monitors": ["KPM-1", "KPM-2", "KPM-3"]}},
        ],
        "kpc.clearance.signature": [
            {"kpc.clearance": {**CLEARANCE, "signature": "A" * 85}},
            {"kpc.clearance": {**CLEARANCE, "signature": "A" * 85 + "B"}},
            {"kpc.clearance": {**CLEARANCE, "signature": "A" * 86 + "=="}},
        ],
    }
    several = {"kpc.seals": [], "kpc.goods.0.carats": "0", "kpc.more": 1}
    cases = [
        refused(f"claims-{_slug(where)}-{place}", jwt(certificate(changes)), f"format.claims:{where}")
        for where, many in wrong.items()
        for place, changes in enumerate(many, start=1)
    ]
    return [
        *cases,
        refused("claims-first-of-several", jwt(certificate(several)), "format.claims:kpc.goods[0].carats"),
        refused("claims-list", jwt([certificate()]), "format.claims:payload"),
        refused("claims-null", jwt(b"null"), "format.claims:payload"),
        refused("claims-number", jwt(b"7"), "format.claims:payload"),
        valid("claims-replacement", qr(certificate(kind="replacement", replaces="BW26000001"))),
        valid("claims-technical", qr(certificate(kind="technical", due_diligence=[]))),
        valid("claims-value-of-nothing", qr(certificate({"kpc.goods.0.usd": "0", "kpc.goods.0.carats": "0.01"}))),
    ]


def _slug(where: str) -> str:
    return (
        where.replace("kpc.", "")
        .replace("[", "-")
        .replace("].", "-")
        .replace("]", "")
        .replace(".", "-")
        .replace("_", "-")
    )
