"""The endorsement of an amendment on paper: old, new, why, both officers, and a QR code of its own.

Made from the token alone, as the certificate is: what is printed is what is signed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from kpverify.certificates.models import Amendment
from kpverify.certificates.paper_data import payload_of, prose
from kpverify.certificates.paper_names import Names, names_for
from kpverify.certificates.printing import print_sheet
from kpverify.certificates.qr import dots_per_module, rows_of, svg_of, text_of
from kpverify.tokens import claims, endorsement
from kpverify.tokens.transport import take_apart

TEMPLATE = "endorsement.typ"
WORDS = {
    "mining_origin": "Country of mining origin",
    "zones": "Zones of origin",
    "exporter": "Exporter",
    "importer": "Importer",
    "goods": "Rough diamonds",
    "parcels": "Number of parcels",
    "seals": "Seals",
    "due_diligence": "Due diligence standards stated",
    "remarks": "Remarks",
}
PARTS = {
    "name": "name",
    "address": "address",
    "country": "country",
    "hs": "HS classification",
    "carats": "mass, carats",
    "usd": "value, US dollars",
}
NONE, MIXED = "None", "*** Mixed origin, countries not listed"


def sheet(row: Amendment) -> bytes:
    """Print one amendment.  Raises: Refused no-trust-list, qr-too-large."""
    certificate = row.certificate
    statement_id = payload_of(certificate.token)["kpc"]["statement"]
    names = names_for(certificate.authority, statement_id=statement_id)
    return print_sheet(TEMPLATE, data_of(row.token, certificate.token, names))


def data_of(token: str, certificate_token: str, names: Names) -> dict[str, Any]:
    """Put every value of an amendment in the words of the paper; the same data give the same bytes."""
    payload = endorsement.read_claims(take_apart(token).payload)
    original = take_apart(certificate_token)
    kpam, text = payload["kpam"], text_of(token)
    side = len(rows_of(text))
    code = claims.check_code(original.signing_input)
    at = datetime.fromtimestamp(payload["iat"], UTC)
    return {
        "demo": names.is_demo,
        "official": names.official,
        "authority": prose(names.authority),
        "authority_id": payload["iss"],
        "number": payload["sub"],
        "check_code": f"{code[:4]}-{code[4:]}",
        "seq": kpam["seq"],
        "issued_at": payload["iat"],
        "day": [at.year, at.month, at.day],
        "at": f"{at:%Y-%m-%d, %H:%M} UTC",
        "changes": [
            {
                "what": field_words(one["field"]),
                "old": prose(_value(one["field"], one["old"], names)),
                "new": prose(_value(one["field"], one["new"], names)),
            }
            for one in kpam["changes"]
        ],
        "reason": prose(kpam["reason"]),
        "officers": kpam["officers"],
        "host": settings.PUBLIC_URL.partition("://")[2] + "/v",
        "svg": svg_of(text),
        "qr": {"side": side, "dots": dots_per_module(side)},
    }


def field_words(field: str) -> str:
    """Name a field like `importer.address` or `goods[0].carats` as the paper does."""
    whole, _, part = field.partition(".")
    name, _, place = whole.partition("[")
    line = f", line {int(place[:-1]) + 1}" if place else ""
    return f"{WORDS[name]}{line}{', ' + PARTS[part] if part else ''}"


def _value(field: str, value: Any, names: Names) -> str:
    if value is None:
        return NONE
    if field == "mining_origin":
        return ", ".join(_named(one, names) for one in value) or MIXED
    if field.endswith(".country"):
        return _named(value, names)
    if isinstance(value, list):
        return ", ".join(value) or NONE
    return str(value)


def _named(code: str, names: Names) -> str:
    return f"{names.countries[code]} ({code})" if code in names.countries else code
