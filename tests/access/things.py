"""The objects that addresses are about: each function makes one of Botswana's, and gives the values of the address.

`secret` is a text that a page about the object shows, and that nobody may see who is not let in.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import NamedTuple

from django.utils import timezone

from kpverify.accounts import apikeys, invitations
from kpverify.blanks import services as paper
from kpverify.certificates import mass as masses
from kpverify.certificates import parties
from kpverify.certificates import services as certificates
from kpverify.clearance.digests import digests_of
from kpverify.clearance.models import Clearance
from kpverify.concerns import services as concerns
from kpverify.concerns.models import Evidence
from kpverify.diligence import services as diligence
from kpverify.dossier.models import DossierFile
from kpverify.notices import contacts, webhooks
from kpverify.notices.models import Notice
from kpverify.office import people
from kpverify.proposals import services as proposals
from kpverify.proposals.models import Proposal
from kpverify.provenance import drawing, explaining, imports, slips, stock
from kpverify.registry import services as registry
from kpverify.registry.models import NumberRange, SigningKey
from kpverify.screening.models import OpenHit
from kpverify.status.models import StatusList
from kpverify.uploads import services as uploads
from tests.certificates.conftest import Shipping
from tests.certificates.listed import DIAMVILLE, load
from tests.certificates.typed import content
from tests.dossier.conftest import PDF, add, picture
from tests.dossier.conftest import upload as uploaded
from tests.provenance.conftest import typed
from tests.specimens.conftest import enter
from tests.world import BY

DAY = timedelta(days=1)
SECRET = "Quite Secret Exporters Ltd"


class Thing(NamedTuple):
    """One object: the values of its address, and the text that only some may see."""

    of_path: dict[str, str]
    secret: str = ""


def _certificate(world, state):
    exporter = {"name": SECRET, "address": "Plot 1, Gaborone", "country": "BW"}
    made = getattr(Shipping(world.ada, world.ben, world.now), state)(exporter=exporter)
    return Thing({"pk": str(made.pk), "key": str(made.pk)}, SECRET)


def draft(world):
    return _certificate(world, "draft")


def submitted(world):
    return _certificate(world, "submitted")


def approved(world):
    return _certificate(world, "approved")


def issued(world):
    return _certificate(world, "issued")


def suspended(world):
    return _certificate(world, "suspended")


def upload(world):
    exporter = {"name": SECRET, "address": "Plot 1, Gaborone", "country": "BW"}
    raw = json.dumps(content(exporter=exporter)).encode()
    made = uploads.receive_upload(raw=raw, name=f"{SECRET}.json", by=world.ada, now=world.now)
    return Thing({"pk": str(made.pk)}, SECRET)


def mass(world):
    made = Shipping(world.ada, world.ben, world.now).issued()
    chosen = masses.Chosen(numbers=made.number)
    found = masses.propose_mass(chosen=chosen, count=1, reason=SECRET, by=world.ben, now=world.now)
    return Thing({"pk": str(found.pk)}, SECRET)


def amended(world):
    made = Shipping(world.ada, world.ben, world.now).amended()
    return Thing({"pk": str(made.pk), "key": str(made.pk), "seq": "1"})


def stated(world):
    made = Shipping(world.ada, world.ben, world.now).draft(due_diligence=[])
    statement = {
        "standard": "UNGP",
        "version": "2011",
        "stated_by": {"name": "Okavango Sorting (Pty) Ltd", "role": "exporter"},
    }
    diligence.save_statement(certificate_id=made.pk, typed=statement, by=world.ada, now=world.now)
    certificates.submit_certificate(certificate_id=made.pk, by=world.ada, now=world.now)
    certificates.approve_certificate(certificate_id=made.pk, by=world.ben, now=world.now)
    made = certificates.issue_certificate(certificate_id=made.pk, by=world.ben, now=world.now)
    return Thing({"number": made.number, "check_code": made.check_code})


def statement(world):
    exporter = {"name": SECRET, "address": "Plot 1, Gaborone", "country": "BW"}
    made = Shipping(world.ada, world.ben, world.now).draft(exporter=exporter)
    typed = {"standard": "UNGP", "version": "2011", "stated_by": {"name": SECRET, "role": "exporter"}}
    diligence.save_statement(certificate_id=made.pk, typed=typed, by=world.ada, now=world.now)
    return Thing({"pk": str(made.pk), "key": str(made.pk), "standard": "UNGP"}, SECRET)


def status_list(world):
    found = StatusList.objects.filter(authority_id="BW").first()
    return Thing({"authority": "BW", "name": found.name})


def key(world):
    return Thing({"kid": SigningKey.objects.filter(authority_id="BW").first().kid})


def contact(world):
    made = contacts.add_contact(
        destination="AE", name=SECRET, email="kp@ae.example", language="en", by=world.ada, now=world.now
    )
    return Thing({"number": str(made.pk)}, SECRET)


def notice(world):
    contact(world)
    _certificate(world, "issued")
    return Thing({"pk": str(Notice.objects.get(authority_id="BW").pk)}, SECRET)


def message(world):
    """A mail to the Secretariat about a concern: its reference is nobody else's to read."""
    concern(world)
    return Thing({"pk": str(Notice.objects.get(kind="concern.arrived", recipient=world.sefako.email).pk)})


