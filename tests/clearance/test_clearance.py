"""Two monitors, one signature, one dossier: at their desk, and against everything that would go round it."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from kpverify.accounts import services as accounts
from kpverify.certificates import services as certificates
from kpverify.certificates.models import Certificate
from kpverify.clearance import services
from kpverify.clearance.models import Clearance
from kpverify.demo.car_story import content
from kpverify.dossier.services import files_of
from kpverify.errors import Refused
from kpverify.provenance.slips import add_slip
from kpverify.registry import keys, trust_list
from kpverify.registry import services as registry
from kpverify.registry.models import SigningKey
from tests.dossier.conftest import add, folder, picture
from tests.provenance.conftest import typed
from tests.secretariat.conftest import Desk
from tests.world import BY

__all__ = ["folder"]
pytestmark = pytest.mark.django_db
SOURCE = {"description": "As in 2018", "source": "House: test"}


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0)


@pytest.fixture
def regime(world, now):
    """The framework of 2015 once more, and the Monitoring Team's key."""
    registry.start_regime(origin="CF", rule="zones_with_clearance", starts_on=now.date(), **SOURCE, now=now, by=BY)
    key = keys.create_key(authority_id=None, purpose="clearance", now=now, by=BY)
    keys.activate_key(kid=key.kid, now=now, by=BY)
    world.publish(now=now)
    return key


def officer(nick, role, authority=None, *, now):
    made = accounts.create_officer(
        email=f"{nick}@example.org",
        name=nick.title(),
        code=f"X-{nick.upper()}",
        authority_id=authority,
        password="a-long-test-passphrase",
        by=BY,
        now=now,
    )
    accounts.grant_role(officer_id=made.pk, role=role, by=BY, now=now)
    return made


@pytest.fixture
def people(world, now):
    return {
        "preparer": officer("clarisse", "preparer", "CF", now=now),
        "approver": officer("firmin", "approver", "CF", now=now),
        "mireille": officer("mireille", "monitor", now=now),
        "kwame": officer("kwame", "monitor", now=now),
    }


@pytest.fixture
def parcel(regime, people, now):
    by = people["preparer"]
    made = certificates.draft_certificate(content=content("CF-CARNOT"), by=by, now=now)
    add_slip(certificate_id=made.pk, slip=typed(produced_on=now.date().isoformat()), by=by, now=now)
    add(made, picture(), "parcel.jpg", by=by, now=now, kind="photograph")
    return certificates.submit_certificate(certificate_id=made.pk, by=by, now=now)


@pytest.fixture
def asked(parcel, people, now):
    return services.ask(certificate_id=parcel.pk, by=people["preparer"], now=now)


def approve(asked, by, now, seen=None):
    seen = asked.dossier_digest if seen is None else seen
    return services.approve(clearance_id=asked.pk, by=by, now=now, seen=seen)


def refused(code, do):
    with pytest.raises(Refused) as refusal:
        do()
    assert refusal.value.code == code


def test_monitors_read_everything_and_decide_at_their_desk(asked, people, parcel):
    first, second = Desk(people["mireille"]), Desk(people["kwame"])
    page = first.get("/secretariat/clearance/")
    assert "Comptoir Haute-Sangha" in page.content.decode()
    address = f"/secretariat/clearance/{asked.pk}/"
    text = first.get(address).content.decode()
    assert "B-17" in text
    assert re.search(r"compliant\s+2016-09-26", text)
    assert 'class="named"' in text
    (file,) = files_of(parcel)
    given = first.get(f"{address}files/{file.pk}/")
    assert b"".join(given.streaming_content) == picture()
    assert first.get(f"{address}files/{file.pk}/thumbnail.jpg")["Content-Type"] == "image/jpeg"
    assert first.post(f"{address}approve/").status_code == 303
    assert "now another monitor decides" in first.get(address).content.decode()
    assert second.post(f"{address}approve/", remark="Seals compared").status_code == 303
    asked.refresh_from_db()
    assert asked.state == "approved"
    assert asked.signed["monitors"] == ["X-MIREILLE", "X-KWAME"]
    by, now = people["approver"], timezone.now()
    certificates.approve_certificate(certificate_id=parcel.pk, by=by, now=now)
    made = certificates.issue_certificate(certificate_id=parcel.pk, by=by, now=now)
    assert '"clearance"' in made.intent
    # Issued: the dossier is the authority's own again.
    assert first.get(f"{address}files/{file.pk}/").status_code == 404


