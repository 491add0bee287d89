"""Question 1: is this a certificate, written the one way it can be?"""

from __future__ import annotations

import json
import zlib
from typing import Any

from kpverify.tokens import base64url
from tests.tokens.cases.case import Vector, foreign, refused, unknown, valid
from tests.tokens.cases.cast import (
    GONE,
    HOST,
    ORDER,
    certificate,
    deflate,
    dumps,
    edit,
    good,
    header,
    jwt,
    number,
    parts,
    qr,
    raw,
    url,
)

GOOD = good()
DIGITS = GOOD.split("#")[1]
JWT = jwt(certificate())
HEAD, BODY, TAIL = JWT.split(".")
RAW = raw(JWT)
_HEADER = "format.header"


def vectors() -> list[Vector]:
    """Give every case of this question."""
    return [*_forms(), *_foreign(), *_transport(), *_encoding(), *_json(), *_headers()]


def _forms() -> list[Vector]:
    r, s = (int.from_bytes(half, "big") for half in (RAW[1:33], RAW[33:65]))
    other = RAW[:1] + r.to_bytes(32, "big") + (ORDER - s).to_bytes(32, "big") + RAW[65:]
    shuffled = dict(reversed(certificate().items()))
    spaced = json.dumps(certificate(), indent=1, separators=(" ,", " : ")).replace("\n", "\r\t ").encode()
    stored = RAW[:65] + deflate(b"\n".join(parts(JWT)[:2]), level=0)
    return [
        valid("qr", GOOD, short="V-1H"),
        valid("qr-http", GOOD.replace("https", "http")),
        valid("qr-other-host", GOOD.replace(HOST, "kp.example.net:8443")),
        valid("qr-host-of-253", GOOD.replace(HOST, "a" * 253)),
        valid("bare-digits", DIGITS),
        valid("bare-jwt", JWT),
        valid("other-half-of-signature", url(number(other))),
        valid("stored-not-compressed", url(number(stored))),
        valid("members-in-other-order", qr(shuffled, head=dumps(dict(reversed(header().items()))))),
        valid("white-space-inside", jwt(spaced)),
        valid("escaped-letters", jwt(json.dumps(certificate(remarks="Ĝis 😀"), ensure_ascii=True).encode())),
        valid("every-script", qr(certificate(remarks="Ångström ኢትዮጵያ 钻石 الماس क्‍ष 😀"))),
        valid("as-much-as-allowed", qr(_longest())),
    ]


def _longest() -> dict[str, Any]:
    """Give a certificate with nearly everything as long as it may be."""
    party = {"name": "N" * 120, "address": "A" * 200}
    return certificate(
        mining_origin=["BW", "AE", "BE", "DE", "EU", "XA"],
        exporter={**party, "country": "BW"},
        importer={**party, "name": "ß" * 120, "country": "AE"},
        goods=[{"hs": f"7102.{hs}", "carats": "999999999.99", "usd": "999999999.99"} for hs in (10, 21, 31)],
        parcels=9999,
        seals=[f"{'S' * 22}{place}" for place in range(10, 22)],
        due_diligence=[f"{'D' * 23}{place}" for place in range(8)],
        kind="replacement",
        replaces="BW" + "9" * 18,
        remarks="💎" * 200,
    )


