"""How fast one certificate is checked, beside the bare signature check and another JWT library.

All three see the same hundred certificates, one after the other in the same process, and of each the fastest of many
runs counts: what another process takes away in between is in none of them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from kpverify.tokens import Bundle, verify
from kpverify.tokens.transport import take_apart
from tests.tokens.cases import cast

CERTIFICATES = 100
ROUNDS = 40
_ES256 = ec.ECDSA(SHA256())


def rows() -> list[dict[str, Any]]:
    """Compare the whole check with the signature check alone, and with PyJWT."""
    texts = [cast.qr(_certificate(place)) for place in range(CERTIFICATES)]
    parts = [take_apart(text) for text in texts]
    bundle = Bundle.load(cast.dumps(cast.bundle(cast.signed(cast.trust()))))
    key = cast.key("BW-26-1").public_key()

    def whole(text: str) -> None:
        if verify(text, bundle, cast.NOON).outcome != "valid":
            raise SystemExit("a good certificate was not valid")

    def bare(of: tuple[bytes, bytes]) -> None:
        r, s = int.from_bytes(of[0][:32], "big"), int.from_bytes(of[0][32:], "big")
        key.verify(encode_dss_signature(r, s), of[1], _ES256)

    def other(token: str) -> None:
        jwt.decode(token, key, algorithms=["ES256"], options={"verify_exp": False, "verify_iat": False})

    figure, raw, pyjwt = _per_second(
        (whole, texts), (bare, [(of.signature, of.signing_input) for of in parts]), (other, [of.jwt for of in parts])
    )
    peers = {
        "ES256 signature check alone (cryptography)": raw,
        "PyJWT decode: signature and JSON only": pyjwt,
    }
    return [
        {
            "name": "check a certificate whole: QR text to verdict, nine questions",
            "figure": figure,
            "unit": "checks/s, one core",
            "peer": peer,
            "peer_figure": peer_figure,
            "ratio": figure / peer_figure,
        }
        for peer, peer_figure in peers.items()
    ]


def _certificate(place: int) -> dict[str, Any]:
    changes = {"sub": f"BW26{place + 100:06}", "kpc.goods.0.carats": f"{place + 1}.07"}
    return cast.certificate(changes, seals=[f"BW{place}-{seal}" for seal in range(2)])


def _per_second(*rivals: tuple[Callable[[Any], None], Sequence[Any]]) -> list[float]:
    """Give how often a second each can be done, taking turns: the sum over the inputs of the fastest time of each."""
    best = [[float("inf")] * len(inputs) for _, inputs in rivals]
    for _ in range(ROUNDS):
        for times, (act, inputs) in zip(best, rivals, strict=True):
            for place, one in enumerate(inputs):
                started = time.perf_counter()
                act(one)
                times[place] = min(times[place], time.perf_counter() - started)
    return [len(times) / sum(times) for times in best]
