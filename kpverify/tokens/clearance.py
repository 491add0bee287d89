"""The word of two monitors for a shipment, which travels in its certificate.  Twin of `clearance.js`.

The signature is over a JWS signing input that is not carried: anyone rebuilds it from the certificate, so a clearance
holds for exactly the content it was given for.  Source: docs/token.md section 9; question 7 of docs/verification.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kpverify.tokens import base64url
from kpverify.tokens.issuer import is_of_a_later_list
from kpverify.tokens.p256 import holds
from kpverify.tokens.shape import period_on
from kpverify.tokens.verdict import Finding, finding

if TYPE_CHECKING:
    from datetime import datetime

    from kpverify.tokens.case import Case
    from kpverify.tokens.sign import Signer

TYP = "kpcl+jwt"
REGIME = "zones_with_clearance"


def content_digest(kpc: Mapping[str, Any]) -> str:
    """Give what a clearance is bound to: base64url of SHA-256 over what the monitors saw of a certificate's content.

    Left out is what only issuing knows (number, dates, officers), and what says nothing of the goods.
    """
    seen = [
        kpc["kind"],
        kpc["mining_origin"],
        kpc.get("zones", []),
        *([kpc[who][name] for name in ("name", "address", "country")] for who in ("exporter", "importer")),
        [[line[name] for name in ("hs", "carats", "usd")] for line in kpc["goods"]],
        kpc["parcels"],
        kpc["seals"],
        kpc.get("remarks", ""),
    ]
    return base64url.encode(hashlib.sha256(_tight(seen)).digest())


def clearance_input(*, kid: str, iss: str, iat: int, dossier: str, monitors: Sequence[str], content: str) -> bytes:
    """Give the bytes the monitors' signature is over; `content` as of `content_digest`."""
    header = {"alg": "ES256", "kid": kid, "typ": TYP}
    payload = {"iss": iss, "iat": iat, "dossier": dossier, "monitors": list(monitors), "content": content}
    return f"{base64url.encode(_tight(header))}.{base64url.encode(_tight(payload))}".encode("ascii")


def sign_clearance(
    *, kpc: Mapping[str, Any], iss: str, dossier: str, monitors: Sequence[str], now: datetime, signer: Signer
) -> dict[str, Any]:
    """Sign two monitors' word for this content: the value of `kpc.clearance`.

    `kpc` needs what `content_digest` reads, `iss` is the authority that will issue, `dossier` base64url SHA-256.
    """
    iat = int(now.timestamp())
    content = content_digest(kpc)
    signed = clearance_input(kid=signer.kid, iss=iss, iat=iat, dossier=dossier, monitors=monitors, content=content)
    return {
        "kid": signer.kid,
        "iat": iat,
        "dossier": dossier,
        "monitors": list(monitors),
        "signature": base64url.encode(signer.sign(signed)),
    }


def check_clearance(state: Case) -> list[Finding]:
    """Did two monitors clear these goods, where the rule of the day asks for it?  Nothing is found where it does not.

    Judged is the certificate as it was signed; an origin that an amendment brings in needs a clearance as well.
    """
    kpc: dict[str, Any] = state.claims["kpc"]
    signed = kpc if state.signed is None else state.signed
    given = signed.get("clearance")
    asked = asking(state, signed["mining_origin"])
    if asked is None and signed is not kpc:
        asked = asking(state, kpc["mining_origin"])
    if given is None:
        return [finding("origin.clearance-missing", code=asked)] if asked else []
    key = state.trust.monitors.get(given["kid"])
    if not asked:
        # Nobody asked for it: whether its key is still good says nothing. A signature that is wrong says something.
        is_wrong = key is not None and not _is_signed(state, signed, given, key)
        return [_bad(given)] if is_wrong else []
    return _check(state, signed, given, key) or [finding("origin.cleared", code=asked)]


def asking(state: Case, origins: Iterable[str]) -> str | None:
    """Name the first of these origins whose goods need a clearance on the day of issue; None when none does."""
    regimes = state.trust.regimes
    for code in origins:
        if code in regimes and (regime := period_on(regimes[code], state.day)) and regime["rule"] == REGIME:
            return code
    return None


def _check(
    state: Case, signed: Mapping[str, Any], given: Mapping[str, Any], key: dict[str, Any] | None
) -> list[Finding]:
    kid, iat = given["kid"], given["iat"]
    if iat > state.claims["iat"]:
        return [_bad(given)]
    if key is None:
        is_later = is_of_a_later_list(iat, trust=state.trust, at=state.clock.at)
        return [finding("origin.clearance-key-not-on-old-list", kid=kid) if is_later else _bad(given)]
    if iat < key["from"] or (key["to"] is not None and iat >= key["to"]):
        return [_bad(given)]
    distrusted_at = key["distrusted_at"]
    if (distrusted_at is not None and iat >= distrusted_at) or not _is_signed(state, signed, given, key):
        return [_bad(given)]
    # As with an issuer's key: a thief can date back.
    return [] if distrusted_at is None else [finding("origin.clearance-key-distrusted-since", kid=kid)]


def _bad(given: Mapping[str, Any]) -> Finding:
    return finding("origin.clearance-bad", kid=given["kid"])


def _is_signed(state: Case, signed: Mapping[str, Any], given: Mapping[str, Any], key: dict[str, Any]) -> bool:
    said = clearance_input(
        kid=given["kid"],
        iss=state.claims["iss"],
        iat=given["iat"],
        dossier=given["dossier"],
        monitors=given["monitors"],
        content=content_digest(signed),
    )
    signature = base64url.decode(given["signature"]) or b""
    return holds(key, signature, said)


def _tight(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
