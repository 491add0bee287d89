"""What an authority certified before: taken in step by step, forgotten when revoked or old, and read at once."""

import json
import random
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpverify.audit.models import AuditEntry
from kpverify.certificates import services
from kpverify.certificates.models import Certificate, State
from kpverify.plausibility import refreshing
from kpverify.plausibility.models import PastLine, PastParcel, PastSpread
from kpverify.plausibility.services import history_of, refresh
from tests.certificates.conftest import Shipping
from tests.certificates.typed import content, line

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def now(world):
    return world.now + timedelta(minutes=10)


@pytest.fixture
def shipping(world, now):
    return Shipping(world.ada, world.ben, now)


class Past:
    """Certificates that were issued long ago, without the seconds it takes to sign them."""

    def __init__(self, world):
        self.world, self.chance, self.many = world, random.Random(4), 0

    def fill(self, many, *, at, every=timedelta(0), usd=200, authority="BW", **changes):
        rows = []
        for place in range(many):
            self.many += 1
            carats = Decimal(self.chance.randint(5_000, 50_000)) / 100
            price = Decimal(self.chance.lognormvariate(0, 0.3)) * usd
            goods = [line(carats=str(carats), usd=f"{carats * price:.2f}")]
            rows.append(
                Certificate(
                    authority_id=authority,
                    state=State.ISSUED,
                    content=content(**{"goods": goods, **changes}),
                    prepared_by=self.world.ada,
                    approved_by=self.world.ben,
                    created_at=at,
                    changed_at=at,
                    number=f"{authority}T{self.many}",
                    token="t",
                    issued_at=at + every * place,
                    expires_at=at,
                )
            )
        return Certificate.objects.bulk_create(rows)


@pytest.fixture
def past(world):
    return Past(world)


def settle(now):
    """Refresh until nothing is left to do."""
    while any(refresh(now=now)):
        pass


def test_hundreds_of_certificates_become_a_spread_and_an_odd_draft_is_looked_at(world, past, shipping, now):
    past.fill(300, at=now - 400 * DAY, every=DAY)
    settle(now)
    history = history_of("BW", content(), now)
    spread = history.usd_per_carat["7102.31"]
    assert spread.many == 300
    assert 190 < spread.median < 210
    assert 50 < spread.low < 90
    assert history.exporter_parcels == 100
    assert history.months.many >= 10
    draft = shipping.draft(goods=[line(carats="100.00", usd="900000.00")])
    (found,) = services.assess(certificate=draft, now=now)
    assert (found["code"], found["result"]) == ("plausibility.usd-per-carat.high", "attention")
    assert found["picture"]["value"] == "9000"
    json.dumps(found)
    services.submit_certificate(certificate_id=draft.pk, by=world.ada, now=now)
    services.approve_certificate(certificate_id=draft.pk, by=world.ben, now=now)
    entry = AuditEntry.objects.get(verb="certificate.approve", subject=f"certificate:{draft.pk}")
    assert entry.detail["attentions"] == ["plausibility.usd-per-carat.high"]


def test_no_authority_sees_the_prices_of_another(past, now):
    past.fill(20, at=now - 60 * DAY, authority="AE")
    settle(now)
    history = history_of("BW", content(), now)
    assert (history.usd_per_carat, history.shipments, history.exporter_parcels) == ({}, None, 0)
    assert history.published.year == 2023


def test_eleven_parcels_say_nothing_and_twelve_do(past, now):
    past.fill(11, at=now - 60 * DAY)
    settle(now)
    assert history_of("BW", content(), now).usd_per_carat == {}
    past.fill(1, at=now - DAY)
    settle(now)
    assert history_of("BW", content(), now).usd_per_carat["7102.31"].many == 12


def test_mixed_and_technical_parcels_have_no_price_and_revoked_and_old_ones_leave(past, now):
    old = past.fill(12, at=now - refreshing.LOOKS_BACK + DAY)
    past.fill(1, at=now - refreshing.LOOKS_BACK - DAY)
    past.fill(1, at=now - 30 * DAY, mining_origin=[])
    past.fill(1, at=now - 30 * DAY, mining_origin=["BW", "ZA"])
    past.fill(1, at=now - 30 * DAY, kind="technical", remarks="Seized")
    settle(now)
    assert (PastParcel.objects.count(), PastLine.objects.count()) == (15, 12)
    assert history_of("BW", content(), now).exporter_parcels == 14
    Certificate.objects.filter(pk=old[0].pk).update(state=State.REVOKED)
    settle(now)
    assert (PastParcel.objects.count(), PastLine.objects.count()) == (14, 11)
    assert history_of("BW", content(), now).usd_per_carat == {}
    settle(now + 2 * DAY)
    assert PastLine.objects.count() == 0


def test_one_step_is_bounded_and_nothing_is_taken_twice(past, now, monkeypatch):
    monkeypatch.setattr(refreshing, "STEP", 10)
    past.fill(25, at=now - 90 * DAY, every=DAY)
    assert [refreshing.take_in(now=now) for _ in range(4)] == [10, 10, 5, 0]
    assert PastParcel.objects.count() == 25
    assert PastSpread.objects.filter(is_stale=True).count() == 4
    call_command("work", "--once")
    call_command("work", "--once")
    assert not PastSpread.objects.filter(is_stale=True).exists()


def test_a_certificate_is_no_part_of_its_own_past(past, now):
    past.fill(12, at=now - 400 * DAY, every=30 * DAY)
    (own, _) = past.fill(2, at=now - DAY)
    settle(now)
    without = history_of("BW", content(), now, certificate_id=own.pk)
    assert without.exporter_parcels == 13
    assert without.recent_carats < history_of("BW", content(), now).recent_carats


def test_a_history_of_three_thousand_is_read_in_ten_milliseconds(past, now):
    past.fill(3000, at=now - 700 * DAY, every=timedelta(hours=5))
    settle(now)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert history_of("BW", content(), now).usd_per_carat["7102.31"].many == 3000
    assert len(asked) == 3
    tries = []
    for _ in range(20):
        begun = time.perf_counter()
        history_of("BW", content(), now)
        tries.append(time.perf_counter() - begun)
    assert min(tries) < 0.010


def test_the_known_fakes_are_loaded_and_seen_in_the_remarks_of_a_draft(shipping, now):
    draft = shipping.draft(remarks="Imported with SL 4911, parcel JMI/GGDO/4199")
    found = {one["code"]: one for one in services.assess(certificate=draft, now=now)}
    assert found["plausibility.known-fake.fake"]["values"]["listed"] == "SL004911"
    assert found["plausibility.parcel-number.differs"]["field"] == "remarks"