def _foreign() -> list[Vector]:
    headers = b'{"alg":"ES256","typ":"JWT"}', b'{"typ":"kpc+jwt","typ":"kpc+jwt"}', b'["kpc+jwt"]'
    other_jwt, twice, listed = (f"{base64url.encode(head)}.{BODY}.{TAIL}" for head in headers)
    texts = {
        "empty": "",
        "space": " ",
        "eu-dcc": "HC1:NCFOXN%TS3DH3ZSUZK+.V0ETD%65NL-AH-R6IOOK.IR9B+9GG0000",
        "shc": "shc:/5676290952432060346029243740446031222959532654603460292540772804336028702864716745222809",
        "url": "https://example.org/",
        "url-of-our-page": f"https://{HOST}/v",
        "url-without-digits": f"https://{HOST}/v#",
        "url-scheme-in-capitals": GOOD.replace("https", "HTTPS"),
        "url-other-scheme": GOOD.replace("https", "ftp"),
        "url-path-in-capitals": GOOD.replace("/v#", "/V#"),
        "url-other-path": GOOD.replace("/v#", "/v/#"),
        "url-with-query": GOOD.replace("/v#", "/v?a=b#"),
        "url-with-user": GOOD.replace("//", "//user@"),
        "url-host-in-brackets": GOOD.replace(HOST, "[::1]"),
        "url-host-of-254": GOOD.replace(HOST, "a" * 254),
        "url-host-empty": GOOD.replace(HOST, ""),
        "url-host-underscore": GOOD.replace(HOST, "verify_example.org"),
        "url-port-of-six-digits": GOOD.replace(HOST, f"{HOST}:123456"),
        "url-port-empty": GOOD.replace(HOST, f"{HOST}:"),
        "url-letter-among-digits": GOOD[:-9] + "x" + GOOD[-8:],
        "url-sign-before-digits": GOOD.replace("#", "#+"),
        "url-underscore-among-digits": GOOD[:-9] + "_" + GOOD[-8:],
        "url-arabic-digits": GOOD[:-1] + "٣",
        "url-wide-digits": GOOD[:-1] + "３",
        "url-superscript-digit": GOOD[:-1] + "²",
        "url-two-fragments": f"{GOOD}#{DIGITS}",
        "space-before": f" {GOOD}",
        "line-end-after": f"{GOOD}\n",
        "line-end-after-digits": f"{DIGITS}\n",
        "line-end-after-jwt": f"{JWT}\n",
        "two-codes": f"{GOOD} {GOOD}",
        "byte-order-mark": f"\ufeff{GOOD}",
        "product-number": "4006381333931",
        "zeros": "0" * 200,
        "digits-of-another-version": number(raw(JWT, version=2)),
        "digits-of-65-bytes": number(RAW[:65]),
        "digits-with-leading-zero-only": f"0{'1' * 40}",
        "many-digits": "9" * 12288,
        "jwt-of-another-kind": other_jwt,
        "jwt-typ-twice": twice,
        "jwt-header-a-list": listed,
        "jwt-header-empty": f".{BODY}.{TAIL}",
        "jwt-header-not-base64url": f"A.{BODY}.{TAIL}",
        "jwt-padded": f"{JWT}==",
        "jwt-two-parts": f"{HEAD}.{BODY}",
        "jwt-four-parts": f"{JWT}.",
        "jwe-five-parts": f"{JWT}.{BODY}.{TAIL}",
        "json": json.dumps(certificate()),
        "wifi": "WIFI:T:WPA;S:border;P:secret;;",
        "emoji": "💎💎💎",
        "control-characters": "\x00\x01\x02\x1b[31m",
        "letters-beyond-ascii": "Příliš žluťoučký kůň",
        "script": "<script>alert(1)</script>",
        "huge": "A" * 12289,
        "huge-url": url("1" * 12289),
        "huge-emoji": "💎" * 6145,
    }
    return [foreign(name, text) for name, text in texts.items()]


def _transport() -> list[Vector]:
    text = b"\n".join(parts(JWT)[:2])
    flipped = bytearray(RAW)
    flipped[80] ^= 0x10
    damaged = {
        "leading-zero": f"0{DIGITS}",
        "one-digit": "1",
        "65-bytes": number(RAW[:65]),
        "nothing-packed": number(RAW[:65] + deflate(b"")),
        "cut-short": number(RAW[:-1]),
        "cut-to-one-byte": number(RAW[:66]),
        "byte-after-the-end": number(RAW + b"\x00"),
        "two-streams": number(RAW + deflate(b"more")),
        "bit-flipped": number(bytes(flipped)),
        "zlib-not-raw": number(RAW[:65] + zlib.compress(text)),
        "reserved-block": number(RAW[:65] + b"\x07\x00"),
        "distance-too-far": number(RAW[:65] + b"\x63\x00\xfe\x0f\x00"),
        "no-line-end": number(raw(JWT, newline=b"")),
        "bomb-by-one-byte": number(RAW[:65] + deflate(b"{}\n" + b" " * 8190)),
        "bomb-of-1-5-mb": number(RAW[:65] + deflate(b"\x00" * 1_500_000)),
    }
    return [
        *(refused(f"transport-{name}", url(digits), "format.transport") for name, digits in damaged.items()),
        unknown("transport-4300-digits", url("9" * 4300), "format.version-unknown", stops=True),
        refused("transport-8192-bytes-are-read", url(number(RAW[:65] + deflate(b"{}\n" + b" " * 8189))), _HEADER),
        refused("too-large-url", url("1" * 4301), "format.too-large"),
        refused("too-large-digits", number(b"\x01" + bytes(1790)), "format.too-large"),
        unknown("version-2", url(number(raw(JWT, version=2))), "format.version-unknown", stops=True),
        unknown("version-255", url(number(raw(JWT, version=255))), "format.version-unknown", stops=True),
    ]


def _encoding() -> list[Vector]:
    signature = parts(JWT)[2]
    tokens = {
        "unused-bits-in-payload": f"{HEAD}.{_with_unused_bits(JWT)}.{TAIL}",
        "unused-bits-in-signature": f"{HEAD}.{BODY}.{TAIL[:-1]}{chr(ord(TAIL[-1]) + 1)}",
        "unused-bits-in-header": f"{base64url.encode(dumps(header()))[:-1]}1.{BODY}.{TAIL}",
        "lone-character": f"{HEAD}.{BODY[: len(BODY) // 4 * 4]}A.{TAIL}",
        "signature-of-63-bytes": f"{HEAD}.{BODY}.{base64url.encode(signature[1:])}",
        "signature-of-65-bytes": f"{HEAD}.{BODY}.{base64url.encode(signature + b'0')}",
        "signature-empty": f"{HEAD}.{BODY}.",
        "over-8192-bytes": f"{HEAD}.{base64url.encode(b' ' * 8192)}.{TAIL}",
    }
    return [refused(f"encoding-{name}", token, "format.encoding") for name, token in tokens.items()]