def test_an_objection_takes_an_approval_away_and_goes_back(asked, people, parcel, now):
    approve(asked, people["mireille"], now)
    approve(asked, people["kwame"], now)
    refused(
        "reason-missing", lambda: services.object_to(clearance_id=asked.pk, reason=" ", by=people["kwame"], now=now)
    )
    desk = Desk(people["mireille"])
    assert desk.post(f"/secretariat/clearance/{asked.pk}/object/", reason="Seal 7 is missing").status_code == 303
    parcel.refresh_from_db()
    assert (parcel.state, parcel.reason) == ("draft", "Seal 7 is missing")
    assert services.signed_for(parcel) is None
    page = Desk(people["preparer"]).get(f"/office/{parcel.pk}/").content.decode()
    assert "Seal 7 is missing" in page
    assert "Ask for clearance" in page


def test_what_a_monitor_did_not_read_is_not_approved(asked, people, parcel, now):
    refused("version-conflict", lambda: approve(asked, people["mireille"], now, seen="x"))
    approve(asked, people["mireille"], now)
    add(parcel, picture(size=(60, 40)), "late.jpg", by=people["preparer"], now=now, kind="photograph")
    refused("clearance-void", lambda: approve(asked, people["kwame"], now))
    # It stays written, though the approval was refused.
    asked.refresh_from_db()
    assert asked.state == "void"
    assert "file" in asked.reason
    again = services.ask(certificate_id=parcel.pk, by=people["preparer"], now=now + timedelta(minutes=1))
    assert again.dossier_digest != asked.dossier_digest
    assert services.clearance_of(parcel).clearance == again


def test_nobody_goes_round_the_two_monitors(asked, people, world, now):
    with pytest.raises(PermissionDenied):
        approve(asked, people["approver"], now)
    both = officer("both", "monitor", "CF", now=now)
    refused("monitor-of-authority", lambda: approve(asked, both, now))
    refused(
        "clearance-asked", lambda: services.ask(certificate_id=asked.certificate_id, by=people["preparer"], now=now)
    )
    approve(asked, people["mireille"], now)
    refused("same-monitor", lambda: approve(asked, people["mireille"], now))
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(pk=asked.pk).update(second_by=people["mireille"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Clearance.objects.filter(pk=asked.pk).update(state="approved")


def test_a_key_verifiers_do_not_know_signs_nothing(asked, people, now):
    new = keys.create_key(authority_id=None, purpose="clearance", now=now, by=BY)
    keys.activate_key(kid=new.kid, now=now, by=BY)
    approve(asked, people["mireille"], now)
    refused("monitors-key-not-published", lambda: approve(asked, people["kwame"], now))
    asked.refresh_from_db()
    assert asked.second_by is None


def test_goods_that_need_no_clearance_are_not_asked_about(world, ada, now):
    made = certificates.draft_certificate(content=content("CF-CARNOT") | {"mining_origin": ["BW"]}, by=ada, now=now)
    made.refresh_from_db()
    assert services.clearance_of(Certificate.objects.get(pk=made.pk)) is None
    refused("not-certifiable", lambda: services.ask(certificate_id=made.pk, by=ada, now=now))
    plain = certificates.draft_certificate(content=bw_content(), by=ada, now=now)
    refused("clearance-not-needed", lambda: services.ask(certificate_id=plain.pk, by=ada, now=now))


def bw_content():
    from tests.certificates.typed import content as of_botswana

    return of_botswana()


@pytest.fixture
def ada(world):
    return world.ada


def test_the_monitors_key_belongs_to_no_authority(world, regime, now):
    refused("no-purpose", lambda: keys.create_key(authority_id="CF", purpose="clearance", now=now, by=BY))
    refused("no-purpose", lambda: keys.create_key(authority_id=None, purpose="certificate", now=now, by=BY))
    with pytest.raises(IntegrityError), transaction.atomic():
        SigningKey.objects.filter(pk=regime.kid).update(authority="CF")
    listed = trust_list.build_payload(status_lists={}, now=now)["monitors"]
    assert [(one["kid"], one["use"]) for one in listed] == [(f"KPMT-{now:%y}-1", "clearance")]


def test_two_of_the_secretariat_make_the_monitors_key(world):
    first, second = Desk(world.sefako), Desk(world.thabo)
    assert first.post("/secretariat/authorities/monitors/create-key/").status_code == 303
    page = second.get("/secretariat/waiting/").content.decode()
    address = re.search(r'href="(/secretariat/waiting/[0-9a-f-]{36}/)"', page).group(1)
    assert second.post(address, decision="confirm", do="confirm").status_code == 303
    key = SigningKey.objects.get(purpose="clearance")
    assert key.kid in second.get("/secretariat/authorities/monitors/").content.decode()
    assert first.get(f"/secretariat/keys/{key.kid}/activate/").status_code == 200
