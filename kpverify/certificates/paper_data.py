"""Make what is printed out of what is signed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings

from kpverify.certificates.details import PREFIX as DETAILS
from kpverify.certificates.paper_names import Names, Wording
from kpverify.certificates.qr import dots_per_module, rows_of, svg_of, text_of
from kpverify.tokens import claims
from kpverify.tokens.transport import take_apart

# Standards of due diligence by id; ids nobody has named yet are printed as they are.
DUE_DILIGENCE = {
    "OECD-DDG": "OECD Due Diligence Guidance for Responsible Mineral Supply Chains",
    "UNGP": "UN Guiding Principles on Business and Human Rights",
    "WDC-SOW-2021": "World Diamond Council System of Warranties, 2021",
    "RJC": "Responsible Jewellery Council, Code of Practices",
    "LUSAKA-REF": "refers to the ICGLR Lusaka Declaration",
    "FRAME-7": "Frame 7, declaration of seven principles of responsible diamond sourcing",
}


def standard_name(id: str) -> str:
    """Name a standard, or say what an id that binds details is for; empty for one that nobody has named yet."""
    if id.startswith(DETAILS):
        return "who states it, and what is missing: scan the code"
    return DUE_DILIGENCE.get(id, "")


def payload_of(token: str) -> dict[str, Any]:
    """Read what is signed.  Raises: Malformed."""
    return claims.read_claims(take_apart(token).payload)


def data_of(token: str, names: Names, *, validation: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Put every value of a token in the order and the words of the paper.

    `validation` (`by`, `at`, `method`, `seals`) fills the box that is otherwise left to stamp and pen.

    Raises: Malformed; Refused qr-too-large.
    """
    payload = payload_of(token)
    kpc = payload["kpc"]
    text = text_of(token)
    side = len(rows_of(text))
    issued = datetime.fromtimestamp(payload["iat"], UTC)
    code = claims.check_code(take_apart(token).signing_input)
    return {
        "language": names.language,
        "demo": names.is_demo,
        "official": names.official,
        "statement": _wording(names.statement),
        "local": None if names.local is None else _wording(names.local),
        "authority": {
            "id": payload["iss"],
            "name": prose(names.authority),
            "address": prose(names.authority_address),
        },
        "number": payload["sub"],
        "issued_at": payload["iat"],
        "day": [issued.year, issued.month, issued.day],
        "issued": f"{issued:%Y-%m-%d, %H:%M} UTC",
        "expires": last_instant(payload["exp"]),
        "origins": _named(kpc["mining_origin"], names.countries),
        "zones": _named(kpc.get("zones", []), names.zones),
        "exporter": _party(kpc["exporter"], names),
        "importer": _party(kpc["importer"], names),
        "goods": [{**line, "what": prose(names.hs.get(line["hs"], ""))} for line in kpc["goods"]],
        "carats": total(line["carats"] for line in kpc["goods"]),
        "usd": total(line["usd"] for line in kpc["goods"]),
        "parcels": kpc["parcels"],
        "seals": kpc["seals"],
        "officers": kpc["officers"],
        "diligence": [[one, standard_name(one)] for one in kpc["due_diligence"]],
        "kind": kpc["kind"],
        "replaces": kpc.get("replaces"),
        "remarks": prose(kpc["remarks"]) if "remarks" in kpc else None,
        "validation": None if validation is None else {**validation},
        "check_code": f"{code[:4]}-{code[4:]}",
        "host": settings.PUBLIC_URL.partition("://")[2] + "/v",
        "svg": svg_of(text),
        "qr": {"side": side, "dots": dots_per_module(side)},
    }


def total(amounts: Iterable[str]) -> str:
    """Add amounts as written, with the decimals they have."""
    return format(sum(map(Decimal, amounts), Decimal(0)), "f")


def last_instant(exp: int) -> str:
    """Write when a certificate ends: 24:00 of its last day, or the instant when it ends within a day."""
    end = datetime.fromtimestamp(exp, UTC)
    if (end.hour, end.minute, end.second) == (0, 0, 0):
        return f"{end - timedelta(days=1):%Y-%m-%d}, 24:00 UTC"
    return f"{end:%Y-%m-%d, %H:%M:%S} UTC"


def _wording(wording: Wording) -> dict[str, Any]:
    return {
        "language": wording.language,
        "title": wording.title,
        "text": wording.text,
        "rtl": is_right_to_left(wording.text),
    }


def _party(party: Mapping[str, str], names: Names) -> dict[str, Any]:
    code = party["country"]
    return {
        "name": prose(party["name"]),
        "address": prose(party["address"]),
        "country": [code, names.countries.get(code, code)],
    }


def _named(ids: Iterable[str], names: Mapping[str, str]) -> list[list[str]]:
    return [[one, names.get(one, one)] for one in ids]


def prose(text: str) -> dict[str, Any]:
    return {"text": text, "rtl": is_right_to_left(text)}


def is_right_to_left(text: str) -> bool:
    """Does the first letter with a direction run from right to left?"""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return next((one in {"R", "AL"} for one in strong if one in {"L", "R", "AL"}), False)
