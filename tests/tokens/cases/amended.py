"""Question 5, and what follows from it: has the issuer amended it?  And an endorsement scanned by itself."""

from __future__ import annotations

from typing import Any

from kpverify.tokens import base64url, endorsement
from tests.tokens.cases.case import Vector, attention, invalid, refused, unknown
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
    good,
    header,
    jwt,
    number,
    qr,
    raw,
    signed,
    small_trust,
    status_list,
    trust,
    url,
)

GOOD = good()
NUMBER = "BW26004711"
WRONG_ADDRESS, RIGHT_ADDRESS = "Almas Tower, Dubai", "Almas Tower, 3rd floor, Dubai"


def binding(payload: dict[str, Any]) -> str:
    """Name a certificate of key BW-26-1 as its amendments do."""
    return endorsement.binding_of(jwt(payload).rpartition(".")[0].encode())


def change(field: str, old: Any, new: Any) -> dict[str, Any]:
    """Give one change."""
    return {"field": field, "old": old, "new": new}


ADDRESS = change("importer.address", WRONG_ADDRESS, RIGHT_ADDRESS)


def amendment(changes: dict[str, Any] | None = None, /, *of: dict[str, Any], seq: int = 1) -> dict[str, Any]:
    """Give the amendment of an address that everything starts from, changed."""
    found = {
        "iss": "BW",
        "sub": NUMBER,
        "iat": ISSUED + seq * HOUR,
        "kpam": {
            "certificate": binding(certificate()),
            "seq": seq,
            "changes": list(of) or [ADDRESS],
            "reason": "The floor was left out.",
            "officers": ["BW-103", "BW-102"],
        },
    }
    return edit(found, changes or {})


def head(kid: str = "BW-26-1", **members: Any) -> dict[str, Any]:
    """Give an amendment's protected header."""
    return header(kid, **{"typ": "kpam+jwt", **members})


def endorsed(changes: dict[str, Any] | None = None, /, *of: dict[str, Any], **how: Any) -> str:
    """Sign an amendment, whether it is right or not."""
    kid, key, members = how.pop("kid", "BW-26-1"), how.pop("key", ""), how.pop("head", {})
    payload = amendment(changes, *of, **how)
    return jwt(payload, kid=kid, key=key, head=head(kid, **members))


SECOND = change("importer.address", RIGHT_ADDRESS, "Almas Tower, 4th floor, Dubai")
PARCELS = change("parcels", 2, 3)

