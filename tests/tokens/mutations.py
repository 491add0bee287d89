"""Certificates, lists and clocks that are nearly right: what an attacker or a faulty program would send.

Everything comes from one seed. A change is either of the text somebody scans, or of what an authority or the roots
sign, and then signed again with the right key: the second kind goes past the signature, where verifiers may differ.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from kpverify.tokens import base64url
from tests.tokens.cases import amended, cast
from tests.tokens.cases.cast import DAY, HOUR, MIDNIGHT, NOW

TEXTS = [
    *["", " ", "a", "BW", "AE", "XS", "XL", "XM", "XD", "QQ", "CF-BERBERATI", "CF-BRIA", "BW26000042", "BW25004711"],
    *["0", "-0", "1e3", "0.00", "7102.10", "2026-11-20", "2026-02-29", "9999-12-31", "0000-01-01", "0001-01-01"],
    *["é", "e\u0301", "\u1e9b\u0323", "İ", "ﬁ", "\u0958", "क\u200dष", "٣", "💎", "💎" * 61, "A" * 121, "A" * 201],
    *["\u0000", "\x7f", "\x85", "\xad", "\u200b", "\u200d", "\u200f", "\u2028", "\u202e", "\u2060", "\ufeff"],
    *["standard", "replacement", "active", "suspended", "restricted", "zones", "vigilance", "certificate", "status"],
    *["https://kp.example.org/status/BW/26", "__proto__", "constructor", "toString", "d", "use", "key_ops"],
]
NUMBERS = [0, 1, -1, 2, 7, 15, 9999, 10000, 2**24, 253402300799, 253402300800, 10**15 - 1, 10**15, -(10**15), NOW, 2026]
VALUES: list[Any] = [None, True, False, [], {}, [[]], [[[[[[1]]]]]], {"a": {"b": {}}}, ["verify"], 1.5]
MOMENTS = [NOW, NOW - HOUR, NOW - 6 * HOUR, NOW + DAY, MIDNIGHT, MIDNIGHT + DAY, NOW + 14 * DAY, NOW + 58 * DAY, 0, -1]


class Sample(NamedTuple):
    """One thing to judge; the bundle's bytes are None for the one at hand."""

    kind: str
    code: str
    bundle: bytes | None
    now: int


def samples(seed: int, count: int) -> Iterator[Sample]:
    """Give `count` samples; the same for the same seed."""
    dice = random.Random(seed)
    kinds: list[tuple[Callable[[random.Random], tuple[str, bytes | None]], int]] = [
        (_digits, 12),
        (_raw, 10),
        (_jwt, 10),
        (_claims, 30),
        (_json_text, 12),
        (_header, 4),
        (_trust, 12),
        (_status, 5),
        (_bundle_text, 5),
        (_amended, 8),
        (_endorsement, 4),
    ]
    makers, weights = zip(*kinds, strict=True)
    for _ in range(count):
        maker = dice.choices(makers, weights)[0]
        code, bundle = maker(dice)
        moved = dice.random() < 0.35
        yield Sample(maker.__name__.strip("_"), code, bundle, _moment(dice) if moved else NOW)


def _moment(dice: random.Random) -> int:
    return dice.choice(MOMENTS) + dice.choice([-301, -300, -1, 0, 1, 300, 301, DAY, 7 * DAY, 7 * DAY + 1, -400 * DAY])


def _certificate(dice: random.Random) -> dict[str, Any]:
    """Give a certificate that may differ from the first one in ways the scheme allows, or asks about."""
    return cast.certificate(
        {
            "status.status_list.idx": dice.choice([1000] * 8 + [6, 7, 8, 9, 4095, 4096]),
            "kpc.importer.country": dice.choice(["AE"] * 8 + ["BE", "XS", "XR", "XM", "QQ"]),
            "iat": dice.choice([cast.ISSUED] * 8 + [NOW, NOW + 300, NOW + 301, 1767225599, cast.ISSUED - 1]),
            "kpc.mining_origin": dice.choice([["BW"]] * 6 + [[], ["CF"], ["XD", "XV"], ["XE", "QQ"]]),
        },
        **dice.choice(
            [{}, {}, {"zones": ["CF-BERBERATI"]}, {"zones": ["CF-BRIA", "CF-X"]}, {"remarks": "Ångström 💎"}]
        ),
    )


