"""The story of the Central African Republic, played by the services officers use, each on the day of the story.

Companies, people and files are invented; days, zones and rules are the scheme's. Each step says what was tried, what
the system said, and whether that is what the scheme asks for: `manage.py car_story` prints it, a test holds it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from kpverify.accounts import services as accounts
from kpverify.accounts.models import Officer
from kpverify.certificates import services as certificates
from kpverify.certificates.models import Certificate
from kpverify.certificates.trusted import bundle_for
from kpverify.clearance import services as clearance
from kpverify.clearance.models import Clearance
from kpverify.dossier.services import add_file
from kpverify.errors import Refused
from kpverify.provenance.slips import add_slip
from kpverify.registry import keys, trust_list
from kpverify.registry import services as registry
from kpverify.status import services as status
from kpverify.tokens import verify

BY = "command:car_story"
PEOPLE = {
    "clarisse": ("Clarisse Yakoma", "CF", "preparer"),
    "firmin": ("Firmin Ngbanda", "CF", "approver"),
    "mireille": ("Mireille Aubert", None, "monitor"),
    "kwame": ("Kwame Mensah", None, "monitor"),
}


class Step(NamedTuple):
    """One step: the day, what was tried, what was expected (a code, or an outcome), what came, and in which words."""

    day: str
    tried: str
    expected: str
    came: str
    words: str

    @property
    def is_right(self) -> bool:
        """Did the system do what the scheme asks for?"""
        return self.came == self.expected


def content(zone: str | None, seals: tuple[str, ...] = ("CF2018-1",)) -> dict[str, Any]:
    """Give what the preparer types."""
    zones = {} if zone is None else {"zones": [zone]}
    return {
        "mining_origin": ["CF"],
        **zones,
        "exporter": {"name": "Comptoir Haute-Sangha SARL", "address": "Avenue Boganda, Bangui", "country": "CF"},
        "importer": {"name": "Gulf Tender House DMCC", "address": "Almas Tower, Dubai", "country": "AE"},
        "goods": [{"hs": "7102.31", "carats": "812.36", "usd": "148260.10"}],
        "parcels": 1,
        "seals": list(seals),
        "due_diligence": ["OECD-DDG"],
        "kind": "standard",
    }


class Stage:
    """The people of the story, and what they do, each at a given instant."""

    def __init__(self, now: datetime) -> None:
        """Make participants, zones, keys and people as they would stand on a node opened then.  Writes: everything."""
        registry.load_reference(now=now, by=BY)
        for number in (1, 2, 3):
            keys.create_root_key(kid=f"root-{number}", holder=f"Holder {number}", now=now, by=BY)
        wanted: list[tuple[str | None, str]] = [("CF", "certificate"), ("CF", "status"), (None, "clearance")]
        for authority, purpose in wanted:
            key = keys.create_key(authority_id=authority, purpose=purpose, now=now, by=BY)
            keys.activate_key(kid=key.kid, now=now, by=BY)
        self.people = {nick: self._officer(nick, now) for nick in PEOPLE}
        self.slips = 0

    @staticmethod
    def _officer(nick: str, now: datetime) -> Officer:
        name, authority, role = PEOPLE[nick]
        made = accounts.create_officer(
            email=f"{nick}@story.example",
            name=name,
            code=f"{authority or 'MT'}-{nick.upper()}",
            authority_id=authority,
            password=secrets.token_urlsafe(24),
            by=BY,
            now=now,
        )
        accounts.grant_role(officer_id=made.pk, role=role, by=BY, now=now)
        return made

    @staticmethod
    def publish(now: datetime) -> None:
        """Publish the lists as the Secretariat would have by that day."""
        status.publish_due(now=now, by=BY)
        trust_list.publish_trust_list(status_lists=status.references(), now=now, by=BY)

    def draft(self, zone: str, found_on: str, *, now: datetime, seals: tuple[str, ...] = ("CF2018-1",)) -> Certificate:
        """Draft a parcel of one zone, with the slip it was bought with and a photograph in its dossier."""
        by = self.people["clarisse"]
        made = certificates.draft_certificate(content=content(zone, seals), by=by, now=now)
        self.slips += 1
        slip = {
            "number": f"B-{self.slips}",
            "seller": "Jean Ngbanda",
            "permit": "AM-33",
            "zone": zone,
            "produced_on": found_on,
            "hs": "7102.31",
            "carats": "812.36",
            "usd": "98000",
        }
        add_slip(certificate_id=made.pk, slip=slip, by=by, now=now)
        self.photograph(made, "parcel.jpg", now=now)
        return made

    def photograph(self, certificate: Certificate, name: str, *, now: datetime) -> None:
        """Put a picture, like no other, into the dossier."""
        with TemporaryUploadedFile(name, "image/jpeg", 0, None) as upload:
            Image.effect_noise((320, 240), 40).save(upload, "JPEG")
            upload.size = upload.tell()
            upload.flush()
            by = self.people["clarisse"]
            add_file(certificate_id=certificate.pk, upload=upload, kind="photograph", by=by, now=now)

    def hand_in(self, certificate: Certificate, now: datetime) -> None:
        """Submit and approve."""
        certificates.submit_certificate(certificate_id=certificate.pk, by=self.people["clarisse"], now=now)
        certificates.approve_certificate(certificate_id=certificate.pk, by=self.people["firmin"], now=now)

    def issue(self, certificate: Certificate, now: datetime) -> Certificate:
        """Issue."""
        return certificates.issue_certificate(certificate_id=certificate.pk, by=self.people["firmin"], now=now)

    def ask(self, certificate: Certificate, now: datetime) -> Clearance:
        """Ask the Monitoring Team."""
        return clearance.ask(certificate_id=certificate.pk, by=self.people["clarisse"], now=now)

    def clear(self, asked: Clearance, monitor: str, now: datetime) -> Clearance:
        """Approve as one monitor, who has read the dossier as it was asked about."""
        by = self.people[monitor]
        return clearance.approve(clearance_id=asked.pk, by=by, now=now, seen=asked.dossier_digest)

    def cleared(self, certificate: Certificate, now: datetime) -> None:
        """Ask, and let both monitors approve."""
        asked = self.ask(certificate, now)
        self.clear(asked, "mireille", now + timedelta(hours=1))
        self.clear(asked, "kwame", now + timedelta(hours=2))


def at(day: str, hour: int = 9) -> datetime:
    """Give an hour of a day, UTC."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC)