# What the status list says of the certificate, by what is right about it.
HOLDS: dict[str, list[str]] = {
    "one": [endorsed()],
    "of-everything": [
        endorsed(
            None,
            change("mining_origin", ["BW"], []),
            change("exporter.name", "Okavango Sorting (Pty) Ltd", "Okavango Sorting (Pty) Limited"),
            change("importer.country", "AE", "BE"),
            change("goods[1].carats", "1804.52", "1804.25"),
            change("seals", ["BW7001-1", "BW7001-2"], ["BW7001-2", "BW7001-1"]),
            change("due_diligence", ["OECD-DDG"], []),
            change("remarks", None, "Ångström 💎"),
        )
    ],
    "two": [endorsed(), endorsed(None, SECOND, PARCELS, seq=2)],
    "back-and-forth": [endorsed(None, PARCELS), endorsed(None, change("parcels", 3, 2), seq=2)],
    "remark-that-goes": [
        endorsed(None, change("remarks", None, "A")),
        endorsed(None, change("remarks", "A", None), seq=2),
    ],
    "nine": [endorsed(None, change("parcels", place + 1, place + 2), seq=place) for place in range(1, 10)],
    "same-second-as-the-certificate": [endorsed({"iat": ISSUED})],
    "same-second-as-the-list": [endorsed({"iat": NOW - HOUR})],
    "by-the-next-key": [endorsed(kid="BW-27-1")],
}
# And by what is wrong about it: the fault that is named, and the tokens.
BROKEN: dict[str, tuple[str, list[Any]]] = {
    "gap": ("order", [endorsed(), endorsed(None, SECOND, seq=3)]),
    "second-only": ("order", [endorsed(None, PARCELS, seq=2)]),
    "twice": ("order", [endorsed(), endorsed()]),
    "before-the-certificate": ("order", [endorsed({"iat": ISSUED - 1})]),
    "before-the-first": ("order", [endorsed(), endorsed({"iat": ISSUED + HOUR - 1}, PARCELS, seq=2)]),
    "after-the-list": ("order", [endorsed({"iat": NOW - HOUR + 1})]),
    "wrong-old": ("old", [endorsed(None, change("importer.address", "Elsewhere", RIGHT_ADDRESS))]),
    "old-of-before-the-first": ("old", [endorsed(), endorsed(seq=2)]),
    "old-that-is-missing": ("old", [endorsed(None, change("remarks", "A", "B"))]),
    "old-null-but-there": (
        "old",
        [endorsed(None, change("remarks", None, "A")), endorsed(None, change("remarks", None, "B"), seq=2)],
    ),
    "line-that-is-not-there": ("old", [endorsed(None, change("goods[2].carats", "1", "2"))]),
    "seals-in-another-order": ("old", [endorsed(None, change("seals", ["BW7001-2", "BW7001-1"], ["A"]))]),
    "two-lines-of-one-code": ("content", [endorsed(None, change("goods[0].hs", "7102.21", "7102.31"))]),
    "other-certificates": ("certificate", [endorsed({"sub": "BW26004712"})]),
    "other-text-of-the-certificate": ("certificate", [endorsed({"kpam.certificate": binding(certificate(parcels=3))})]),
    "wrong-key": ("key", [endorsed(kid="BW-26-S")]),
    "key-of-another-authority": ("key", [endorsed({"iss": "EU-ANR"}, kid="EU-ANR-26-1")]),
    "issuer-of-another-name": ("key", [endorsed({"iss": "EU-ANR"})]),
    "key-unknown": ("key", [endorsed(kid="BW-99-9")]),
    "key-over": ("key", [endorsed(kid="BW-24-1")]),
    "key-distrusted": ("key", [endorsed(kid="BW-26-2")]),
    "forged": ("signature", [endorsed(key="BW-26-S")]),
    "changed-after": (
        "signature",
        [".".join((endorsed().split(".")[0], endorsed(None, PARCELS).split(".")[1], endorsed().split(".")[2]))],
    ),
    "wrong-typ": ("form", [endorsed(head={"typ": "kpc+jwt"})]),
    "typ-jwt": ("form", [endorsed(head={"typ": "JWT"})]),
    "header-crit": ("form", [endorsed(head={"crit": []})]),
    "certificate-itself": ("form", [jwt(certificate())]),
    "no-token": ("form", ["a.b"]),
    "empty-text": ("form", [""]),
    "signature-padded": ("form", [f"{endorsed()}="]),
    "one-officer-twice": ("form", [endorsed({"kpam.officers": ["BW-103", "BW-103"]})]),
    "member-unknown": ("form", [endorsed({"kpam.more": 1})]),
    "number-amended": ("form", [endorsed(None, change("sub", NUMBER, "BW26004712"))]),
    "kind-amended": ("form", [endorsed(None, change("kind", "standard", "technical"))]),
    "officers-amended": ("form", [endorsed(None, change("officers", ["BW-101", "BW-102"], ["BW-101", "BW-103"]))]),
}
# The whole member, where it is not even a list by number.
UNREADABLE: dict[str, Any] = {
    "a-list": [endorsed()],
    "a-text": endorsed(),
    "null": None,
    "number-wrong": {"4711": [endorsed()]},
    "name-of-a-prototype": {"__proto__": [endorsed()]},
    "token-alone": {NUMBER: endorsed()},
    "of-nothing": {NUMBER: []},
    "no-text": {NUMBER: [7]},
    "ten": {NUMBER: [endorsed()] * 10},
    "too-long": {"BW26000001": ["A" * 4097]},
    "too-many": {f"BW2600{place:04}": ["A"] * 7 for place in range(143)},
}
SCHEME = {
    "to-a-suspended-participant": change("importer.country", "AE", "XS"),
    "to-a-restricted-participant": change("importer.country", "AE", "XR"),
    "of-an-origin-that-is-suspended": change("mining_origin", ["BW"], ["BW", "XE"]),
}