def _kid(dice: random.Random) -> str:
    return dice.choice(["BW-26-1"] * 20 + ["BW-26-2", "BW-24-1", "BW-27-1", "BW-26-S", "BW-99-9", "XS-26-1"])


def _digits(dice: random.Random) -> tuple[str, None]:
    text = cast.qr(_certificate(dice), kid=_kid(dice))
    text = text if dice.random() < 0.7 else text.split("#")[1]
    for _ in range(dice.randint(1, 3)):
        place = dice.randrange(len(text)) if dice.random() < 0.9 else dice.randrange(min(30, len(text)))
        junk = dice.choice([dice.choice("0123456789"), dice.choice("0123456789"), dice.choice("aZ#/:.-_ \n%é３")])
        text = text[:place] + dice.choice(["", junk, junk]) + text[place + dice.randint(0, 1) :]
    return text, None


def _raw(dice: random.Random) -> tuple[str, None]:
    packed = bytearray(cast.raw(cast.jwt(_certificate(dice), kid=_kid(dice))))
    for _ in range(dice.randint(1, 4)):
        # Most of it after the signature, where it is inflated.
        place = dice.randrange(65, len(packed)) if dice.random() < 0.7 else dice.randrange(len(packed))
        match dice.randrange(4):
            case 0:
                packed[place] ^= 1 << dice.randrange(8)
            case 1:
                packed[place] = dice.randrange(256)
            case 2:
                del packed[max(1, place) :]
            case _:
                packed[place:place] = dice.randbytes(dice.randint(1, 3))
        packed = packed if len(packed) > 66 else bytearray(b"\x01" + dice.randbytes(90))
    return cast.url(cast.number(bytes(packed))), None


def _jwt(dice: random.Random) -> tuple[str, None]:
    parts = cast.jwt(_certificate(dice), kid=_kid(dice)).split(".")
    which = dice.randrange(3)
    part = parts[which]
    place = dice.randrange(len(part)) if dice.random() < 0.7 else len(part) - 1
    change = dice.choice(["A", "B", "Q", "_", "-", "=", "+", "é", "", ".", "\n"])
    parts[which] = dice.choice([part[:place] + change + part[place + 1 :], part[:place], part + change, ""])
    return ".".join(parts), None


def _claims(dice: random.Random) -> tuple[str, None]:
    payload = _certificate(dice)
    for _ in range(dice.choice([0, 1, 1, 1, 2, 3])):
        payload = _edited(payload, dice)
    return _signed(payload, dice), None


def _signed(payload: Any, dice: random.Random, **more: Any) -> str:
    write = cast.qr if dice.random() < 0.3 else cast.jwt
    return write(payload, kid=_kid(dice), **more)


def _edited(document: Any, dice: random.Random) -> Any:
    """Change one place anywhere inside: replace, remove, add, repeat or shuffle."""
    changed = json.loads(json.dumps(document))
    places = list(_containers(changed))
    inside = dice.choice(places)
    if isinstance(inside, dict):
        name = dice.choice([*inside, dice.choice(TEXTS)])
        match dice.randrange(8):
            case 0:
                inside.pop(name, None)
            case 1:
                inside[dice.choice(TEXTS)] = _value(dice)
            case _:
                inside[name] = _near(inside.get(name), dice)
    else:
        match dice.randrange(5):
            case 0 if inside:
                inside.append(dice.choice(inside))
            case 1 if inside:
                inside.pop(dice.randrange(len(inside)))
            case 2:
                dice.shuffle(inside)
            case 3 if inside:
                place = dice.randrange(len(inside))
                inside[place] = _near(inside[place], dice)
            case _:
                inside.append(_value(dice))
    return changed