def attempt(day: str, tried: str, expected: str, do: Callable[[], object]) -> Step:
    """Try something, and write down what the system said: `done`, or the code of what stood against it."""
    try:
        do()
    except Refused as refused:
        against = [one for one in refused.findings if one.get("result") in ("fail", "unknown")]
        codes = [str(one["code"]) for one in against] or [refused.code]
        came = expected if expected in codes else codes[0]
        words = next((str(one["message"]) for one in against if one["code"] == came), refused.message)
        return Step(day, tried, expected, came, words)
    return Step(day, tried, expected, "done", "")


def checked(day: str, tried: str, certificate: Certificate, expected: str, *, seen: str = "") -> Step:
    """Check an issued certificate as a border would, offline: the outcome, and what is to be looked at.

    With `seen`, the outcome alone is not enough: this code must be among what is to be looked at.
    """
    row = Certificate.objects.get(pk=certificate.pk)
    verdict = verify(row.token, bundle_for(row.status_uri), at(day, 20))
    notable = {one.code: one.detail for one in verdict.findings if one.result.value != "pass"}
    came = verdict.outcome.value if not seen or seen in notable else f"{verdict.outcome.value} without {seen}"
    return Step(day, tried, expected, came, " ".join(notable.values()) or "Nothing to look at.")


def play() -> Iterator[Step]:
    """Play the story on an empty database.  Writes: everything."""
    stage = Stage(at("2014-02-01"))
    yield from _suspended(stage)
    yield from _cleared(stage)
    yield from _not_compliant(stage)
    yield from _changed(stage)
    yield from _later(stage)


def _suspended(stage: Stage) -> Iterator[Step]:
    day = "2014-03-03"
    stage.publish(at(day, 6))
    parcel = stage.draft("CF-CARNOT", "2014-02-10", now=at(day))
    tried = "The country is suspended: a parcel from Carnot is handed in"
    yield attempt(day, tried, "origin.suspended", lambda: stage.hand_in(parcel, at(day)))


def _cleared(stage: Stage) -> Iterator[Step]:
    day = "2018-06-01"
    registry.open_year(year=2018, now=at(day, 5), by=BY)
    stage.publish(at(day, 6))
    parcel = stage.draft("CF-CARNOT", "2018-04-10", now=at(day))
    tried = "Carnot is compliant since 2016: the parcel is handed in and approved by the authority"
    yield attempt(day, tried, "done", lambda: stage.hand_in(parcel, at(day, 10)))
    tried = "It is issued without the monitors' word"
    yield attempt(day, tried, "origin.clearance-missing", lambda: stage.issue(parcel, at(day, 11)))
    asked = stage.ask(parcel, at(day, 12))
    tried = "A first monitor reads the dossier, and approves"
    yield attempt(day, tried, "done", lambda: stage.clear(asked, "mireille", at(day, 13)))
    tried = "The same monitor approves a second time"
    yield attempt(day, tried, "same-monitor", lambda: stage.clear(asked, "mireille", at(day, 14)))
    tried = "One monitor's word is not enough: it is issued"
    yield attempt(day, tried, "origin.clearance-missing", lambda: stage.issue(parcel, at(day, 14)))
    tried = "A second monitor approves, which signs"
    yield attempt(day, tried, "done", lambda: stage.clear(asked, "kwame", at(day, 15)))
    yield attempt(day, "It is issued with two monitors' word", "done", lambda: stage.issue(parcel, at(day, 16)))
    yield checked(day, "A border checks it without network", parcel, "valid")


