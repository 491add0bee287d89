"""Print a draft as it would look, marked DRAFT on every page, with a code that no verifier takes for a certificate.

Nothing is signed for it, and no number is taken: what is printed where those would stand are words.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from kpverify.certificates.models import Certificate, State
from kpverify.certificates.paper_data import prose, standard_name, total
from kpverify.certificates.paper_names import Names, names_for
from kpverify.certificates.printing import print_paper
from kpverify.certificates.qr import dots_per_module, rows_of, svg_of
from kpverify.errors import Refused

# A phone's own camera shows these words; every verifier calls them unrecognised. What follows `#` is no token.
CODE = "DRAFT PREVIEW - NOT A CERTIFICATE. Nothing here is signed, and it has no number. kpverify#0"
NONE = "–"
NUMBER = "DRAFT"
PREVIEWED = (State.DRAFT, State.SUBMITTED, State.APPROVED)


def preview_pdf(certificate: Certificate, *, now: datetime) -> bytes:
    """Print what a draft says so far.  Raises: Refused not-a-draft, no-trust-list."""
    if certificate.state not in PREVIEWED:
        raise Refused("not-a-draft", "This is no draft any more: print the certificate itself.")
    names = names_for(certificate.authority, statement_id=certificate.authority.participant.statement_id)
    return print_paper(preview_data(certificate, names, now=now))


def preview_data(certificate: Certificate, names: Names, *, now: datetime) -> dict[str, Any]:
    """Lay a draft out as `paper_data` lays out a token; what is missing is a dash."""
    content = certificate.content
    goods = [{part: line.get(part, NONE) for part in ("hs", "carats", "usd")} for line in content.get("goods", ())]
    side = len(rows_of(CODE))
    return {
        "draft": True,
        "language": names.language,
        "demo": names.is_demo,
        "official": names.official,
        "statement": _wording(names.statement),
        "local": None if names.local is None else _wording(names.local),
        "authority": {
            "id": certificate.authority_id,
            "name": prose(names.authority),
            "address": prose(names.authority_address),
        },
        "number": NUMBER,
        "issued_at": int(now.timestamp()),
        "day": [now.year, now.month, now.day],
        "issued": NONE,
        "expires": NONE,
        "origins": _origins(content, names),
        "zones": [[one, names.zones.get(one, one)] for one in content.get("zones", ())],
        "exporter": _party(content.get("exporter", {}), names),
        "importer": _party(content.get("importer", {}), names),
        "goods": [{**line, "what": prose(names.hs.get(line["hs"], ""))} for line in goods],
        "carats": total(line["carats"] for line in goods if line["carats"] != NONE),
        "usd": total(line["usd"] for line in goods if line["usd"] != NONE),
        "parcels": content.get("parcels", NONE),
        "seals": content.get("seals", [NONE]),
        "officers": [certificate.prepared_by.code],
        "diligence": [[one, standard_name(one)] for one in content.get("due_diligence", ())],
        "kind": content.get("kind", "standard"),
        "replaces": content.get("replaces"),
        "remarks": prose(content["remarks"]) if "remarks" in content else None,
        "validation": None,
        "check_code": NUMBER,
        "host": settings.PUBLIC_URL.partition("://")[2] + "/v",
        "svg": svg_of(CODE),
        "qr": {"side": side, "dots": dots_per_module(side)},
    }


def _origins(content: dict[str, Any], names: Names) -> list[list[str]]:
    """List the origins; an empty list says mixed, and what is not answered yet says nothing."""
    if "mining_origin" not in content:
        return [[NONE, NONE]]
    return [[one, names.countries.get(one, one)] for one in content["mining_origin"]]


def _party(party: dict[str, str], names: Names) -> dict[str, Any]:
    code = party.get("country", NONE)
    return {
        "name": prose(party.get("name", NONE)),
        "address": prose(party.get("address", NONE)),
        "country": [code, names.countries.get(code, code)],
    }


def _wording(wording: Any) -> dict[str, Any]:
    return {
        "language": wording.language,
        "title": wording.title,
        "text": wording.text,
        "rtl": prose(wording.text)["rtl"],
    }