def _containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _containers(inner)


def _value(dice: random.Random) -> Any:
    return dice.choice([dice.choice(TEXTS), dice.choice(NUMBERS), dice.choice(VALUES)])


def _near(value: Any, dice: random.Random) -> Any:
    """Give a value that is like this one, or any other."""
    if dice.random() < 0.35:
        return _value(dice)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + dice.choice([-DAY, -1, 1, 300, 301, DAY, 365 * DAY])
    if isinstance(value, str) and value:
        place = dice.randrange(len(value))
        return dice.choice(
            [value[:place] + dice.choice(TEXTS) + value[place + 1 :], value[:place], value.lower(), value + value[:1]]
        )
    return value


def _json_text(dice: random.Random) -> tuple[str, None]:
    """Change the text of the payload, not its meaning, or a byte of it."""
    text = cast.dumps(_certificate(dice)).decode()
    place = dice.randrange(len(text))
    match dice.randrange(6):
        case 0:
            text = text[:place] + dice.choice(list(' \t\r\n\x0b\u00a0\ufeff,:]}"\\0-+')) + text[place:]
        case 1:
            text = json.dumps(json.loads(text), indent=dice.choice([None, 1]), ensure_ascii=dice.random() < 0.5)
            text = text.replace("\n", dice.choice(["\n", " ", "\r"]))
        case 2:
            name = dice.choice(["iss", "parcels", "hs", "country", "__proto__"])
            text = text.replace("{", f'{{"{name}":1,', dice.randint(1, 3))
        case 3:
            text = text.replace("B", dice.choice(["\\u0042", "\\ud83d\\ude00", "\\ud800", "\\n", "\\x42", "\\/"]), 1)
        case 4:
            text = text.replace(":2", dice.choice([":-0", ":2.0", ":2e0", ":02", ":0x2", ":NaN", ":1" + "0" * 15]), 1)
        case _:
            data = bytearray(text.encode())
            data[dice.randrange(len(data))] = dice.randrange(256)
            return _signed(bytes(data), dice), None
    return _signed(text.encode(), dice), None


def _header(dice: random.Random) -> tuple[str, None]:
    head: Any = cast.header()
    head = (
        _edited(head, dice)
        if dice.random() < 0.6
        else cast.dumps(head).replace(b",", dice.choice([b", ", b",,", b",\n"]))
    )
    return _signed(_certificate(dice), dice, head=head), None


def _trust(dice: random.Random) -> tuple[str, bytes]:
    """Change the trust list and have the roots sign it again, or change the envelope."""
    payload = cast.small_trust() if dice.random() < 0.8 else cast.trust()
    for _ in range(dice.choice([1, 1, 2])):
        payload = _edited(payload, dice)
    roots = dice.choice([("root-1", "root-2")] * 6 + [("root-1",), ("root-2", "root-3"), ("root-1", "root-1")])
    envelope: Any = cast.signed(payload, roots)
    if dice.random() < 0.1:
        envelope = _edited(envelope, dice)
    found = cast.bundle(envelope, {cast.URI: STATUS})
    if dice.random() < 0.1:
        found = _edited(found, dice)
    return cast.qr(_certificate(dice), kid=_kid(dice)), cast.dumps(found)


STATUS = cast.status_list()
SMALL = cast.signed(cast.small_trust())


