"""Which sheet bears which certificate: one sheet, one certificate, and a jam is told."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from kpverify.audit.models import AuditEntry
from kpverify.blanks import services
from kpverify.blanks.models import Fate
from kpverify.blanks.printing import next_sheet, sheet_of
from kpverify.errors import Refused
from kpverify.registry.models import VoidBlank

from .conftest import covers_every_sheet_once
from .test_stock import refused


def use(world, made, typed, desk, now, reason=""):
    return services.use_sheet(
        certificate_id=made.pk, typed=typed, place_id=desk.pk, reason=reason, by=world.ada, now=now
    )


def test_the_next_sheet_of_the_desk_is_confirmed_and_bound(world, stocked, desk, shipping, now):
    made = shipping.issued()
    assert next_sheet(made, desk.pk).serial == "KP-A000001"
    for typed in ("000", "1", "0002", "KP-A000011", ""):
        assert refused(use, world, made, typed, desk, now) == "sheet-differs"
    fate = use(world, made, "0001", desk, now)
    assert sheet_of(made) == fate
    assert (fate.kind, fate.first, fate.last) == ("used", 1, 1)
    assert next_sheet(made, desk.pk).serial == "KP-A000002"
    entry = AuditEntry.objects.get(verb="certificate.print")
    assert entry.detail["sheet"] == "KP-A000001"
    assert covers_every_sheet_once(stocked)


def test_another_sheet_of_the_desk_is_named_whole(world, stocked, desk, shipping, now):
    assert use(world, shipping.issued(), "kp-a000007", desk, now).first == 7
    assert use(world, shipping.issued(), "KP-A000001", desk, now).first == 1
    assert covers_every_sheet_once(stocked)


def test_after_a_jam_the_first_sheet_is_spoiled(world, stocked, desk, shipping, now):
    made = shipping.issued()
    use(world, made, "0001", desk, now)
    assert refused(use, world, made, "0002", desk, now) == "printed-already"
    assert refused(use, world, made, "0003", desk, now, "Jam") == "sheet-differs"
    assert sheet_of(made).first == 1
    use(world, made, "0002", desk, now, "Jam")
    assert list(made.sheets.order_by("first").values_list("first", "kind")) == [(1, "spoiled"), (2, "used")]
    assert VoidBlank.objects.get().first == "KP-A000001"
    spoiled = Fate.objects.get(kind="spoiled")
    # It bears a certificate's text: it never comes back into the stock.
    code = refused(services.propose_recovery, fate_id=spoiled.pk, reason="Still good", by=world.ben, now=now)
    assert code == "no-sheet"


def test_only_a_certificate_in_force_is_printed(world, stocked, desk, shipping, now):
    for made in (shipping.approved(), shipping.revoked(), shipping.suspended()):
        assert refused(use, world, made, "0001", desk, now) == "not-issued"
    with pytest.raises(PermissionDenied):
        services.use_sheet(certificate_id=shipping.issued().pk, typed="0001", place_id=desk.pk, by=world.dora, now=now)
    assert (
        refused(
            services.use_sheet,
            certificate_id=shipping.issued().pk,
            typed="0001",
            place_id=desk.pk,
            by=world.chen,
            now=now,
        )
        == "not-found"
    )


def test_an_empty_desk_says_so(world, stocked, store, desk, shipping, now):
    services.move_sheets(first="KP-A000001", last="KP-A000010", to_place_id=store.pk, by=world.ben, now=now)
    assert refused(use, world, shipping.issued(), "0001", desk, now) == "no-sheet"


def test_where_serials_are_numbers_the_sheet_is_the_one_with_the_number(world, receive, desk, store, shipping, now):
    services.save_stationery(takes_stock=True, serial_is_number=True, by=world.ben, now=now)
    yy = f"{now:%y}"
    receive(first=f"BW{yy}000001", last=f"BW{yy}000050")
    made = [shipping.issued() for _ in range(2)][1]
    assert next_sheet(made, desk.pk).serial == made.number
    assert refused(use, world, made, "0001", desk, now) == "sheet-differs"
    use(world, made, made.number[-4:], desk, now)
    assert refused(use, world, made, made.number, desk, now, "Jam") == "no-sheet"


@pytest.mark.django_db(transaction=True)
def test_two_clerks_never_get_one_sheet(world, stocked, desk, shipping, now):
    if connection.vendor == "sqlite":
        pytest.skip("one writer at a time: there is no race to lose")
    papers = [shipping.issued() for _ in range(6)]

    def print_one(made):
        try:
            return use(world, made, "0001", desk, now).first
        except Refused as no:
            return no.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        answers = list(threads.map(print_one, papers))
    assert answers.count(1) == 1
    assert set(answers) - {1} <= {"sheet-differs", "not-in-stock"}
    assert covers_every_sheet_once(stocked)
