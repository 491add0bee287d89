"""Owners of a party: tidied, kept with it, in the audit log, and never more than the whole."""

import pytest

from kpverify.audit.models import AuditEntry
from kpverify.certificates import parties
from kpverify.certificates.owners import owners_of
from kpverify.errors import Refused

GULF = {"name": "Gulf Tender House DMCC", "address": "Almas Tower, Dubai", "country": "AE"}
NOTHING = {"name": "", "country": "", "share": " ", "since": ""}


def owner(**parts):
    return {"name": "Coral Holdings Ltd", "country": "VG", "share": "60", "since": "2024-05-01", **parts}


@pytest.fixture
def add(world):
    return lambda *owners: parties.add_party(party=GULF, owners=owners, by=world.ada, now=world.now)


def test_owners_are_tidied_and_an_empty_line_is_none(add):
    found = owners_of(add(owner(share="60.00", name=" Coral Holdings Ltd "), NOTHING, owner(share="0.5", since="")))
    assert [(one.name, one.share, str(one.since)) for one in found] == [
        ("Coral Holdings Ltd", "60", "2024-05-01"),
        ("Coral Holdings Ltd", "0.5", "None"),
    ]


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ([owner(share="0")], {"owners[0].share"}),
        ([owner(share="100.01")], {"owners[0].share"}),
        ([owner(share="60,5")], {"owners[0].share"}),
        ([owner(share="1e1")], {"owners[0].share"}),
        ([owner(country="British")], {"owners[0].country"}),
        ([NOTHING, owner(name="")], {"owners[1].name"}),
        ([owner(since="2024-02-30")], {"owners[0].since"}),
        ([owner(since="1 May")], {"owners[0].since"}),
        ([owner(), owner(share="40.01")], {"owners"}),
        ([owner(share="1")] * 21, {"owners"}),
    ],
)
def test_what_is_wrong_is_named_by_its_line_and_nothing_is_kept(add, wrong, fields):
    with pytest.raises(Refused) as refused:
        add(*wrong)
    assert {one["field"] for one in refused.value.findings} == fields
    assert not parties.Party.objects.exists()


def test_a_change_of_owners_is_told_with_what_was_before(world, add):
    made = add(owner())
    how = {"party_id": made.pk, "party": GULF, "note": "", "by": world.ada, "now": world.now}
    parties.change_party(**how, version=1)
    assert [one.share for one in owners_of(made)] == ["60"]
    parties.change_party(**how, version=2, owners=[owner(share="49")])
    assert [one.share for one in owners_of(made)] == ["49"]
    detail = AuditEntry.objects.filter(verb="party.change").order_by("-seq")[0].detail
    assert detail["before"]["owners"][0]["share"] == "60"
    assert detail["owners"] == [owner(share="49")]