def _with_unused_bits(token: str) -> str:
    """Set one unused bit of the payload's last character, after making its length need some."""
    body = token.split(".")[1]
    body = body if len(body) % 4 else base64url.encode(parts(token)[1] + b" ")
    return body[:-1] + chr(ord(body[-1]) + 1)


def _json() -> list[Vector]:
    text = dumps(certificate()).decode()

    def put(old: str, new: str) -> bytes:
        assert text.count(old) == 1, old
        return text.replace(old, new).encode()

    payloads = {
        "member-twice": put('"parcels":2', '"parcels":1,"parcels":2'),
        "member-twice-escaped": put('"parcels":2', '"parcels":1,"p\\u0061rcels":2'),
        "nan": put('"parcels":2', '"parcels":NaN'),
        "infinity": put('"parcels":2', '"parcels":-Infinity'),
        "fraction": put('"parcels":2', '"parcels":2.0'),
        "exponent": put('"parcels":2', '"parcels":2e0'),
        "minus-zero": put('"parcels":2', '"parcels":-0'),
        "leading-zero": put('"parcels":2', '"parcels":02'),
        "plus": put('"parcels":2', '"parcels":+2'),
        "16-digits": put('"parcels":2', '"parcels":1000000000000000'),
        "depth-7": put('"due_diligence":["OECD-DDG"]', '"due_diligence":[[[[[1]]]]]'),
        "depth-400": put('"due_diligence":["OECD-DDG"]', f'"due_diligence":{"[" * 400}{"]" * 400}'),
        "lone-surrogate": put('"Okavango', '"\\ud800'),
        "surrogates-in-wrong-order": put('"Okavango', '"\\udc00\\ud800'),
        "surrogate-in-name": put('"parcels":2', '"parcels":2,"\\ud800":1'),
        "surrogate-in-utf-8": put('"Okavango', '"?').replace(b"?", b"\xed\xa0\x80", 1),
        "not-utf-8": put('"Okavango', '"?').replace(b"?", b"\xff", 1),
        "overlong-utf-8": put('"Okavango', '"?').replace(b"?", b"\xc1\x81", 1),
        "utf-16": text.encode("utf-16-le"),
        "byte-order-mark": b"\xef\xbb\xbf" + text.encode(),
        "space-before": b" " + text.encode(),
        "space-after": text.encode() + b"\t",
        "value-after": text.encode() + b"{}",
        "comma-at-end": text[:-1].encode() + b",}",
        "comment": b"/**/" + text.encode(),
        "single-quotes": put('"parcels"', "'parcels'"),
        "raw-control-character": put('"Okavango', '"\t'),
        "bad-escape": put('"Okavango', '"\\x41'),
        "cut-short": text[:-1].encode(),
        "empty": b"",
    }
    cases = [refused(f"json-{name}", jwt(body), "format.json:payload") for name, body in payloads.items()]
    twice = b'{"alg":"ES256","kid":"BW-26-1","kid":"BW-26-1","typ":"kpc+jwt"}'
    return [
        *cases,
        refused("json-line-end-inside", qr(text.replace(",", ",\n", 1).encode(), head=b"{}"), "format.header"),
        refused("json-header-space-before", jwt(certificate(), head=b" " + dumps(header())), "format.json:header"),
        refused("json-header-member-twice", qr(certificate(), head=twice), "format.json:header"),
        refused("json-header-empty", qr(certificate(), head=b""), "format.json:header"),
        refused("json-header-depth-7", qr(certificate(), head=b"[[[[[[[]]]]]]]"), "format.json:header"),
    ]


def _headers() -> list[Vector]:
    wrong: dict[str, Any] = {
        "alg-none": header(alg="none"),
        "alg-hs256": header(alg="HS256"),
        "alg-es384": header(alg="ES384"),
        "alg-lower-case": header(alg="es256"),
        "alg-missing": edit(header(), {"alg": GONE}),
        "kid-missing": edit(header(), {"kid": GONE}),
        "kid-number": header(kid=7),  # type: ignore[arg-type]
        "kid-empty": header(kid=""),
        "kid-of-33": header(kid="A" * 33),
        "kid-path": header(kid="../BW-26-1"),
        "kid-line-end": header(kid="BW-26-1\n"),
        "jwk": header(jwk={"kty": "EC"}),
        "crit": header(crit=["b64"]),
        "b64": header(b64=False),
        "x5c": header(x5c=[]),
    }
    only_in_qr: dict[str, Any] = {
        "typ-jwt": header(typ="JWT"),
        "typ-media-type": header(typ="application/kpc+jwt"),
        "typ-status-list": header(typ="statuslist+jwt"),
        "typ-missing": edit(header(), {"typ": GONE}),
        "list": [],
        "null": None,
    }
    return [
        *(refused(f"header-{name}", jwt(certificate(), head=head), _HEADER) for name, head in wrong.items()),
        *(refused(f"header-{name}", qr(certificate(), head=dumps(head)), _HEADER) for name, head in only_in_qr.items()),
    ]