def _listed(found: Any) -> str:
    return status_list({"amendments": found})


def bundles() -> dict[str, bytes]:
    """Give a bundle for each list."""
    full, small = signed(trust()), signed(small_trust())
    wide = {f"amended-{name}" for name in (*SCHEME, "of-everything", "key-of-another-authority")}
    uri = certificate()["status"]["status_list"]["uri"]
    of_number: dict[str, list[Any]] = {**HOLDS, **{name: tokens for name, (_, tokens) in BROKEN.items()}}
    of_number |= {name: [endorsed(None, one)] for name, one in SCHEME.items()}
    found = {name: {NUMBER: tokens} for name, tokens in of_number.items()}
    found |= {"other-number": {"BW26004712": [endorsed()]}, "none": {}}
    members: dict[str, Any] = {**found, **{f"unreadable-{name}": one for name, one in UNREADABLE.items()}}
    lists = {f"amended-{name}": _listed(one) for name, one in members.items()}
    lists["amended-thousand"] = _listed(
        {**{f"BW2600{place:04}": ["A"] * 9 for place in range(111)}, NUMBER: [endorsed()]}
    )
    lists["amended-and-stale"] = status_list({"amendments": {NUMBER: [endorsed()]}, "iat": NOW - DAY, "exp": NOW})
    return {name: dumps(bundle(full if name in wide else small, {uri: one})) for name, one in lists.items()}


def vectors() -> list[Vector]:
    """Give every case of amendments."""
    return [*_on_the_list(), *_of_the_scheme(), *_scanned()]


def _on_the_list() -> list[Vector]:
    broken = "status.amendment-broken"
    return [
        *(attention(f"amended-{name}", GOOD, "status.amended", bundle=f"amended-{name}") for name in HOLDS),
        *(
            unknown(f"amended-{name}", GOOD, f"{broken}:{fault}", bundle=f"amended-{name}")
            for name, (fault, _) in BROKEN.items()
        ),
        *(
            unknown(f"amended-unreadable-{name}", GOOD, f"{broken}:list", bundle=f"amended-unreadable-{name}")
            for name in UNREADABLE
        ),
        Vector("amended-other-number", GOOD, "valid", bundle="amended-other-number"),
        Vector("amended-none", GOOD, "valid", bundle="amended-none"),
        attention("amended-thousand", GOOD, "status.amended", bundle="amended-thousand"),
        unknown(
            "amended-and-stale",
            GOOD,
            "status.stale",
            "status.amended",
            "presentation.not-known",
            bundle="amended-and-stale",
        ),
        invalid(
            "amended-and-revoked",
            qr(certificate({"status.status_list.idx": 7})),
            "status.revoked",
            f"{broken}:certificate",
            bundle="amended-one",
        ),
    ]


def _of_the_scheme() -> list[Vector]:
    suspended, restricted, origin = (f"amended-{name}" for name in SCHEME)
    return [
        invalid(suspended, GOOD, "status.amended", "participant.destination-suspended:XS", bundle=suspended),
        attention(restricted, GOOD, "status.amended", "participant.destination-restricted:XR", bundle=restricted),
        invalid(origin, GOOD, "status.amended", "origin.suspended:XE", bundle=origin),
    ]