def webhook(world):
    world.grant(world.dora, "authority_admin")
    url = "https://localhost/quite-secret"
    made, _ = webhooks.add_webhook(url=url, events=["certificate.issued"], by=world.dora, now=world.now)
    return Thing({"pk": str(made.pk)}, url)


def party(world):
    book = {"name": SECRET, "address": "Plot 1, Gaborone", "country": "BW"}
    made = parties.add_party(party=book, by=world.ada, now=world.now)
    return Thing({"pk": str(made.pk)}, SECRET)


def key_proposal(world):
    kid = key(world).of_path["kid"]
    detail = {"path": {"kid": kid}, "typed": {}, "back": "/secretariat/"}
    values = {"kind": "key.retire", "subject": kid, "detail": detail, "authority_id": None}
    made = proposals.propose(**values, by=world.sefako, now=timezone.now())
    return Thing({"proposal_id": str(made.pk)})


def place(world):
    made = registry.add_place(authority_id="BW", code="Q", name="Quite secret room", now=world.now, by=BY)
    return Thing({"number": str(made.pk)}, made.name)


def seat(world):
    return Thing({"number": str(world.dora.pk)}, world.dora.name)


def fate(world):
    where = int(place(world).of_path["number"])
    run = {"first": "Q001", "last": "Q010"}
    day = world.now.date()
    paper.receive_batch(**run, supplier="x", received_on=day, place_id=where, counted=10, by=world.ben, now=world.now)
    made = paper.report_sheets(**run, kind="stolen", reason=SECRET, by=world.ben, now=world.now)
    return Thing({"number": str(made.fates[0].pk)}, SECRET)


def file(world):
    made = Shipping(world.ada, world.ben, world.now).draft()
    kind = DossierFile.Kind.PHOTOGRAPH
    found = add(made, picture(), "quite-secret.jpg", by=world.ada, now=world.now, kind=kind)
    return Thing({"pk": str(made.pk), "key": str(made.pk), "file_id": str(found.pk)}, "quite-secret")


def slip(world):
    draft = Shipping(world.ada, world.ben, world.now).draft()
    made = slips.add_slip(certificate_id=draft.pk, slip=typed(number="SECRET-17"), by=world.ada, now=world.now)
    return Thing({"pk": str(draft.pk), "key": str(draft.pk), "slip_id": str(made.pk)}, "SECRET-17")


def clearance(world):
    """A shipment that monitors are asked about; its exporter is nobody else's to see."""
    made = Shipping(world.ada, world.ben, world.now).submitted(
        exporter={"name": SECRET, "address": "Plot 1, Gaborone", "country": "BW"}
    )
    found = add(made, picture(), "parcel.jpg", by=world.ada, now=world.now, kind=DossierFile.Kind.PHOTOGRAPH)
    digests = digests_of(made)
    asked = Clearance.objects.create(
        certificate=made,
        authority_id="BW",
        content_digest=digests.content,
        dossier_digest=digests.dossier,
        asked_by=world.ada,
        asked_at=world.now,
    )
    return Thing({"clearance_id": str(asked.pk), "file_id": str(found.pk), "key": str(made.pk)}, SECRET)


