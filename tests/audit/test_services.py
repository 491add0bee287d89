"""The log is whole, and shows when it is not."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from kpverify.audit.models import AuditEntry, AuditHead
from kpverify.audit.services import check_chain, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(world):
    AuditEntry.objects.all().delete()
    AuditHead.objects.all().delete()
    return [record(f"act.{n}", "thing:1", by="test", at=world.now, detail={"n": n}) for n in range(3)]


def test_a_whole_log_says_so(three):
    out = io.StringIO()
    call_command("check_audit", stdout=out)
    assert "whole: 3 entries" in out.getvalue()


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
def test_a_changed_entry_is_found(three, change):
    AuditEntry.objects.filter(pk=three[1].pk).update(**change)
    assert any("entry 2 was changed" in line for line in check_chain())
    with pytest.raises(CommandError, match="entry 2"):
        call_command("check_audit")


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_removed_entry_is_found(three, place):
    three[place].delete()
    assert check_chain()


def test_two_entries_that_changed_places_are_found(three):
    first, second = three[0], three[1]
    AuditEntry.objects.filter(pk=first.pk).update(seq=99)
    AuditEntry.objects.filter(pk=second.pk).update(seq=1)
    AuditEntry.objects.filter(pk=first.pk).update(seq=2)
    assert check_chain()


def test_an_entry_goes_with_the_act_it_tells_of(three, world):
    with transaction.atomic():
        record("act.undone", "thing:1", by="test", at=world.now)
        transaction.set_rollback(True)
    assert check_chain() == []
    assert AuditHead.objects.get().seq == 3


@pytest.mark.django_db(transaction=True)
def test_an_act_without_a_transaction_is_a_bug():
    from django.utils import timezone

    with pytest.raises(transaction.TransactionManagementError):
        record("act", "thing", by="test", at=timezone.now())
