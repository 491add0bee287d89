"""Paper is received, moved, reported and counted; at any time every sheet is accounted for, once."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction

from kpverify.audit.models import AuditEntry
from kpverify.blanks import services
from kpverify.blanks.counting import by_batch, by_month, in_stock_at, together
from kpverify.blanks.models import Fate, Stack
from kpverify.errors import Refused
from kpverify.registry.models import VoidBlank, VoidNumber

from .conftest import covers_every_sheet_once


def refused(call, /, *args, **values):
    with pytest.raises(Refused) as no, transaction.atomic():
        call(*args, **values)
    return no.value.code


def report(world, first, last=None, *, now, kind="lost", reason="Not in the safe", by=None):
    return services.report_sheets(
        kind=kind, first=first, last=last or first, reason=reason, by=by or world.ada, now=now
    )


def test_a_delivery_of_many_is_two_rows(receive, store):
    batch = receive(first="KP-A000001", last="KP-A100000")
    assert (batch.sheets, Stack.objects.count(), Fate.objects.count()) == (100_000, 1, 0)
    assert in_stock_at(store) == 100_000
    assert AuditEntry.objects.filter(verb="paper.receive").count() == 1


def test_a_delivery_is_counted(receive):
    assert refused(receive, counted=99) == "count-differs"
    batch = receive(counted=99, note="The printer forgot KP-A000050; reported.")
    assert batch.counted == 99


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"first": "KP-A000100", "last": "KP-A000001", "counted": 1}, "serial-wrong"),
        ({"first": "kp-a000001", "last": "kp-a000100"}, "serial-wrong"),
        ({"last": "KP-B000100"}, "serial-wrong"),
        ({"first": "KP-A000000001", "last": "KP-A002000000", "counted": 1}, "serial-wrong"),
        ({"supplier": " "}, "batch-wrong"),
        ({"place_id": 0}, "no-place"),
    ],
)
def test_what_is_no_delivery_is_refused(receive, values, code):
    assert refused(receive, **values) == code


def test_no_sheet_comes_twice(receive):
    receive()
    assert refused(receive, first="KP-A000100", last="KP-A000101") == "batch-overlap"
    receive(first="KP-B000100", last="KP-B000101")


def test_who_prints_does_not_keep_the_stock(world, receive, store, now):
    receive()
    with pytest.raises(PermissionDenied):
        services.move_sheets(first="KP-A000001", last="KP-A000002", to_place_id=store.pk, by=world.ada, now=now)
    with pytest.raises(PermissionDenied):
        services.take_stock(place_id=store.pk, counted=100, by=world.ada, now=now)
    with pytest.raises(PermissionDenied):
        report(world, "KP-A000001", now=now, by=world.dora)


def test_other_authorities_sheets_are_not_there(world, stocked, now):
    assert refused(report, world, "KP-A000001", now=now, by=world.chen) == "no-batch"


def test_sheets_move_in_runs_and_join_again(world, stocked, store, desk, now):
    assert (in_stock_at(desk), in_stock_at(store)) == (10, 90)
    services.move_sheets(first="KP-A000001", last="KP-A000050", to_place_id=store.pk, by=world.ben, now=now)
    assert Stack.objects.count() == 1
    same = {"first": "KP-A000001", "last": "KP-A000050", "to_place_id": store.pk}
    assert refused(services.move_sheets, **same, by=world.ben, now=now) == "no-change"


def test_a_report_takes_sheets_out_and_tells_verifiers(world, stocked, store, desk, now):
    made = report(world, "KP-A000008", "KP-A000012", kind="stolen", reason="Break-in", now=now)
    assert [(one.place_id, one.first, one.last) for one in made.fates] == [(desk.pk, 8, 10), (store.pk, 11, 12)]
    assert set(VoidBlank.objects.values_list("first", "last", "reason")) == {
        ("KP-A000008", "KP-A000010", "stolen"),
        ("KP-A000011", "KP-A000012", "stolen"),
    }
    assert covers_every_sheet_once(stocked)
    assert refused(report, world, "KP-A000010", now=now) == "not-in-stock"
    assert refused(report, world, "KP-A000001", "KP-A000013", now=now) == "not-in-stock"
    assert refused(report, world, "KP-A000001", now=now, reason=" ") == "reason-missing"
    assert refused(report, world, "KP-A000001", now=now, kind="used") == "kind-wrong"
    assert in_stock_at(desk) == 7


def test_taking_a_report_back_needs_two(world, naledi, stocked, now):
    (fate,) = report(world, "KP-A000003", "KP-A000004", now=now).fates
    with pytest.raises(PermissionDenied):
        services.propose_recovery(fate_id=fate.pk, reason="Found", by=world.ada, now=now)
    services.propose_recovery(fate_id=fate.pk, reason="Behind the printer", by=world.ben, now=now)
    decide = services.decide_recovery
    assert refused(decide, fate_id=fate.pk, is_yes=True, by=world.ben, now=now) == "second-person-needed"
    assert VoidBlank.objects.count() == 1
    decide(fate_id=fate.pk, is_yes=True, by=naledi, now=now)
    assert VoidBlank.objects.count() == 0
    assert covers_every_sheet_once(stocked)
    assert refused(decide, fate_id=fate.pk, is_yes=True, by=naledi, now=now) == "no-sheet"
    (account,) = by_batch("BW")
    assert account.adds_up
    assert account.in_stock == 100
    report(world, "KP-A000003", now=now)
    assert covers_every_sheet_once(stocked)


def test_a_no_leaves_the_report_as_it_is(world, naledi, stocked, now):
    (fate,) = report(world, "KP-A000003", now=now).fates
    services.propose_recovery(fate_id=fate.pk, reason="Found", by=naledi, now=now)
    services.decide_recovery(fate_id=fate.pk, is_yes=False, by=world.ben, now=now)
    fate.refresh_from_db()
    assert fate.undone_at is None
    assert refused(services.decide_recovery, fate_id=fate.pk, is_yes=True, by=world.ben, now=now) == "nothing-proposed"


def test_where_serials_are_numbers_they_become_void_numbers(world, receive, naledi, now):
    services.save_stationery(takes_stock=True, serial_is_number=True, by=world.ben, now=now)
    yy = f"{now:%y}"
    receive(first=f"BW{yy}000001", last=f"BW{yy}000050")
    made = report(world, f"BW{yy}000002", f"BW{yy}000003", kind="stolen", now=now)
    assert set(VoidNumber.objects.filter(authority="BW").values_list("number", "reason")) >= {
        (f"BW{yy}000002", "stolen"),
        (f"BW{yy}000003", "stolen"),
    }
    assert VoidBlank.objects.count() == 0
    code = refused(services.propose_recovery, fate_id=made.fates[0].pk, reason="Found", by=naledi, now=now)
    assert code == "number-void"
    change = {"takes_stock": True, "serial_is_number": False}
    assert refused(services.save_stationery, **change, by=world.ben, now=now) == "paper-in-use"


def test_a_count_that_differs_is_explained(world, stocked, desk, now):
    take = services.take_stock
    assert refused(take, place_id=desk.pk, counted=9, by=world.ben, now=now) == "count-differs"
    made = take(place_id=desk.pk, counted=9, explanation="Two stuck together?", by=world.ben, now=now)
    assert (made.counted, made.expected) == (9, 10)
    assert take(place_id=desk.pk, counted=10, by=world.ben, now=now).explanation == ""


def test_months_follow_from_one_another(world, naledi, receive, now):
    before = now - timedelta(days=40)
    receive(received_on=before.date())
    (fate,) = report(world, "KP-A000001", "KP-A000005", now=before).fates
    report(world, "KP-A000006", kind="spoiled", now=now)
    services.propose_recovery(fate_id=fate.pk, reason="Found", by=world.ben, now=now)
    services.decide_recovery(fate_id=fate.pk, is_yes=True, by=naledi, now=now)
    latest, first = by_month("BW")
    assert (first.opening, first.received, first.left["lost"], first.closing) == (0, 100, 5, 95)
    assert (latest.opening, latest.found, latest.left["spoiled"], latest.closing) == (95, 5, 1, 99)
    assert together(by_batch("BW")).in_stock == latest.closing


def test_whatever_is_done_in_whatever_order_every_sheet_is_accounted_for_once(world, naledi, stocked, store, desk, now):
    chance, done = random.Random(2026), set()
    for _ in range(120):
        low = chance.randrange(1, 101)
        run = {"first": f"KP-A{low:06}", "last": f"KP-A{min(100, low + chance.randrange(6)):06}"}
        what = chance.choice(["move", "report", "recover"])
        try:
            with transaction.atomic():
                if what == "move":
                    to = chance.choice([store.pk, desk.pk])
                    services.move_sheets(**run, to_place_id=to, by=world.ben, now=now)
                elif what == "report":
                    kind = chance.choice(["spoiled", "lost", "stolen", "destroyed"])
                    services.report_sheets(**run, kind=kind, reason="x", by=world.ada, now=now)
                else:
                    fate = chance.choice([0, *Fate.objects.values_list("pk", flat=True)])
                    services.propose_recovery(fate_id=fate, reason="x", by=world.ben, now=now)
                    services.decide_recovery(fate_id=fate, is_yes=True, by=naledi, now=now)
            done.add(what)
        except Refused:
            done.add("refused")
        assert covers_every_sheet_once(stocked)
    (account,) = by_batch("BW")
    assert account.adds_up
    assert done == {"move", "report", "recover", "refused"}
    assert VoidBlank.objects.count() == Fate.objects.filter(undone_at=None).count()