def cleared(world):
    """The same, as its authority asks about it."""
    return Thing({"key": clearance(world).of_path["key"]})


def stocktake(world):
    stock.propose_stocktake(on=world.now.date().isoformat(), lines=[], by=world.ben, now=timezone.now())
    return Thing({"what": "confirm"})


def production(world):
    day = world.now.date().isoformat()
    mined = {"starts_on": day, "ends_on": day, "hs": "7102.31", "carats": "987654.32", "usd": "1"}
    made = stock.record_production(production=mined, by=world.ben, now=timezone.now())
    return Thing({"production_id": str(made.pk)}, "987654.32")


def imported(world):
    typed = {"number": "AO987654321", "issuer": "AO", "imported_on": world.now.date().isoformat(), "origins": "AO"}
    goods = {"carats_710231": "100", "usd_710231": "1"}
    made = imports.add_import(imported={**typed, **goods}, by=world.ada, now=timezone.now())
    return Thing({"import_id": str(made.pk)}, made.number)


def import_use(world):
    secret = imported(world).secret
    draft = Shipping(world.ada, world.ben, world.now).draft()
    use = {"number": secret, "hs": "7102.31", "carats": "10"}
    made = drawing.draw(certificate_id=draft.pk, use=use, by=world.ada, now=world.now)
    return Thing({"pk": str(draft.pk), "key": str(draft.pk), "use_id": str(made.pk)}, secret)


def explanation(world):
    stocktake(world)
    proposals.confirm(proposal_id=Proposal.objects.get(kind=stock.KIND).pk, by=world.bontle, now=timezone.now())
    Shipping(world.ada, world.ben, world.now).draft()
    made = explaining.explain(hs="7102.31", origins="BW", reason=SECRET, by=world.ada, now=timezone.now())
    return Thing({"explanation_id": str(made.pk), "what": "accept"}, SECRET)


def api_key(world):
    world.grant(world.dora, "authority_admin")
    now = timezone.now()
    made = apikeys.create_key(name=SECRET, scopes=["view"], expires_at=now + DAY, by=world.dora, now=now)
    return Thing({"number": str(made.key.pk)}, SECRET)


def hit(world):
    load(DIAMVILLE, now=world.now)
    made = Shipping(world.ada, world.ben, world.now).draft(
        importer={"name": "Diam Ville", "address": SECRET, "country": "CF"}
    )
    return Thing({"pk": str(OpenHit.objects.get(places__subject=f"certificate:{made.pk}").pk)}, SECRET)


def list_load(world):
    return Thing({"pk": str(load(DIAMVILLE, now=world.now).pk)})


def person(world):
    """An administrator: those the Secretariat answers for, too."""
    world.grant(world.dora, "authority_admin")
    return Thing({"number": str(world.dora.pk)}, world.dora.email)


def invitation(world):
    who = {"email": "secret.guest@example.org", "name": "Secret Guest", "code": "BW-GUEST"}
    made, _token = invitations.invite(**who, authority_id="BW", roles=[], by="test", now=timezone.now())
    return Thing({"number": str(made.pk)}, "Secret Guest")


def range_(world):
    found = NumberRange.objects.filter(authority="BW", year=world.now.year).first()
    return Thing({"number": str(found.pk), "authority_id": "BW"})


def specimen(world):
    made = enter(world)
    return Thing({"number": str(made.pk), "digest": made.pictures.get().small_digest})


def concern(world):
    """Sent by an observer who asks for nothing here: it is not there for any other."""
    world.grant(world.dora, "observer")
    about = {"about_kind": "company", "about": SECRET, "text": SECRET}
    with uploaded(PDF, "quite-secret.pdf") as given:
        made = concerns.send_concern(**about, uploads=[given], by=world.dora, now=world.now)
    return Thing({"reference": made.pk, "evidence_id": str(Evidence.objects.get(concern=made).pk)}, SECRET)


def role_proposal(world):
    """Proposed by one of two administrators, so that the authority decides by itself."""
    world.grant(world.ada, "authority_admin")
    world.grant(world.dora, "authority_admin")
    people.give_role(officer=world.dora, role="approver", by=world.ada, now=timezone.now())
    return Thing({"proposal_id": str(Proposal.objects.get(kind=people.GRANT).pk)}, world.dora.name)
