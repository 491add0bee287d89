"""How large is the QR code? KPQR-1 against four other ways to put the same certificate into one, at ECC M.

Measured on the held-out half of the payloads. Every way gets the same claims, our short key id and the segments that
suit it best. `python -m tests.benchmarks.sizes` prints the table of docs/adr/0008-dictionary.md.
"""

from __future__ import annotations

import statistics
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import base45
import cbor2
import qrcode
from cryptography.hazmat.primitives.asymmetric import ec
from qrcode.constants import ERROR_CORRECT_M
from qrcode.exceptions import DataOverflowError
from qrcode.util import MODE_8BIT_BYTE, MODE_ALPHA_NUM, MODE_NUMBER, QRData

from kpverify.tokens import base64url
from kpverify.tokens.sign import SoftwareSigner, build_token, compact_json
from kpverify.tokens.transport import qr_text
from tests.benchmarks.payloads import Made, held_out

URL = "https://verify.example.org"
NONE_FITS = 41
# CWT and COSE numbers: RFC 8392, RFC 9052, draft-ietf-oauth-status-list, and -260 for the health certificate.
CWT = {"iss": 1, "sub": 2, "exp": 4, "iat": 6, "status": 65535, "kpc": -260}
COSE_SIGN1, ALG, KID, ES256 = 18, 1, 4, -7
KEY = ec.derive_private_key(20030101, ec.SECP256R1())


def signer(kid: str) -> SoftwareSigner:
    """Give the key of the measurement: anyone may have it."""
    return SoftwareSigner(kid, KEY)


def kpqr1(made: Made) -> list[QRData]:
    """Ours: the address, then digits."""
    head, digits = qr_text(build_token(made.payload, signer(made.kid)), URL).split("#")
    return [_bytes(f"{head}#"), QRData(digits.encode(), mode=MODE_NUMBER)]


def plain_jwt(made: Made) -> list[QRData]:
    """The compact token as it is, behind our address."""
    return [_bytes(f"{URL}/v#{build_token(made.payload, signer(made.kid))}")]


def deflated_jws(made: Made) -> list[QRData]:
    """A JWS of the deflated payload, behind our address."""
    return [_bytes(f"{URL}/v#{_zipped_jws(made)}")]


def shc(made: Made) -> list[QRData]:
    """SMART Health Cards: a JWS of the deflated payload, each character as two digits; no address that opens."""
    digits = "".join(f"{ord(character) - 45:02}" for character in _zipped_jws(made))
    return [_bytes("shc:/"), QRData(digits.encode(), mode=MODE_NUMBER)]


def dcc(made: Made) -> list[QRData]:
    """EU Digital COVID Certificate: COSE of CBOR with our member names, zlib, base45; no address at all."""
    return _hc1(made.payload, made.kid)


def dcc_cwt(made: Made) -> list[QRData]:
    """The same, the outer names as the numbers CWT gives them, as the health certificate had it."""
    return _hc1({CWT[name]: value for name, value in made.payload.items()}, made.kid)


def dcc_numbers(made: Made) -> list[QRData]:
    """The same with a number for every name: nothing is readable without a table."""
    return _hc1(_numbered({CWT[name]: value for name, value in made.payload.items()}), made.kid)


PEERS: dict[str, Callable[[Made], list[QRData]]] = {
    "EU DCC": dcc,
    "EU DCC, CWT claim numbers": dcc_cwt,
    "EU DCC, numbers for all names": dcc_numbers,
    "SMART Health Cards": shc,
    "JWS + DEFLATE in a URL": deflated_jws,
    "plain JWT in a URL": plain_jwt,
}


def _bytes(text: str) -> QRData:
    return QRData(text.encode(), mode=MODE_8BIT_BYTE)


def _zipped_jws(made: Made) -> str:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    body = stream.compress(compact_json(made.payload)) + stream.flush()
    header = compact_json({"zip": "DEF", "alg": "ES256", "kid": made.kid})
    signing_input = f"{base64url.encode(header)}.{base64url.encode(body)}"
    return f"{signing_input}.{base64url.encode(signer(made.kid).sign(signing_input.encode()))}"


def _hc1(claims: dict[Any, Any], kid: str) -> list[QRData]:
    protected, payload = cbor2.dumps({ALG: ES256, KID: kid.encode()}), cbor2.dumps(claims)
    signature = signer(kid).sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    packed = zlib.compress(cbor2.dumps(cbor2.CBORTag(COSE_SIGN1, [protected, {}, payload, signature])), 9)
    return [QRData(b"HC1:" + base45.b45encode(packed), mode=MODE_ALPHA_NUM)]


def _numbered(value: Any) -> Any:
    if isinstance(value, dict):
        return {name if isinstance(name, int) else at: _numbered(one) for at, (name, one) in enumerate(value.items())}
    return [_numbered(one) for one in value] if isinstance(value, list) else value


def version(segments: Iterable[QRData]) -> int:
    """Ask the QR library for the smallest version that holds these segments."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M)
    for segment in segments:
        code.add_data(segment, optimize=0)
    try:
        return int(code.best_fit(start=1))
    except DataOverflowError:
        return NONE_FITS


@cache
def measured() -> dict[str, list[int]]:
    """Measure every held-out certificate in every way."""
    half = held_out()
    return {name: [version(way(made)) for made in half] for name, way in {"KPQR-1": kpqr1, **PEERS}.items()}


def higher(peer: str) -> int:
    """Count the certificates for which KPQR-1 needs a higher version than that peer."""
    found = measured()
    return sum(ours > theirs for ours, theirs in zip(found["KPQR-1"], found[peer], strict=True))


def rows() -> list[dict[str, object]]:
    """Compare the median and the largest version with each peer's, and count where DCC is smaller."""
    found = measured()
    ours = found["KPQR-1"]
    made: list[dict[str, object]] = []
    for what, pick in (("median", statistics.median_low), ("largest", max)):
        for peer in PEERS:
            figure, peer_figure = pick(ours), pick(found[peer])
            made.append(_row(f"QR version at ECC M, {what} of {len(ours)}", figure, "version", peer, peer_figure))
    return [*made, _row("certificates where KPQR-1 is above EU DCC", higher("EU DCC"), "certificates", "EU DCC", 0)]


def _row(name: str, figure: int, unit: str, peer: str, peer_figure: int) -> dict[str, object]:
    ratio = round(figure / peer_figure, 2) if peer_figure else None
    return {"name": name, "figure": figure, "unit": unit, "peer": peer, "peer_figure": peer_figure, "ratio": ratio}


if __name__ == "__main__":
    for name, versions in measured().items():
        spread = statistics.quantiles(versions, n=20)
        print(f"| {name} | {statistics.median(versions):g} | {spread[18]:g} | {max(versions)} |")
        if name in PEERS:
            print(f"  KPQR-1 above it: {higher(name)} of {len(versions)}")
