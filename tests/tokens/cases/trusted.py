"""Trust lists and bundles: which are refused, why, and which may follow another."""

from __future__ import annotations

import json
from typing import Any

from kpverify.tokens import base64url
from tests.tokens.cases.case import Vector, unknown, valid
from tests.tokens.cases.cast import (
    BOTSWANA,
    GONE,
    MONITORS,
    NOW,
    PARTICIPANTS,
    PUBLISHED_D,
    URI,
    bundle,
    certificate,
    dumps,
    edit,
    good,
    jwk,
    qr,
    signed,
    small_trust,
    status_list,
)

GOOD = good()
LISTS = {URI: status_list()}
PRIME = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
KEY = "authorities.BW.keys.BW-26-1"
OFF_CURVE = {"x": "A" * 43, "y": "A" * 43}
PUBLISHED = jwk("BW-26-1", "rfc7515")
TIMES = {"use": "certificate", "from": 0, "to": None, "distrusted_at": None}


WORDING = {"text": "💎" * 800, "do": ""}
MOST = {
    "kind": "notice",
    "zones": ["BW-A"] * 50,
    "do": "💎" * 800,
    "words": {f"a{letter}-latn-x": WORDING for letter in "abcdefghijklmnopqrst"},
}
WRONG_WARNINGS: list[tuple[str, dict[str, Any]]] = [
    ("kind", {"kind": "warning"}),
    ("kind-null", {"kind": None}),
    ("zones-a-text", {"zones": "BW-A"}),
    ("zones-51", {"zones": ["BW-A"] * 51}),
    ("zone-lower-case", {"zones": ["BW-a"]}),
    ("do-null", {"do": None}),
    ("do-of-801", {"do": "A" * 801}),
    ("words-a-list", {"words": []}),
    ("words-of-21", {"words": {**MOST["words"], "fr": WORDING}}),
    ("words-of-no-language", {"words": {"FR": WORDING}}),
    ("words-without-do", {"words": {"fr": {"text": "A"}}}),
    ("words-a-text", {"words": {"fr": "A"}}),
    ("words-of-801", {"words": {"fr": {"text": "A" * 801, "do": ""}}}),
]


def _warning(**more: Any) -> dict[str, Any]:
    return {"id": "BW-1", "from": "2026-01-01", "to": None, "text": "A.", "source": "", **more}