def _not_compliant(stage: Stage) -> Iterator[Step]:
    day = "2018-06-04"
    stage.publish(at(day, 6))
    parcel = stage.draft("CF-BOGANANGONE", "2018-05-20", now=at(day))
    tried = "The same parcel from Boganangone, which is compliant only at the end of 2018"
    yield attempt(day, tried, "origin.zone-not-compliant", lambda: stage.hand_in(parcel, at(day)))
    tried = "The monitors are asked about it all the same"
    yield attempt(day, tried, "origin.zone-not-compliant", lambda: stage.ask(parcel, at(day)))
    early = stage.draft("CF-CARNOT", "2016-08-01", now=at(day))
    tried = "From Carnot, but found before Carnot was compliant"
    yield attempt(day, tried, "car.zones.slip-zone-early", lambda: stage.hand_in(early, at(day)))


def _changed(stage: Stage) -> Iterator[Step]:
    day = "2018-06-11"
    stage.publish(at(day, 6))
    parcel = stage.draft("CF-CARNOT", "2018-05-02", now=at(day))
    stage.hand_in(parcel, at(day, 10))
    stage.cleared(parcel, at(day, 11))
    stage.photograph(parcel, "another.jpg", now=at(day, 14))
    tried = "Two monitors approved; then a file is added to the dossier, and it is issued"
    yield attempt(day, tried, "origin.clearance-missing", lambda: stage.issue(parcel, at(day, 15)))
    tried = "The monitors are asked again, and approve the dossier as it is now"
    yield attempt(day, tried, "done", lambda: stage.cleared(parcel, at(day, 16)))
    clarisse, firmin = stage.people["clarisse"], stage.people["firmin"]
    reason = "The seal was broken at weighing"
    certificates.send_back(certificate_id=parcel.pk, reason=reason, by=firmin, now=at(day, 19))
    changed = content("CF-CARNOT", ("CF2018-9",))
    certificates.change_draft(certificate_id=parcel.pk, content=changed, by=clarisse, now=at(day, 19))
    stage.hand_in(parcel, at(day, 19))
    tried = "Then a seal is changed, and it is issued"
    yield attempt(day, tried, "origin.clearance-missing", lambda: stage.issue(parcel, at(day, 20)))
    asked = stage.ask(parcel, at(day, 20))
    by, why = stage.people["kwame"], "The photographs show another seal"

    def object_to() -> object:
        return clearance.object_to(clearance_id=asked.pk, reason=why, by=by, now=at(day, 21))

    yield attempt(day, "A monitor objects: it goes back to the preparer with the reason", "done", object_to)
    yield attempt(day, "It is issued after the objection", "wrong-state", lambda: stage.issue(parcel, at(day, 22)))


def _later(stage: Stage) -> Iterator[Step]:
    day = "2020-02-03"
    registry.open_year(year=2020, now=at(day, 5), by=BY)
    stage.publish(at(day, 6))
    parcel = stage.draft("CF-CARNOT", "2020-01-10", now=at(day))
    stage.hand_in(parcel, at(day, 10))
    tried = "Since November 2019 compliant zones export without waiting: it is issued"
    yield attempt(day, tried, "done", lambda: stage.issue(parcel, at(day, 11)))
    yield checked(day, "A border checks it", parcel, "attention", seen="participant.issuer-restricted")
    day = "2025-06-02"
    registry.open_year(year=2025, now=at(day, 5), by=BY)
    stage.publish(at(day, 6))
    vigilant = stage.draft("CF-CARNOT", "2025-05-02", now=at(day))
    stage.hand_in(vigilant, at(day, 10))
    tried = "Readmitted in November 2024, under enhanced vigilance: it is issued"
    yield attempt(day, tried, "done", lambda: stage.issue(vigilant, at(day, 11)))
    yield checked(
        day, "A border checks it, and is asked to look closely", vigilant, "attention", seen="origin.vigilance"
    )
