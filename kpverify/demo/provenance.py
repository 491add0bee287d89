"""Where the demonstration's stones come from: slips of a parcel, a counted stock, a re-export that takes too much.

Nobody's trade: sellers, numbers and weights are invented; zones and their days are the scheme's.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from kpverify.accounts.models import Officer
from kpverify.certificates import services as certificates
from kpverify.certificates.models import Certificate, State
from kpverify.demo.shipments import EXPORTERS, IMPORTERS
from kpverify.dossier.models import DossierFile
from kpverify.dossier.services import add_file
from kpverify.proposals import services as proposals
from kpverify.provenance import drawing, explaining, imports, slips, stock
from kpverify.registry.models import NumberRange

Officers = dict[tuple[str, str], Officer]
COUNTED_DAYS_AGO = 45
# What lay there: HS code, origins, carats, dollars.
MINED = (
    ("7102.10", "BW", "90000", "9000000"),
    ("7102.21", "BW", "9000", "120000"),
    ("7102.31", "BW", "60000", "12000000"),
)
TRADED = (("7102.31", "AO ZW", "12000", "1600000"), ("7102.31", "", "500", "60000"))
REASON = "Sorted out of a parcel that came in before the count; the sorting sheets are in the vault"
# Number, seller, permit, zone, days since the stones were found, carats, dollars.
SLIPS = (
    ("BV-0411", "Jean Ngbanda", "AM-2291", "CF-CARNOT", 40, "118.20", "14600"),
    ("BV-0412", "Coopérative de Nassolé", "CM-0077", "CF-CARNOT", 38, "236.75", "31250"),
    ("BV-0418", "Paul Zoungoula", "AM-2307", "CF-BODA", 31, "57.05", "6900"),
    # Found when its zone could not export: the draft says so.
    ("BV-0119", "Jean Ngbanda", "AM-2291", "CF-BODA", 1200, "12.00", "1500"),
)


def make_provenance(*, now: datetime, officers: Officers) -> None:
    """Put slips behind a draft, count a stock, and draft a re-export of more than came in.  Writes: everything."""
    buy(now=now - timedelta(hours=5), by=officers["CF", "preparer"])
    counted = now - timedelta(days=COUNTED_DAYS_AGO)
    count(authority="BW", held=MINED, now=counted, officers=officers)
    count(authority="AE", held=TRADED, now=counted, officers=officers)
    mine(now=now, by=officers["BW", "approver"])
    reexport(now=now - timedelta(hours=4), by=officers["AE", "preparer"])


def buy(*, now: datetime, by: Officer) -> Certificate:
    """Draft a parcel of the Central African Republic with its slips, and pictures of what lies behind it."""
    content = _content("CF", "AE", ["CF"], "424.00", "61200.00", seal="CF8801-1")
    made = certificates.draft_certificate(content={**content, "zones": ["CF-BODA", "CF-CARNOT"]}, by=by, now=now)
    typed = [
        {
            "number": number,
            "seller": seller,
            "permit": permit,
            "zone": zone,
            "produced_on": (now - timedelta(days=ago)).date().isoformat(),
            "hs": "7102.31",
            "carats": carats,
            "usd": usd,
        }
        for number, seller, permit, zone, ago, carats, usd in SLIPS
    ]
    slips.add_slips(certificate_id=made.pk, slips=typed, by=by, now=now)
    for name, kind in (("BV-0411.jpg", "purchase"), ("book.jpg", "production-book"), ("parcel.jpg", "photograph")):
        attach(made, name, kind=kind, by=by, now=now)
    return made


def count(*, authority: str, held: Sequence[tuple[str, str, str, str]], now: datetime, officers: Officers) -> None:
    """Count a stock by two officers."""
    first, second = officers[authority, "approver"], officers[authority, "second approver"]
    lines = [dict(zip(stock.LINE, line, strict=True)) for line in held]
    proposal = stock.propose_stocktake(on=now.date().isoformat(), lines=lines, by=first, now=now)
    proposals.confirm(proposal_id=proposal.pk, by=second, now=now + timedelta(hours=2))


def mine(*, now: datetime, by: Officer) -> None:
    """Record what was mined since the count."""
    mined = {"starts_on": _day(now, COUNTED_DAYS_AGO), "ends_on": _day(now, COUNTED_DAYS_AGO - 30), "hs": "7102.10"}
    stock.record_production(production={**mined, "carats": "41200.50", "usd": "5100000"}, by=by, now=now)


def reexport(*, now: datetime, by: Officer) -> Certificate:
    """Draft goods of Angola and South Africa that came in with two certificates, and explain what is missing.

    Angola's was issued on this node, so it is checked; of South Africa's there is a paper.
    """
    angola = Certificate.objects.filter(authority_id="AO", destination="AE", state=State.ISSUED).latest("issued_at")
    range_ = NumberRange.objects.filter(authority__participant_id="ZA").latest("year")
    stated = range_.number(range_.first_value + 4711)
    enter(angola.number or "", "AO", angola.content["goods"], ago=34, by=by, now=now)
    enter(stated, "ZA", [{"hs": "7102.31", "carats": "310.40", "usd": "48000"}], ago=20, by=by, now=now)
    content = _content("AE", "IN", ["AO", "ZA"], "32000.00", "4020000.00", seal="AE9977-1")
    made = certificates.draft_certificate(content=content, by=by, now=now)
    paper = attach(made, "import ZA.jpg", kind="import-certificate", by=by, now=now)
    uses: list[dict[str, Any]] = [
        {"number": angola.number, "hs": "7102.31", "carats": "30000.00"},
        {"number": stated, "hs": "7102.31", "carats": "310.40", "paper": paper.sha256},
    ]
    for use in uses:
        drawing.draw(certificate_id=made.pk, use=use, by=by, now=now)
    short = next(one for one in explaining.lines_of("AE", now=now) if one.is_short)
    explaining.explain(hs=short.hs, origins=short.origins, reason=REASON, by=by, now=now)
    return made


def enter(number: str, issuer: str, goods: Sequence[dict[str, str]], *, ago: int, by: Officer, now: datetime) -> None:
    """Enter an import certificate of one origin."""
    head = {"number": number, "issuer": issuer, "imported_on": _day(now, ago), "origins": issuer}
    lines = {f"{name}_{one['hs'].replace('.', '')}": one[name] for one in goods for name in ("carats", "usd")}
    imports.add_import(imported={**head, **lines}, by=by, now=now)


def attach(certificate: Certificate, name: str, *, kind: str, by: Officer, now: datetime) -> DossierFile:
    """Put a picture, like no other, into a dossier."""
    with TemporaryUploadedFile(name, "image/jpeg", 0, None) as upload:
        Image.effect_noise((640, 480), 60).save(upload, "JPEG")
        upload.size = upload.tell()
        upload.flush()
        return add_file(certificate_id=certificate.pk, upload=upload, kind=kind, by=by, now=now)


def _day(now: datetime, ago: int) -> str:
    return (now - timedelta(days=ago)).date().isoformat()


def _content(issuer: str, to: str, origins: list[str], carats: str, usd: str, *, seal: str) -> dict[str, Any]:
    exporter, importer = EXPORTERS[issuer], IMPORTERS[to]
    return {
        "mining_origin": origins,
        "exporter": {"name": exporter[0], "address": exporter[1], "country": issuer},
        "importer": {"name": importer[0], "address": importer[1], "country": to},
        "goods": [{"hs": "7102.31", "carats": carats, "usd": usd}],
        "parcels": 1,
        "seals": [seal],
        "kind": "standard",
    }
