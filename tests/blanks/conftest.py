"""A desk with paper: Ben keeps Botswana's stock, Ada prints from it, Naledi is the second person."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kpverify.accounts import services as accounts
from kpverify.blanks import services
from kpverify.registry import services as registry
from tests.certificates.conftest import Shipping
from tests.world import BY, PASSWORD


@pytest.fixture
def now():
    return timezone.now().replace(microsecond=0) - timedelta(minutes=2)


@pytest.fixture
def naledi(world):
    made = accounts.create_officer(
        email="naledi@example.org",
        name="Naledi Sechele",
        code="BW-NALEDI",
        authority_id="BW",
        password=PASSWORD,
        by=BY,
        now=world.now,
    )
    accounts.grant_role(officer_id=made.pk, role="authority_admin", by=BY, now=world.now)
    return made


@pytest.fixture
def store(world):
    return registry.add_place(authority_id="BW", code="S", name="Strong room", now=world.now, by=BY)


@pytest.fixture
def desk(world):
    made = registry.add_place(authority_id="BW", code="D", name="Desk 1", now=world.now, by=BY)
    accounts.seat_officer(officer_id=world.ada.pk, place_id=made.pk, by=BY, now=world.now)
    world.ada.refresh_from_db()
    return made


@pytest.fixture
def receive(world, store, now):
    def call(first="KP-A000001", last="KP-A000100", counted=None, **more):
        values = {"supplier": "De La Rue", "received_on": now.date(), "place_id": store.pk, **more}
        sheets = int(last[-6:]) - int(first[-6:]) + 1
        counted = sheets if counted is None else counted
        return services.receive_batch(first=first, last=last, counted=counted, **values, by=world.ben, now=now)

    return call


@pytest.fixture
def stocked(world, receive, desk, now):
    """A hundred sheets, the first ten of them at Ada's desk."""
    batch = receive()
    services.save_stationery(takes_stock=True, serial_is_number=False, by=world.ben, now=now)
    services.move_sheets(first="KP-A000001", last="KP-A000010", to_place_id=desk.pk, by=world.ben, now=now)
    return batch


@pytest.fixture
def shipping(world, now):
    return Shipping(world.ada, world.ben, now)


def covers_every_sheet_once(batch):
    """The stacks and the fates that hold lie side by side, without a gap and without an overlap."""
    runs = [(one.first, one.last) for one in batch.stacks.all()]
    runs += [(one.first, one.last) for one in batch.fates.filter(undone_at=None)]
    wanted = batch.first
    for first, last in sorted(runs):
        if first != wanted:
            return False
        wanted = last + 1
    return wanted == batch.last + 1
