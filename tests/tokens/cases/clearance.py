"""Question 7, the part about clearance: did two monitors clear these goods, where the rule of the day asks for it?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kpverify.tokens import clearance
from tests.tokens.cases.amended import amendment, binding, change, head
from tests.tokens.cases.case import Vector, attention, invalid, refused, unknown, valid
from tests.tokens.cases.cast import (
    DAY,
    GONE,
    HOUR,
    ISSUED,
    NOW,
    bundle,
    certificate,
    dumps,
    edit,
    jwt,
    lists,
    qr,
    signed,
    signer,
    status_list,
    trust,
    uri_of,
)

DOSSIER = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
CLEARED = ISSUED - HOUR
BAD, MISSING = "origin.clearance-bad", "origin.clearance-missing"


def cleared(changes: dict[str, Any] | None = None, /, **how: Any) -> dict[str, Any]:
    """Give a certificate of goods of Berbérati that two monitors cleared an hour before, changed after that.

    `how` has what goes into the clearance: kid, key, iat, iss, monitors; the rest is content.
    """
    kid, key, iat = how.pop("kid", "KPMT-26-1"), how.pop("key", ""), how.pop("iat", CLEARED)
    iss, monitors = how.pop("iss", "BW"), how.pop("monitors", ("KPM-1", "KPM-2"))
    kpc = {"mining_origin": ["CF"], "zones": ["CF-BERBERATI"], **how}
    found = certificate(**{name: value for name, value in kpc.items() if value is not GONE})
    found["kpc"]["clearance"] = clearance.sign_clearance(
        kpc=found["kpc"],
        iss=iss,
        dossier=DOSSIER,
        monitors=monitors,
        now=datetime.fromtimestamp(iat, UTC),
        signer=signer(kid, key),
    )
    return edit(found, changes or {})


def _plain(*origins: str, **kpc: Any) -> dict[str, Any]:
    """Ask for a clearance of goods that need none."""
    return {"mining_origin": list(origins or ("BW",)), "zones": GONE, **kpc}


def vectors() -> list[Vector]:
    """Give every case of clearances."""
    return [*_good(), *_bad(), *_keys(), *_not_asked(), *_days(), *_amended(), *_restricted()]


def _good() -> list[Vector]:
    text = 'Said "no" \\ é 💎\u200d, see / and \u2044'
    return [
        valid("clearance", qr(cleared()), passes=("origin.cleared",)),
        valid("clearance-same-second", qr(cleared(iat=ISSUED))),
        valid("clearance-of-every-member", qr(cleared(remarks=text, kind="replacement", replaces="BW26000001"))),
        valid("clearance-says-nothing-of-due-diligence", qr(cleared({"kpc.due_diligence": ["UNGP"]}))),
        valid("clearance-says-nothing-of-officers", qr(cleared({"kpc.officers": ["BW-103", "BW-104"]}))),
        valid("clearance-of-the-second-origin", qr(cleared(mining_origin=["BW", "CF"]))),
        invalid("clearance-is-no-zone", qr(cleared(zones=["CF-BRIA"])), "origin.zone-not-compliant:CF-BRIA"),
        invalid("clearance-missing", qr(certificate(mining_origin=["CF"], zones=["CF-BERBERATI"])), f"{MISSING}:CF"),
    ]


def _bad() -> list[Vector]:
    after: dict[str, dict[str, Any]] = {
        "kind": {"kpc.kind": "technical"},
        "origins": {"kpc.mining_origin": ["CF", "BW"]},
        "zones": {"kpc.zones": ["CF-BERBERATI", "CF-BERBERATI-2"]},
        "exporter": {"kpc.exporter.name": "Okavango Sorting Ltd"},
        "importer": {"kpc.importer.address": "Almas Tower, 3rd floor, Dubai"},
        "carats": {"kpc.goods.0.carats": "310.70"},
        "value": {"kpc.goods.1.usd": "362118.7"},
        "goods": {"kpc.goods.1": GONE},
        "parcels": {"kpc.parcels": 3},
        "seals": {"kpc.seals": ["BW7001-2", "BW7001-1"]},
        "remarks": {"kpc.remarks": "A"},
        "dossier": {"kpc.clearance.dossier": DOSSIER[:-1] + "A"},
        "monitors": {"kpc.clearance.monitors": ["KPM-2", "KPM-1"]},
        "time": {"kpc.clearance.iat": CLEARED + 1},
        "signature": {"kpc.clearance.signature": "A" * 86},
    }
    more = {"zones": ("origin.zone-not-compliant",)}
    return [
        *(
            invalid(f"clearance-other-{name}", qr(cleared(changes)), *more.get(name, ()), f"{BAD}:KPMT-26-1")
            for name, changes in after.items()
        ),
        invalid("clearance-for-another-issuer", qr(cleared(iss="XR")), BAD),
        invalid("clearance-by-another-key", qr(cleared(key="BW-26-1")), BAD),
        invalid("clearance-under-another-kid", qr(cleared({"kpc.clearance.kid": "KPMT-26-3"})), BAD),
        invalid("clearance-a-second-after-the-certificate", qr(cleared(iat=ISSUED + 1)), BAD),
    ]


def _keys() -> list[Vector]:
    old = datetime.fromtimestamp(NOW + 2 * DAY, UTC)
    listed = trust()["iat"]
    return [
        valid("clearance-key-first-second", qr(cleared(kid="KPMT-26-3"))),
        invalid("clearance-key-not-begun", qr(cleared(kid="KPMT-26-3", iat=CLEARED - 1)), f"{BAD}:KPMT-26-3"),
        invalid("clearance-key-over", qr(cleared(kid="KPMT-26-3", iat=CLEARED + 1)), f"{BAD}:KPMT-26-3"),
        invalid("clearance-key-distrusted", qr(cleared(kid="KPMT-26-2")), f"{BAD}:KPMT-26-2"),
        unknown(
            "clearance-key-distrusted-since",
            qr(cleared(kid="KPMT-26-2", iat=CLEARED - 1)),
            "origin.clearance-key-distrusted-since:KPMT-26-2",
        ),
        invalid(
            "clearance-key-distrusted-since-and-wrong", qr(cleared(kid="KPMT-26-2", key="a", iat=CLEARED - 1)), BAD
        ),
        invalid("clearance-key-unknown", qr(cleared(kid="KPMT-99-9")), f"{BAD}:KPMT-99-9"),
        invalid("clearance-key-of-an-authority", qr(cleared(kid="BW-26-1")), f"{BAD}:BW-26-1"),
        unknown(
            "clearance-key-not-on-old-list",
            qr(cleared({"iat": listed + HOUR}, kid="KPMT-99-9", iat=listed + 1)),
            "status.ageing",
            "origin.clearance-key-not-on-old-list:KPMT-99-9",
            now=old,
        ),
        invalid(
            "clearance-key-unknown-though-list-old",
            qr(cleared({"iat": listed + HOUR}, kid="KPMT-99-9", iat=listed)),
            "status.ageing",
            BAD,
            now=old,
        ),
        invalid("clearance-where-the-list-has-no-monitors", qr(cleared()), BAD, bundle="no-monitors"),
        refused(
            "clearance-key-signs-a-certificate", qr(certificate(), kid="KPMT-26-1"), "issuer.key-unknown:KPMT-26-1"
        ),
    ]


def _not_asked() -> list[Vector]:
    return [
        valid("clearance-not-asked", qr(cleared(**_plain()))),
        valid("clearance-not-asked-of-mixed", qr(cleared(mining_origin=[], zones=GONE))),
        valid("clearance-not-asked-key-unknown", qr(cleared(**_plain(), kid="KPMT-99-9"))),
        valid("clearance-not-asked-key-over", qr(cleared(**_plain(), kid="KPMT-26-3", iat=CLEARED + 1))),
        invalid("clearance-not-asked-wrong", qr(cleared({"kpc.parcels": 3}, **_plain())), f"{BAD}:KPMT-26-1"),
    ]


def _days() -> list[Vector]:
    """XC asks from the day of issue on, XB asked until the day before."""
    before = {"iat": ISSUED - DAY}
    return [
        invalid("clearance-first-day", qr(certificate(mining_origin=["XC"], zones=["XC-HILL"])), f"{MISSING}:XC"),
        valid("clearance-day-before-the-first", qr(certificate(before, mining_origin=["XC"]))),
        valid("clearance-day-after-the-last", qr(certificate(mining_origin=["XB"]))),
        invalid(
            "clearance-last-day", qr(certificate(before, mining_origin=["XB"], zones=["XB-HILL"])), f"{MISSING}:XB"
        ),
    ]


def _by_restricted(*changes: dict[str, Any], origin: str = "XR", zone: str = "XR-HILL") -> str:
    """Write a certificate of the restricted participant XR, for goods that monitors cleared."""
    own = {"iss": "XR", "sub": "XR26000007", "status.status_list.uri": uri_of("XR")}
    found = cleared(own, iss="XR", mining_origin=[origin], zones=[zone])
    for one in changes:
        found = edit(found, one)
    return qr(found, kid="XR-26-1")


def _restricted() -> list[Vector]:
    """A clearance is what the restriction of its own origin asks for, and no other's."""
    restricted, holds = "participant.issuer-restricted:XR", "participant.issuer-restricted-cleared"
    return [
        valid("clearance-of-restricted", _by_restricted(), bundle="restricted-clears", passes=(holds,)),
        attention("clearance-of-another-restricted", _by_restricted(origin="CF", zone="CF-BERBERATI"), restricted),
        invalid(
            "clearance-of-restricted-bad",
            _by_restricted({"kpc.parcels": 3}),
            restricted,
            f"{BAD}:KPMT-26-1",
            bundle="restricted-clears",
        ),
        invalid(
            "clearance-of-restricted-missing",
            _by_restricted({"kpc.clearance": GONE}),
            restricted,
            f"{MISSING}:XR",
            bundle="restricted-clears",
        ),
    ]


