"""What a trust list of the right shape must still hold to, before its signatures are looked at.

Twin of `trustrules.js`.  Source: docs/token.md section 3.
"""

from __future__ import annotations

from typing import Any

from kpverify.tokens.errors import Malformed
from kpverify.tokens.p256 import public_key
from kpverify.tokens.shape import LAST_INSTANT

# The x of P-256 keys whose private half anyone can look up: RFC 6979 A.2.5, RFC 7515 A.3, RFC 7517 A.1, RFC 8152 C.7.1,
# RFC 9500 2.3, and the one jwt.io signs its ES256 example with.
TEST_KEYS = frozenset(
    {
        "YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y",
        "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "Ze2loSV3wrroKUN_4zhwGhCqo3Xhu1td4QjeQ5wIVR0",
        "QiVI-I-3gv-17KN0RFLHKh5Vj71vc75eSOkyMsxFxbE",
        "EVs_o5-uQbTjL3chynL4wXgUg2R9q9UU8I5mEovUf84",
    }
)


def check_trust_rules(trust: dict[str, Any]) -> None:
    """Check the rules in the order of the page.  Raises: Malformed with the first that fails."""
    keys = [*(key for authority in trust["authorities"] for key in authority["keys"]), *trust.get("monitors", ())]
    if not _is_within_bounds(trust):
        raise Malformed("trust.bounds")
    if _has_duplicates(trust, keys):
        raise Malformed("trust.duplicate")
    if not (all(map(_is_good_root, trust["roots"])) and all(map(_is_good_key, keys))):
        raise Malformed("trust.bad-key")
    if not _is_home_only(trust):
        raise Malformed("trust.foreign")
    if trust.get("demo") is not True and any(key["x"] in TEST_KEYS for key in [*trust["roots"], *keys]):
        raise Malformed("trust.test-key")


def point_of(key: dict[str, Any]) -> tuple[str, str]:
    """Name a key by its point: it counts once, under however many ids."""
    return key["x"], key["y"]


def _is_within_bounds(trust: dict[str, Any]) -> bool:
    iat, exp, version, threshold = (int(trust[name]) for name in ("iat", "exp", "version", "threshold"))
    are_times = 1 <= iat < exp <= LAST_INSTANT
    return version >= 1 and are_times and 1 <= threshold <= len(set(map(point_of, trust["roots"])))


def _has_duplicates(trust: dict[str, Any], keys: list[dict[str, Any]]) -> bool:
    groups = [
        [key["kid"] for key in [*trust["roots"], *keys]],
        [one["code"] for one in trust["participants"]],
        [one["id"] for one in trust["authorities"]],
        [one["id"] for one in trust["zones"]],
    ]
    return any(len(set(group)) != len(group) for group in groups)


def _is_good_root(root: dict[str, Any]) -> bool:
    return _is_good_key(root) and root.get("use", "sig") == "sig"


def _is_good_key(key: dict[str, Any]) -> bool:
    is_p256 = key["kty"] == "EC" and key["crv"] == "P-256" and public_key(key["x"], key["y"]) is not None
    return is_p256 and "d" not in key and key.get("key_ops", ["verify"]) == ["verify"]


def _is_home_only(trust: dict[str, Any]) -> bool:
    """Does every authority belong to a listed participant, and every key to its authority?"""
    codes = {one["code"] for one in trust["participants"]}
    return all(
        authority["participant"] in codes
        and authority["id"].startswith(authority["participant"])
        and all(key["kid"].startswith(f"{authority['id']}-") for key in authority["keys"])
        for authority in trust["authorities"]
    )
