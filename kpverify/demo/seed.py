"""Fill an empty database with the demonstration's world, in the order things would have happened.

Every act goes through the services officers use, with the past instants given as `now`: what the demonstration shows
is what the system does, not rows written beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from kpverify.accounts import factors
from kpverify.accounts import services as accounts
from kpverify.accounts.models import Officer
from kpverify.certificates import services as certificates
from kpverify.certificates.models import Certificate
from kpverify.certificates.paper_data import total
from kpverify.certificates.sheets import write_csv
from kpverify.certificates.shipments import IN_ORDER, cells_of
from kpverify.certificates.validating import ContentCheck
from kpverify.demo.diligence import state
from kpverify.demo.paper import make_paper
from kpverify.demo.people import APP_KEY, PEOPLE
from kpverify.demo.provenance import make_provenance
from kpverify.demo.sanctions import make_sanctions
from kpverify.demo.shipments import SHIPMENTS, Shipment
from kpverify.demo.watching import watch
from kpverify.dossier.services import add_file
from kpverify.notices import contacts
from kpverify.registry import keys, trust_list
from kpverify.registry import services as registry
from kpverify.registry.models import Authority, Participant
from kpverify.status import services as status
from kpverify.uploads.services import receive_upload

BY = "command:demo"
BEGINNING = timedelta(days=100)
TRUST_EVERY = timedelta(days=7)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Event:
    """Something an officer does at an instant; `order` keeps a shipment's own acts in their order."""

    at: datetime
    order: int
    act: Callable[[datetime], None]


def seed(*, now: datetime, password: str, say: Say) -> None:
    """Make the world.  Writes: everything; the caller has made sure that the database is empty."""
    begin = (now - BEGINNING).replace(hour=6, minute=0, second=0, microsecond=0)
    say("Loading the real participants, authorities, zones and wordings")
    registry.load_reference(now=begin, by=BY)
    say("Making demo keys for every authority, and three root keys")
    make_keys(now=begin)
    officers = make_officers(now=begin, password=password)
    publish_trust(now=begin)
    make_contacts(now=begin, officers=officers)
    say(f"Issuing {len(SHIPMENTS)} certificates, in the order it happened")
    play(events(now=now, officers=officers), begin=begin)
    make_paper(begin=begin, now=now, officers=officers, by=BY)
    make_sanctions(now=now, officers=officers)
    add_photograph(now=now, by=officers["BW", "preparer"])
    send_file(now=now, by=officers["BW", "preparer"])
    make_provenance(now=now, officers=officers)
    watch(begin=begin, now=now, officers=officers)
    status.publish_due(now=now, by=BY)
    publish_trust(now=now)


def make_keys(*, now: datetime) -> None:
    """Give every authority one key of each purpose, and the Monitoring Team its own."""
    for number, holder in enumerate(("Secretariat", "Chair", "Vice-Chair"), start=1):
        keys.create_root_key(kid=f"demo-root-{number}", holder=holder, now=now, by=BY)
    for authority in Authority.objects.order_by("id"):
        for purpose in ("certificate", "status", "receipt"):
            key = keys.create_key(authority_id=authority.id, purpose=purpose, now=now, by=BY)
            keys.activate_key(kid=key.kid, now=now, by=BY)
    monitors = keys.create_key(authority_id=None, purpose="clearance", now=now, by=BY)
    keys.activate_key(kid=monitors.kid, now=now, by=BY)


def make_officers(*, now: datetime, password: str) -> dict[tuple[str, str], Officer]:
    """Make every person of `people.py`; tells who holds which role where."""
    found: dict[tuple[str, str], Officer] = {}
    for person in PEOPLE:
        officer = accounts.create_officer(
            email=person.email,
            name=person.name,
            code=person.code,
            authority_id=person.authority or None,
            password=password,
            by=BY,
            now=now,
        )
        factors.add_app(officer, APP_KEY, last=-1, by=BY, now=now)
        factors.keep_paper_codes(officer, factors.new_paper_codes(), by=BY, now=now)
        for role in person.roles:
            accounts.grant_role(officer_id=officer.pk, role=role, by=BY, now=now)
            # What takes two is done by the first two who hold the role.
            is_second = (person.authority, role) in found
            found[person.authority, f"second {role}" if is_second else role] = officer
    return found


def make_contacts(*, now: datetime, officers: dict[tuple[str, str], Officer]) -> None:
    """Say whom each authority writes to; `work` sends the mails into files (`mails` beside the database)."""
    languages = dict(Participant.objects.filter(language__in=dict(settings.LANGUAGES)).values_list("code", "language"))
    for (_authority, role), officer in officers.items():
        for place in {one.destination for one in SHIPMENTS} if role == "preparer" else ():
            contacts.add_contact(
                destination=place,
                name="Kimberley Process Office",
                email=f"kp@{place.lower()}.example",
                language=languages.get(place, "en"),
                by=officer,
                now=now,
            )


def add_photograph(*, now: datetime, by: Officer) -> None:
    """Put a picture behind the newest certificate of an authority."""
    newest = Certificate.objects.visible_to(by).order_by("-created_at").first()
    with TemporaryUploadedFile("seals.jpg", "image/jpeg", 0, None) as upload:
        Image.linear_gradient("L").resize((800, 600)).save(upload, "JPEG")
        upload.size = upload.tell()
        upload.flush()
        if newest is not None:
            add_file(certificate_id=newest.pk, upload=upload, kind="photograph", by=by, now=now)


def send_file(*, now: datetime, by: Officer) -> None:
    """Send a file of shipments with a mistake in it; `work` checks its rows."""
    rows = [
        {**cells_of(one.content), "seals": f"{one.authority}91{place:02}"} for place, one in enumerate(SHIPMENTS[:6])
    ]
    rows[1]["carats1"] = "1.804,52"
    raw = write_csv([IN_ORDER, *([row[name] for name in IN_ORDER] for row in rows)])
    receive_upload(raw=raw, name="next week.csv", by=by, now=now)