def _restricted_clears() -> dict[str, Any]:
    """Give a trust list on which the goods of XR need a clearance."""
    made = trust()
    regime = {"origin": "XR", "from": "2015-07-17", "to": None, "rule": "zones_with_clearance", "source": ""}
    zone = {"id": "XR-HILL", "origin": "XR", "name": "Hill", "periods": made["zones"][0]["periods"]}
    return trust({"regimes": [*made["regimes"], regime], "zones": [*made["zones"], zone]})


def _held(payload: dict[str, Any], *changes: dict[str, Any]) -> bytes:
    """Give a bundle whose status list amends this certificate."""
    token = jwt(amendment({"kpam.certificate": binding(payload)}, *changes), head=head())
    return dumps(bundle(signed(trust()), lists(BW=status_list({"amendments": {payload["sub"]: [token]}}))))


AMENDED = {
    "more": (cleared(), [change("parcels", 2, 3)]),
    "origin": (certificate(zones=["CF-BERBERATI"]), [change("mining_origin", ["BW"], ["CF"])]),
    "origin-away": (
        certificate(mining_origin=["CF"], zones=["CF-BERBERATI"]),
        [change("mining_origin", ["CF"], ["BW"]), change("zones", ["CF-BERBERATI"], None)],
    ),
}


def bundles() -> dict[str, bytes]:
    """Give the bundles of these cases."""
    return {
        "no-monitors": dumps(bundle(signed(trust({"monitors": GONE})), lists())),
        "restricted-clears": dumps(bundle(signed(_restricted_clears()), lists())),
        **{f"cleared-{name}": _held(payload, *changes) for name, (payload, changes) in AMENDED.items()},
    }


def _amended() -> list[Vector]:
    says = {
        "more": attention("clearance-amended", "", "status.amended"),
        "origin": invalid("clearance-amended-into-the-origin", "", "status.amended", f"{MISSING}:CF"),
        "origin-away": invalid("clearance-amended-out-of-the-origin", "", "status.amended", f"{MISSING}:CF"),
    }
    return [
        Vector(one.name, qr(AMENDED[name][0]), one.outcome, one.says, bundle=f"cleared-{name}")
        for name, one in says.items()
    ]