def _status(dice: random.Random) -> tuple[str, bytes]:
    """Change the status list and sign it again, or change its token."""
    payload = cast.status_payload()
    if dice.random() < 0.3:
        packed = bytearray(base64url.decode(payload["status_list"]["lst"]) or b"")
        packed[dice.randrange(len(packed))] ^= 1 << dice.randrange(8)
        payload["status_list"]["lst"] = base64url.encode(bytes(packed))
    elif dice.random() < 0.9:
        payload = _edited(payload, dice)
    head: Any = {"alg": "ES256", "kid": "BW-26-S", "typ": "statuslist+jwt"}
    token = cast.jwt(payload, kid="BW-26-S", head=_edited(head, dice) if dice.random() < 0.2 else head)
    if dice.random() < 0.2:
        place = dice.randrange(len(token))
        token = token[:place] + dice.choice("A_-.=é") + token[place + 1 :]
    return cast.qr(_certificate(dice)), cast.dumps(cast.bundle(SMALL, {cast.URI: token}))


def _endorsed(dice: random.Random, seq: int = 1) -> str:
    """Sign an amendment, changed or not; or change the token."""
    payload = amended.amendment(None, *[_change(dice) for _ in range(dice.choice([1, 1, 2]))], seq=seq)
    for _ in range(dice.choice([0, 0, 1, 2])):
        payload = _edited(payload, dice)
    head = amended.head(_kid(dice))
    token = cast.jwt(payload, kid=head["kid"], head=_edited(head, dice) if dice.random() < 0.1 else head)
    if dice.random() < 0.1:
        place = dice.randrange(len(token))
        token = token[:place] + dice.choice("A_-.=é") + token[place + 1 :]
    return token


def _change(dice: random.Random) -> dict[str, Any]:
    field, old, new = dice.choice(CHANGES)
    return amended.change(field, old, dice.choice([new, new, new, _near(new, dice)]))


CHANGES: list[tuple[str, Any, Any]] = [
    ("importer.address", amended.WRONG_ADDRESS, amended.RIGHT_ADDRESS),
    ("importer.country", "AE", "XS"),
    ("parcels", 2, 3),
    ("goods[1].carats", "1804.52", "1804.25"),
    ("goods[0].hs", "7102.21", "7102.31"),
    ("goods[2].usd", "1", "2"),
    ("seals", ["BW7001-1", "BW7001-2"], ["BW7001-2"]),
    ("mining_origin", ["BW"], []),
    ("remarks", None, "Ångström 💎"),
    ("zones", None, ["BW-A"]),
]


def _amended(dice: random.Random) -> tuple[str, bytes]:
    """Put amendments on the status list, changed or not."""
    member: Any = {amended.NUMBER: [_endorsed(dice, seq) for seq in range(1, dice.choice([1, 1, 2, 2]) + 1)]}
    if dice.random() < 0.15:
        member = _edited(member, dice)
    token = cast.status_list({"amendments": member})
    return cast.qr(cast.certificate()), cast.dumps(cast.bundle(SMALL, {cast.URI: token}))


def _endorsement(dice: random.Random) -> tuple[str, None]:
    """Scan an endorsement instead of the certificate."""
    token = _endorsed(dice)
    return (token if dice.random() < 0.6 or not token.isascii() else _packed(token)), None


def _packed(token: str) -> str:
    return cast.url(cast.number(cast.raw(token))) if token.count(".") == 2 else token


def _bundle_text(dice: random.Random) -> tuple[str, bytes]:
    """Change bytes of the bundle's text."""
    text = bytearray(cast.dumps(cast.bundle(SMALL, {cast.URI: STATUS})))
    for _ in range(dice.randint(1, 2)):
        place = dice.randrange(len(text)) if dice.random() < 0.5 else dice.randrange(40)
        match dice.randrange(3):
            case 0:
                text[place] ^= 1 << dice.randrange(8)
            case 1:
                text[place:place] = dice.choice(
                    [b" ", b"\n", b'"', b",", b"{", b"]", b"\xff", b"\\u0041", b"\xef\xbb\xbf"]
                )
            case _:
                del text[place : place + dice.randint(1, 4)]
    return cast.qr(_certificate(dice)), bytes(text)