def _scanned() -> list[Vector]:
    token, form = endorsed(), f"format.endorsement:{NUMBER}"
    wrong: dict[str, list[dict[str, Any]]] = {
        "iss": [{"iss": "bw"}],
        "sub": [{"sub": 7}],
        "iat": [{"iat": 0}, {"iat": True}],
        "payload": [{"exp": NOW}],
        "kpam": [{"kpam": []}, {"kpam.more": 1}],
        "kpam.certificate": [
            {"kpam.certificate": "7WXTVVVM"},
            {"kpam.certificate": "A" * 42 + "B"},
            {"kpam.certificate": base64url.encode(b"a" * 33)},
        ],
        "kpam.seq": [{"kpam.seq": 0}, {"kpam.seq": 10}, {"kpam.seq": True}, {"kpam.seq": "1"}],
        "kpam.changes": [
            {"kpam.changes": []},
            {"kpam.changes": {}},
            {"kpam.changes": [PARCELS, ADDRESS, PARCELS]},
            {"kpam.changes": [change("parcels", 2, 3)] * 13},
        ],
        "kpam.changes[0]": [{"kpam.changes.0.more": 1}, {"kpam.changes.0": "parcels"}],
        "kpam.changes[0].field": [
            {"kpam.changes.0.field": GONE, "kpam.changes.0.old": "A"},
            {"kpam.changes.0.field": ["parcels"]},
            {"kpam.changes.0.field": "goods"},
            {"kpam.changes.0.field": "goods[3].hs"},
            {"kpam.changes.0.field": "statement"},
            {"kpam.changes.0.field": "replaces"},
            {"kpam.changes.0.field": "constructor"},
            {"kpam.changes.0.field": "importer"},
        ],
        "kpam.changes[0].old": [
            {"kpam.changes.0.old": GONE},
            {"kpam.changes.0.old": None},
            {"kpam.changes.0.old": ""},
            {"kpam.changes.0.old": ["A"]},
        ],
        "kpam.changes[0].new": [
            {"kpam.changes.0.new": GONE},
            {"kpam.changes.0.new": None},
            {"kpam.changes.0.new": WRONG_ADDRESS},
            {"kpam.changes.0.new": "A" * 201},
            {"kpam.changes.0.new": "A\u202eB"},
            {"kpam.changes.0.new": "e\u0301"},
            {"kpam.changes.0.new": "A\nB"},
        ],
        "kpam.changes[1].new": [
            {"kpam.changes": [ADDRESS, change("parcels", 2, True)]},
            {"kpam.changes": [ADDRESS, change("parcels", 2, 2)]},
            {"kpam.changes": [ADDRESS, change("seals", ["A"], [])]},
            {"kpam.changes": [ADDRESS, change("seals", ["A"], ["A"])]},
            {"kpam.changes": [ADDRESS, change("remarks", None, None)]},
            {"kpam.changes": [ADDRESS, change("goods[0].carats", "1", "0.00")]},
        ],
        "kpam.reason": [{"kpam.reason": ""}, {"kpam.reason": "A" * 201}, {"kpam.reason": GONE}],
        "kpam.officers": [{"kpam.officers": ["BW-103"]}, {"kpam.officers": ["BW-103", "BW-103"]}],
    }
    claims = [
        refused(f"endorsement-claims-{place}", endorsed(changes), f"format.claims:{where}")
        for place, (where, changes) in enumerate(
            ((where, one) for where, many in wrong.items() for one in many), start=1
        )
    ]
    unlisted = endorsed({"iat": NOW - HOUR}, kid="BW-28-1")
    return [
        *claims,
        unknown("endorsement", token, form, stops=True, short="C-FORMAT-ENDORSEMENT"),
        unknown("endorsement-qr", url(number(raw(token))), form, stops=True),
        unknown("endorsement-of-the-next-year", endorsed({"iat": NOW + 60 * DAY}), form, stops=True),
        unknown(
            "endorsement-no-trust-list",
            token,
            form,
            "issuer.trust-refused",
            bundle="trust-shape-bundle-empty",
            stops=True,
        ),
        _not(endorsed(key="BW-26-S"), "endorsement-forged", form, "signature.bad"),
        _not(unlisted, "endorsement-key-unknown", form, "issuer.key-unknown:BW-28-1"),
        _not(endorsed(kid="BW-26-S"), "endorsement-status-key", form, "issuer.wrong-purpose:BW-26-S"),
        _not(
            endorsed({"sub": "AE26004711"}),
            "endorsement-foreign-number",
            "format.endorsement",
            "issuer.number-foreign:AE26004711",
        ),
        _not(endorsed(kid="BW-26-2"), "endorsement-key-distrusted", form, "issuer.key-distrusted:BW-26-2"),
        refused("endorsement-header-crit", endorsed(head={"crit": []}), "format.header"),
        refused("endorsement-typ-of-a-certificate", jwt(amendment()), "format.claims:exp"),
        refused("certificate-typ-of-an-endorsement", jwt(certificate(), head=head()), "format.claims:kpam"),
    ]


def _not(code: str, name: str, *says: str) -> Vector:
    return Vector(name, code, "invalid", says, stops=True)
