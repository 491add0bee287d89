"""The demonstration's sanctions list: names of the real ones, two drafts that are like them, one of them decided."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kpverify.accounts.models import Officer
from kpverify.certificates import parties
from kpverify.certificates import services as certificates
from kpverify.demo.shipments import SHIPMENTS
from kpverify.screening import services as screening
from kpverify.screening.models import ListLoad, OpenHit, Rescreening
from kpverify.screening.reading.seed import SEED

OPEN = {"name": "Diam Ville", "address": "Avenue of the Martyrs, Bangui", "country": "CF"}
DECIDED = {"name": "Midas Resources FZE", "address": "Jebel Ali Free Zone, Dubai", "country": "AE"}
REASON = "Registered in Dubai in 2009 under another number; owners and address are others'."
OWNED = {"name": "Creek Rough House DMCC", "address": "Almas Tower, Jumeirah Lakes, Dubai", "country": "AE"}
OWNERS = [
    {"name": "Industrial Resources General Trading", "country": "AE", "share": "30", "since": "2022-03-01"},
    {"name": "Creek Family Holding Ltd", "country": "AE", "share": "70", "since": ""},
]


def make_sanctions(*, now: datetime, officers: dict[tuple[str, str], Officer]) -> None:
    """Load the names that come with the house, draft for two that are like them, and decide about one."""
    clerk, approver = officers["BW", "preparer"], officers["BW", "approver"]
    at = now - timedelta(hours=3)
    load = screening.stage(files={SEED.name: SEED.read_bytes()}, kind="seed", by=None, now=at)
    while load.state == ListLoad.State.STAGED:
        load = screening.advance_load(load_id=load.pk, now=at)
    for importer in (DECIDED, OPEN):
        certificates.draft_certificate(content=_content(importer), by=clerk, now=at)
        parties.add_party(party=importer, by=clerk, now=at)
    parties.add_party(party=OWNED, owners=OWNERS, note="A tender house", by=clerk, now=at)
    certificates.draft_certificate(content=_content(OWNED), by=clerk, now=at)
    for hit in OpenHit.objects.filter(authority_id="BW", party_name=DECIDED["name"]):
        screening.decide(hit_id=hit.pk, answer="different", reason=REASON, by=approver, now=at + timedelta(hours=1))
    while due := Rescreening.objects.filter(finished_at=None).first():
        screening.advance_rescreening(rescreening_id=due.pk, now=now)


def _content(importer: dict[str, str]) -> dict[str, Any]:
    found = next(one for one in SHIPMENTS if one.authority == "BW").content
    return {**found, "importer": importer, "seals": [f"BW93{len(importer['name'])}-1"], "parcels": 1}