def _payloads() -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Give, by the code of the refusal, changes of the payload that earn it."""
    period = "participants.BW.periods.0"
    return {
        "shape": [
            *((f"without-{name.replace('_', '-')}", {name: GONE}) for name in small_trust() if name != "demo"),
            ("version-a-text", {"version": "7"}),
            ("version-true", {"version": True}),
            ("demo-a-text", {"demo": "yes"}),
            ("demo-null", {"demo": None}),
            ("unknown-state", {f"{period}.state": "expelled"}),
            ("unknown-rule", {"regimes.0.rule": "ban"}),
            ("unknown-use", {f"{KEY}.use": "sig"}),
            ("unknown-reason", {"authorities.BW.void.0.reason": "gone"}),
            ("day-that-is-none", {f"{period}.from": "2026-02-29"}),
            ("day-with-time", {f"{period}.from": "2003-01-01T00:00:00Z"}),
            ("year-0", {f"{period}.from": "0000-01-01"}),
            ("to-missing", {f"{period}.to": GONE}),
            ("instant-a-text", {f"{KEY}.from": "1795176000"}),
            ("instant-null", {f"{KEY}.from": None}),
            ("distrusted-missing", {f"{KEY}.distrusted_at": GONE}),
            ("kid-of-33", {f"{KEY}.kid": "BW-" + "A" * 30}),
            ("country-lower-case", {"participants.BW.code": "bw"}),
            ("members-missing", {"participants.BW.members": GONE}),
            ("numbers-of-two-lengths", {"authorities.BW.numbers.0.last": "BW250099999"}),
            ("number-that-is-none", {"authorities.BW.numbers.0.first": "BW 5000001"}),
            ("number-beyond-ascii", {"authorities.BW.numbers.0.last": "BW250099😀9"}),
            ("keys-an-object", {"authorities.BW.keys": {}}),
            ("root-without-y", {"roots.root-3.y": GONE}),
            ("policy-missing-leeway", {"policy.clock_leeway_s": GONE}),
            ("monitors-an-object", {"monitors": {}}),
            ("monitors-51", {"monitors": [MONITORS[0]] * 51}),
            ("monitor-of-another-use", {"monitors": [{**MONITORS[0], "use": "certificate"}]}),
            ("monitor-without-end", {"monitors": [edit(MONITORS[0], {"to": GONE})]}),
            ("key-for-clearance", {f"{KEY}.use": "clearance"}),
            *(
                (f"advisory-{name}", {"participants.BW.advisories": [_warning(**more)]})
                for name, more in WRONG_WARNINGS
            ),
        ],
        "bounds": [
            ("version-0", {"version": 0}),
            ("threshold-0", {"threshold": 0}),
            ("threshold-over-roots", {"threshold": 4}),
            ("threshold-over-keys", {"threshold": 3, "roots.root-3": jwk("root-3", "root-1")}),
            ("iat-0", {"iat": 0}),
            ("exp-not-after-iat", {"exp": small_trust()["iat"]}),
            ("exp-after-9999", {"exp": 253402300800}),
            ("no-roots", {"roots": []}),
        ],
        "duplicate": [
            ("kid", {"authorities.BW.keys.BW-26-2": jwk("BW-26-1", **TIMES)}),
            ("kid-of-a-root", {"roots.root-3": jwk("BW-26-1", "root-3")}),
            ("authority", {"authorities": [BOTSWANA, {**BOTSWANA, "keys": []}]}),
            ("participant", {"participants": [*PARTICIPANTS[:2], PARTICIPANTS[0]]}),
            ("zone", {"zones": [small_trust()["zones"][0]] * 2}),
            ("kid-of-monitors", {"monitors": [MONITORS[0]] * 2}),
            ("kid-of-a-monitor", {"monitors": [{**MONITORS[0], "kid": "BW-26-1"}]}),
            ("kid-of-a-root-and-monitor", {"monitors": [{**MONITORS[0], "kid": "root-1"}]}),
        ],
        "bad-key": [
            ("off-the-curve", {KEY: {**BOTSWANA["keys"][0], **OFF_CURVE}}),
            ("coordinate-not-canonical", {f"{KEY}.x": _unused_bits(BOTSWANA["keys"][0]["x"])}),
            ("coordinate-short", {f"{KEY}.x": BOTSWANA["keys"][0]["x"][:-3]}),
            ("coordinate-padded", {f"{KEY}.x": BOTSWANA["keys"][0]["x"] + "="}),
            ("coordinate-of-the-prime", {f"{KEY}.x": base64url.encode(PRIME.to_bytes(32, "big"))}),
            ("coordinate-huge", {f"{KEY}.x": "A" * 1000}),
            ("curve-384", {f"{KEY}.crv": "P-384"}),
            ("kty-rsa", {f"{KEY}.kty": "RSA"}),
            ("private-half", {f"{KEY}.d": PUBLISHED_D}),
            ("private-half-null", {f"{KEY}.d": None}),
            ("key-ops-sign", {f"{KEY}.key_ops": ["sign"]}),
            ("key-ops-both", {f"{KEY}.key_ops": ["verify", "sign"]}),
            ("key-ops-empty", {f"{KEY}.key_ops": []}),
            ("key-ops-a-text", {f"{KEY}.key_ops": "verify"}),
            ("key-ops-null", {f"{KEY}.key_ops": None}),
            ("root-use-enc", {"roots.root-3.use": "enc"}),
            ("root-use-null", {"roots.root-3.use": None}),
            ("root-off-the-curve", {"roots.root-3": {**jwk("root-3"), **OFF_CURVE}}),
            ("monitor-off-the-curve", {"monitors": [{**MONITORS[0], **OFF_CURVE}]}),
            ("monitor-private-half", {"monitors": [{**MONITORS[0], "d": PUBLISHED_D}]}),
        ],
        "foreign": [
            ("kid-of-another-authority", {f"{KEY}.kid": "AE-26-1"}),
            ("kid-without-hyphen", {f"{KEY}.kid": "BW26-1"}),
            ("authority-of-another-country", {"authorities.BW.id": "AE"}),
            ("participant-not-listed", {"authorities.BW.participant": "B"}),
        ],
        "test-key": [
            ("of-rfc-7515", {KEY: {**PUBLISHED, **TIMES}}),
            *((name, {KEY: {**_point(*point), "kid": "BW-26-1", **TIMES}}) for name, point in PUBLISHED_POINTS.items()),
            ("as-root", {"roots.root-3": jwk("root-3", "rfc7515")}),
            ("as-monitor", {"monitors": [{**MONITORS[0], **jwk("KPMT-26-1", "rfc7515")}]}),
        ],
    }


PUBLISHED_POINTS = {
    "of-rfc-6979": ("YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y", "eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk"),
    "of-rfc-7517": ("MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4", "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"),
    "of-rfc-8152": ("Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0", "HlLtdXARY_f55A3fnzQbPcm6hgr34Mp8p-nuzQCE0Zw"),
    "of-rfc-9500": ("QiVI-I-3gv-17KN0RFLHKh5Vj71vc75eSOkyMsxFxbE", "bEzRDEy41bihcTnpSILImSVymTQl9BQZq36QpCpJQnI"),
    "of-jwt-io": ("EVs_o5-uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf84", "kGe5DgSIycKp8w9aJmoHhB1sB3QTugfnRWm5nU_TzsY"),
}


def _point(x: str, y: str) -> dict[str, str]:
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


def _unused_bits(text: str) -> str:
    return text[:-1] + chr(ord(text[-1]) + 1)


def _signatures() -> dict[str, list[tuple[str, Any]]]:
    """Give, by the code of the refusal, envelopes whose payload is right."""
    once = signed(small_trust())
    return {
        "signature-header": [
            ("unknown-kid", signed(small_trust(), ("root-1", "root-2", "root-9"))),
            ("authority-key", signed(small_trust(), ("root-1", "root-2", "BW-26-1"))),
            ("alg-none", edit(once, {"signatures.0.protected": _protected(alg="none")})),
            ("typ-certificate", edit(once, {"signatures.0.protected": _protected(typ="kpc+jwt")})),
            ("crit", edit(once, {"signatures.0.protected": _protected(crit=[])})),
            ("not-base64url", edit(once, {"signatures.0.protected": "?"})),
            ("empty", edit(once, {"signatures.0.protected": ""})),
        ],
        "bad-signature": [
            ("by-another-key", signed(small_trust(), ("root-1", "root-2=root-3"))),
            ("one-of-three", signed(small_trust(), ("root-1", "root-2", "root-3=root-1"))),
            ("empty", edit(once, {"signatures.1.signature": ""})),
            ("not-base64url", edit(once, {"signatures.1.signature": "?"})),
            ("of-another-payload", {**once, "payload": signed(small_trust({"version": 8}))["payload"]}),
        ],
        "below-threshold": [
            ("one", signed(small_trust(), ("root-1",))),
            ("none", signed(small_trust(), ())),
            ("same-root-twice", signed(small_trust(), ("root-1", "root-1"))),
            (
                "same-key-under-two-ids",
                signed(
                    small_trust({"roots.root-2": jwk("root-2", "root-1"), "threshold": 2}), ("root-1", "root-2=root-1")
                ),
            ),
        ],
        "shape": [
            ("envelope-list", [once]),
            ("envelope-null", None),
            ("envelope-text", base64url.encode(dumps(once))),
            ("envelope-more-members", {**once, "header": {}}),
            ("envelope-without-signatures", {"payload": once["payload"]}),
            ("payload-number", {**once, "payload": 7}),
            ("payload-not-base64url", {**once, "payload": once["payload"] + "="}),
            ("payload-empty", {**once, "payload": ""}),
            ("payload-a-list", signed([small_trust()])),
            ("payload-member-twice", signed(dumps(small_trust())[:-1] + b',"version":8}')),
            ("payload-fraction", signed(dumps(small_trust()).replace(b'"version":7', b'"version":7.0'))),
            ("payload-depth-13", signed(small_trust({"more": json.loads("[" * 12 + "]" * 12)}))),
            ("signatures-17", signed(small_trust(), ("root-1",) * 17)),
            ("signatures-null", {**once, "signatures": None}),
            ("signature-more-members", edit(once, {"signatures.0.header": {}})),
        ],
    }


def _protected(**changes: Any) -> str:
    return base64url.encode(dumps({"alg": "ES256", "kid": "root-1", "typ": "kptl+jwt", **changes}))


def _refused() -> dict[str, tuple[str, bytes]]:
    """Give every bundle whose trust list is refused: name -> reason, bytes."""
    found: dict[str, tuple[str, Any]] = {}
    for reason, cases in _payloads().items():
        for name, changes in cases:
            found[f"{reason}-{name}"] = f"trust.{reason}", signed(small_trust(changes))
    for reason, envelopes in _signatures().items():
        for name, envelope in envelopes:
            found[f"{reason}-{name}"] = f"trust.{reason}", envelope
    bundles = {name: (reason, dumps(bundle(envelope, {}))) for name, (reason, envelope) in found.items()}
    return bundles | {f"shape-bundle-{name}": ("trust.shape", one) for name, one in _no_bundles().items()}


def _no_bundles() -> dict[str, bytes]:
    """Give what is no bundle at all."""
    one = bundle(signed(small_trust()), {})
    text = dumps(one)
    return {
        "empty": b"",
        "no-json": b"<html>Log in to the airport network</html>",
        "null": b"null",
        "list": dumps([one]),
        "version-2": dumps({**one, "kpverify_bundle": 2}),
        "version-true": dumps({**one, "kpverify_bundle": True}),
        "without-trust-list": dumps(edit(one, {"trust_list": GONE})),
        "without-status-lists": dumps(edit(one, {"status_lists": GONE})),
        "status-lists-a-list": dumps({**one, "status_lists": []}),
        "history-null": dumps({**one, "trust_history": None}),
        "history-of-nothing": dumps({**one, "trust_history": [None]}),
        "member-twice": text[:-1] + b',"kpverify_bundle":1}',
        "byte-order-mark": b"\xef\xbb\xbf" + text,
        "not-utf-8": text[:-1] + b',"a":"\xff"}',
        "cut-short": text[:-1],
        "two": text + text,
        "depth-13": text[:-1] + b',"a":' + b"[" * 12 + b"]" * 12 + b"}",
    }


def _accepted() -> dict[str, bytes]:
    own = {"BW-26-1": {**PUBLISHED, **TIMES}}
    demo = small_trust({"demo": True, KEY: own["BW-26-1"], "authorities.BW.keys.BW-26-2": jwk("BW-26-2", **TIMES)})
    text = dumps(bundle(signed(small_trust()), LISTS))
    more = {"future": {"a": [1]}, "roots.root-3.use": "sig", f"{KEY}.key_ops": ["verify"], f"{KEY}.note": "new"}
    monitors = [{**MONITORS[0], **jwk(f"KPMT-{place}")} for place in range(50)]
    most = {"monitors": monitors, "participants.BW.advisories": [_warning(to="2026-01-02", **MOST)]}
    return {
        "small": text,
        "demo": dumps(bundle(signed(demo), LISTS)),
        "demo-false": dumps(bundle(signed(small_trust({"demo": False})), LISTS)),
        "white-space-around": b" \r\n\t" + text + b"\n",
        "monitors-and-advisory-of-most": dumps(bundle(signed(small_trust(most)), LISTS)),
        "monitors-of-none": dumps(bundle(signed(small_trust({"monitors": []})), LISTS)),
        "more-members": dumps(bundle(signed(small_trust(more)), LISTS, future=7, checkpoint=None)),
        "all-roots-signed": dumps(bundle(signed(small_trust(), ("root-3", "root-2", "root-1")), LISTS)),
        "signed-twice-by-one": dumps(bundle(signed(small_trust(), ("root-1", "root-1", "root-2")), LISTS)),
        "payload-with-white-space": dumps(bundle(signed(json.dumps(small_trust(), indent=1).encode()), LISTS)),
        "depth-12": text[:-1] + b',"a":' + b"[" * 11 + b"]" * 11 + b"}",
    }


def bundles() -> dict[str, bytes]:
    """Give the bundles of these cases."""
    refused = {f"trust-{name}": one for name, (_, one) in _refused().items()}
    return refused | {f"bundle-{name}": one for name, one in _accepted().items()} | _chain()


def vectors() -> list[Vector]:
    """Give one case for each bundle."""
    says = "issuer.trust-refused"
    accepted = [valid(f"bundle-{name}", GOOD, bundle=f"bundle-{name}") for name in _accepted() if name != "demo"]
    return [
        *(
            unknown(f"trust-{name}", GOOD, f"{says}:{reason}", bundle=f"trust-{name}", stops=True)
            for name, (reason, _) in _refused().items()
        ),
        *accepted,
        valid("bundle-demo", qr(certificate(), key="rfc7515"), bundle="bundle-demo"),
    ]


def _version(number: int, roots: str, threshold: int = 2, **more: Any) -> dict[str, Any]:
    """Give a trust list with the roots of these letters."""
    names = [f"root-{letter}" for letter in roots]
    own = {"version": number, "iat": NOW - 86400 + number, "threshold": threshold, "roots": [*map(jwk, names)]}
    return small_trust({**own, **more})


def _by(letters: str) -> tuple[str, ...]:
    return tuple(f"root-{letter}" for letter in letters)


def _chain() -> dict[str, bytes]:
    """Give bundles that follow one another, or do not."""
    seven = signed(_version(7, "abc"), _by("ab"))
    eight = signed(_version(8, "bcd"), _by("bc"))
    nine = signed(_version(9, "def"), _by("dec"))
    own = {
        "chain-7": bundle(seven, LISTS),
        "chain-7-other-payload": bundle(signed(_version(7, "abc", iat=NOW - 7 * 86400), _by("bc")), LISTS),
        "chain-7-other-signatures": bundle(signed(_version(7, "abc"), _by("ca")), LISTS),
        "chain-6": bundle(signed(_version(6, "abc"), _by("ab")), LISTS),
        "chain-8-same-roots": bundle(signed(_version(8, "abc"), _by("ac")), LISTS),
        "chain-8-new-root": bundle(eight, LISTS, trust_history=[seven]),
        "chain-8-without-history": bundle(eight, LISTS),
        "chain-8-strangers": bundle(signed(_version(8, "xyz"), _by("xy")), LISTS),
        "chain-8-one-old-root": bundle(signed(_version(8, "axy"), _by("axy")), LISTS),
        "chain-8-old-roots-sign-too": bundle(signed(_version(8, "xyz"), _by("xyab")), LISTS, trust_history=[seven]),
        "chain-8-old-signature-bad": bundle(
            signed(_version(8, "xyz"), ("root-x", "root-y", "root-a=root-x", "root-b")), LISTS, trust_history=[seven]
        ),
        "chain-9-step-by-step": bundle(signed(_version(9, "def"), _by("debc")), LISTS, trust_history=[seven, eight]),
        "chain-9-step-missing": bundle(signed(_version(9, "def"), _by("de")), LISTS),
        "chain-9-one-of-8-signed": bundle(nine, LISTS, trust_history=[seven, signed(_version(8, "abc"), _by("ab"))]),
        "chain-9-history-out-of-order": bundle(
            signed(_version(9, "def"), _by("debc")), LISTS, trust_history=[eight, seven]
        ),
        "chain-8-strangers-behind-8": bundle(signed(_version(8, "xyz"), _by("xy")), LISTS, trust_history=[eight]),
        "chain-8-strangers-behind-9": bundle(
            signed(_version(8, "xyz"), _by("xy")), LISTS, trust_history=[signed(_version(9, "abc"), _by("ab"))]
        ),
    }
    return {name: dumps(one) for name, one in own.items()}


# Held bundle, next bundle -> "accepted", or the code of the refusal.
SUCCESSIONS = {
    ("chain-7", "chain-7"): "accepted",
    ("chain-7", "chain-7-other-signatures"): "accepted",
    ("chain-7", "chain-7-other-payload"): "trust.rollback",
    ("chain-7", "chain-6"): "trust.rollback",
    ("chain-9-step-by-step", "chain-7"): "trust.rollback",
    ("chain-7", "chain-8-same-roots"): "accepted",
    ("chain-7", "chain-8-new-root"): "accepted",
    ("chain-7", "chain-8-without-history"): "accepted",
    ("chain-7", "chain-8-strangers"): "trust.not-successor",
    ("chain-7", "chain-8-one-old-root"): "trust.not-successor",
    ("chain-7", "chain-8-old-roots-sign-too"): "accepted",
    ("chain-7", "chain-8-old-signature-bad"): "trust.not-successor",
    ("chain-7", "chain-9-step-by-step"): "accepted",
    ("chain-8-new-root", "chain-9-step-by-step"): "accepted",
    ("chain-7", "chain-9-step-missing"): "trust.not-successor",
    ("chain-7", "chain-9-history-out-of-order"): "accepted",
    ("chain-7", "chain-9-one-of-8-signed"): "trust.not-successor",
    ("chain-7", "chain-8-strangers-behind-8"): "trust.not-successor",
    ("chain-7", "chain-8-strangers-behind-9"): "trust.not-successor",
}
