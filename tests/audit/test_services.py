"""The log is whole, and shows when it is not."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from kpverify.audit.models import AuditEntry, AuditHead
from kpverify.audit.services import check_chain, digest, is_linked, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db):
    from django.utils import timezone

    now = timezone.now()
    return [record(f"act.{n}", "thing:1", by="test", at=now, detail={"n": n}) for n in range(3)]


def said(**options):
    out = io.StringIO()
    call_command("check_audit", stdout=out, **options)
    return out.getvalue()


def words():
    return [one.words for one in check_chain()]


def test_a_whole_log_says_so_and_gives_what_to_note(three):
    assert "whole: 3 entries" in said()
    assert f"--noted 3:{three[2].hash}" in said()
    assert "whole" in said(noted=[f"3:{three[2].hash}", f"1:{three[0].hash}"])
    assert is_linked(three)


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "somebody"},
        {"verb": "act.9"},
        {"subject": "thing:2"},
        {"authority": "BW"},
        {"detail": {"n": 9}},
        {"previous_hash": "0" * 64},
        {"hash": "f" * 64},
    ],
)
def test_a_changed_entry_is_found_and_printed(three, unguarded, change):
    AuditEntry.objects.filter(pk=three[1].pk).update(**change)
    assert any("entry 2 was changed" in line for line in words())
    with pytest.raises(CommandError, match=r"(?s)entry 2.*does not fit:\n  2 .*thing:"):
        call_command("check_audit")
    assert not is_linked(AuditEntry.objects.filter(seq=2))


@pytest.mark.parametrize(
    ("place", "told"), [(0, "entry 1 is missing"), (1, "entry 2 is missing"), (2, "ends at entry 2")]
)
def test_a_removed_entry_is_found(three, unguarded, place, told):
    three[place].delete()
    assert told in words()[0]


def test_a_cut_tail_is_found_with_or_without_its_head(three, unguarded):
    three[2].delete()
    AuditHead.objects.all().delete()
    assert words() == ["the head of the log is missing: nobody can tell where it ended"]


def test_an_entry_that_was_put_in_is_found(three, unguarded):
    forged = AuditEntry(seq=4, at=three[0].at, actor="x", verb="act", subject="thing:1", previous_hash="0" * 64)
    forged.hash = digest(forged)
    forged.save()
    assert "entry 4 does not follow" in words()[0]


def test_two_entries_that_changed_places_are_found(three, unguarded):
    first, second = three[0], three[1]
    AuditEntry.objects.filter(pk=first.pk).update(seq=99)
    AuditEntry.objects.filter(pk=second.pk).update(seq=1)
    AuditEntry.objects.filter(pk=first.pk).update(seq=2)
    assert "entry 1 was changed" in words()[0]


def test_a_log_written_anew_as_a_whole_is_found_by_what_was_noted(three, unguarded):
    noted, previous = three[2].hash, "0" * 64
    for entry in three:
        entry.actor, entry.previous_hash = "somebody", previous
        entry.hash = previous = digest(entry)
        entry.save()
    AuditHead.objects.update(hash=previous)
    assert words() == []
    with pytest.raises(CommandError, match="entry 3 is not the one whose hash was noted"):
        call_command("check_audit", noted=[f"3:{noted}"])


@pytest.mark.parametrize("noted", ["3", "x:y", "0:" + "a" * 64])
def test_a_note_that_is_none_is_refused(three, noted):
    with pytest.raises(CommandError, match="is not a number"):
        call_command("check_audit", noted=[noted])


def test_an_entry_goes_with_the_act_it_tells_of(three):
    with transaction.atomic():
        record("act.undone", "thing:1", by="test", at=three[0].at)
        transaction.set_rollback(True)
    assert check_chain() == []
    assert AuditHead.objects.get().seq == 3


@pytest.mark.django_db(transaction=True)
def test_an_act_without_a_transaction_is_a_bug():
    from django.utils import timezone

    with pytest.raises(transaction.TransactionManagementError):
        record("act", "thing", by="test", at=timezone.now())


REFUSED = [
    "UPDATE audit_auditentry SET actor = 'x' WHERE seq = 2",
    "UPDATE audit_auditentry SET seq = 9 WHERE seq = 3",
    "DELETE FROM audit_auditentry WHERE seq = 3",
    "DELETE FROM audit_auditentry",
    "DELETE FROM audit_audithead",
    "UPDATE audit_audithead SET seq = seq - 1",
    "UPDATE audit_audithead SET seq = seq + 2",
    "UPDATE audit_audithead SET id = 2",
    "UPDATE audit_audithead SET hash = 'x'",
    "UPDATE audit_audithead SET hash = (SELECT hash FROM audit_auditentry WHERE seq = 2)",
]
EMPTIED = [
    "TRUNCATE audit_auditentry",
    "TRUNCATE audit_audithead",
    "TRUNCATE audit_auditentry, audit_audithead CASCADE",
]


@pytest.mark.parametrize("statement", [*REFUSED, *EMPTIED])
def test_the_database_itself_refuses_to_change_the_log(three, statement):
    if statement in EMPTIED and connection.vendor == "sqlite":
        pytest.skip("SQLite has no TRUNCATE: its DELETE is refused above.")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert check_chain() == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", ["first", "second"])
def test_the_guards_stand_again_after_a_test_that_emptied_all(time):
    from django.utils import timezone

    with transaction.atomic():
        record("act", "thing", by="test", at=timezone.now())
    assert AuditEntry.objects.count() == 1
    with pytest.raises(IntegrityError, match="append-only"):
        AuditEntry.objects.all().delete()