def publish_trust(*, now: datetime) -> None:
    """Publish the next trust list, with every status list there is."""
    trust_list.publish_trust_list(status_lists=status.references(), now=now, by=BY)


def play(happenings: Iterable[Event], *, begin: datetime) -> None:
    """Let everything happen in order, under a trust list as fresh as it would have been."""
    published = begin
    for event in sorted(happenings, key=lambda event: (event.at, event.order)):
        if event.at - published >= TRUST_EVERY:
            # Issuing and withdrawing publish the lists they touch; the others are published once, at the end.
            published = event.at - timedelta(minutes=5)
            publish_trust(now=published)
        event.act(event.at)


def events(*, now: datetime, officers: dict[tuple[str, str], Officer]) -> list[Event]:
    """All that happens to all shipments."""
    found: list[Event] = []
    for place, shipment in enumerate(SHIPMENTS):
        drafted = now - timedelta(days=shipment.days_ago, minutes=40 - place)
        found += story(shipment, drafted=drafted, officers=officers)
    return found


def story(shipment: Shipment, *, drafted: datetime, officers: dict[tuple[str, str], Officer]) -> list[Event]:
    """One shipment's acts, as far as its `end`."""
    preparer = officers[shipment.authority, "preparer"]
    approver = officers[shipment.authority, "approver"]
    made: dict[str, Certificate] = {}

    def draft(at: datetime) -> None:
        made["it"] = certificates.draft_certificate(content=shipment.content, by=preparer, now=at)
        if shipment.stated:
            state(made["it"], is_whole=shipment.stated == "whole", by=preparer, now=at)

    def submit(at: datetime) -> None:
        certificates.submit_certificate(certificate_id=made["it"].id, by=preparer, now=at)

    def approve(at: datetime) -> None:
        certificates.approve_certificate(certificate_id=made["it"].id, by=approver, now=at)

    def issue(at: datetime) -> None:
        made["it"] = certificates.issue_certificate(certificate_id=made["it"].id, by=approver, now=at)

    acts: list[tuple[timedelta, Callable[[datetime], None]]] = [
        (timedelta(), draft),
        (timedelta(minutes=1), submit),
        (timedelta(minutes=2), approve),
        (timedelta(minutes=3), issue),
    ]
    done = {"draft": 1, "submitted": 2, "approved": 3}.get(shipment.end, 4)
    second = officers.get((shipment.authority, "second approver"), approver)
    acts = acts[:done] + afterwards(shipment.end, made=made, preparer=preparer, approver=approver, second=second)
    return [Event(drafted + after, order, act) for order, (after, act) in enumerate(acts)]


def afterwards(
    end: str, *, made: dict[str, Certificate], preparer: Officer, approver: Officer, second: Officer
) -> list[tuple[timedelta, Callable[[datetime], None]]]:
    """What happens to an issued certificate until its `end`."""

    def number() -> str:
        return made["it"].number or ""

    def suspend(at: datetime) -> None:
        reason = "Weight found at export differs from the form"
        certificates.suspend_certificate(number=number(), reason=reason, by=approver, now=at)

    def reinstate(at: datetime) -> None:
        reason = "Weighed again, the form was right"
        certificates.reinstate_certificate(number=number(), reason=reason, by=approver, now=at)

    def revoke(at: datetime) -> None:
        reason = "The exporter cancelled the shipment"
        certificates.revoke_certificate(number=number(), reason=reason, by=approver, now=at)

    def confirm(at: datetime) -> None:
        certificates.revoke_certificate(number=number(), reason="", by=second, now=at)

    def validate(at: datetime) -> None:
        content = made["it"].content
        check = ContentCheck(
            method="every-container",
            carats=total(line["carats"] for line in content["goods"]),
            parcels=content["parcels"],
            seals=tuple(content["seals"]),
            checked_by="Valuer on duty",
        )
        certificates.validate_certificate(number=number(), check=check, by=approver, now=at)

    def receive(at: datetime) -> None:
        certificates.confirm_receipt(number=number(), by=approver, now=at)

    def replace(at: datetime) -> None:
        made["new"] = certificates.replace_certificate(
            number=number(), reason="The importer's address was wrong", by=preparer, now=at
        )
        certificates.submit_certificate(certificate_id=made["new"].id, by=preparer, now=at)
        certificates.approve_certificate(certificate_id=made["new"].id, by=approver, now=at)
        certificates.issue_certificate(certificate_id=made["new"].id, by=approver, now=at)

    def amend(at: datetime) -> None:
        changes = [{"field": "importer.address", "new": f"{made['it'].content['importer']['address']}, 3rd floor"}]
        reason = "The floor was left out"
        proposal = certificates.propose_amendment(number=number(), changes=changes, reason=reason, by=preparer, now=at)
        certificates.confirm_amendment(number=number(), proposal_id=proposal.pk, by=approver, now=at)

    ends: dict[str, list[tuple[timedelta, Callable[[datetime], None]]]] = {
        "suspended": [(timedelta(hours=20), suspend)],
        "reinstated": [
            (timedelta(hours=2), validate),
            (timedelta(hours=20), suspend),
            (timedelta(hours=44), reinstate),
        ],
        "revoked": [(timedelta(hours=30), revoke), (timedelta(hours=31), confirm)],
        "received": [(timedelta(hours=2), validate), (timedelta(days=4), receive)],
        "amended": [(timedelta(hours=9), amend)],
        "replaced": [(timedelta(days=1), replace)],
    }
    return ends.get(end, [])
