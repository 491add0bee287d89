"""What a bribed authority, or one bribed monitor, would try to get round two monitors; and what it cannot break."""

from datetime import timedelta

import pytest

from kpverify.accounts import services as accounts
from kpverify.certificates import services as certificates
from kpverify.certificates.amendments import kpc_now
from kpverify.clearance import services
from kpverify.errors import Refused
from tests.secretariat.conftest import Desk
from tests.world import BY

from .test_clearance import approve, asked, folder, now, officer, parcel, people, regime

__all__ = ["asked", "folder", "now", "parcel", "people", "regime"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(asked, parcel, people, now):
    approve(asked, people["mireille"], now)
    approve(asked, people["kwame"], now)
    by = people["approver"]
    certificates.approve_certificate(certificate_id=parcel.pk, by=by, now=now)
    return certificates.issue_certificate(certificate_id=parcel.pk, by=by, now=now)


@pytest.mark.parametrize(
    "changes",
    [
        [{"field": "seals", "new": ["ANOTHER-SHIPMENT"]}],
        [{"field": "parcels", "new": 9}],
        [{"field": "importer.name", "new": "Somebody Else FZE"}],
        [{"field": "importer.country", "new": "IN"}],
        [{"field": "mining_origin", "new": ["CF", "BW"]}, {"field": "goods[0].carats", "new": "90000.00"}],
    ],
)
def test_goods_that_were_cleared_are_not_amended_into_others(issued, people, now, changes):
    with pytest.raises(Refused) as refusal:
        certificates.propose_amendment(
            number=issued.number, changes=changes, reason="A slip of the pen", by=people["preparer"], now=now
        )
    assert refusal.value.code == "not-certifiable"
    assert {one["code"] for one in refusal.value.findings} == {"origin.clearance-bad"}


def test_an_address_beside_cleared_goods_is_corrected(issued, people, now):
    changes = [{"field": "importer.address", "new": "The other door"}]
    how = {"number": issued.number, "now": now + timedelta(minutes=1)}
    made = certificates.propose_amendment(changes=changes, reason="The door", by=people["preparer"], **how)
    certificates.confirm_amendment(proposal_id=made.pk, by=people["approver"], **how)
    assert kpc_now(issued)["importer"]["address"] == "The other door"


def test_a_draft_emptied_after_it_was_asked_about_breaks_no_page_and_is_shown_to_no_monitor(asked, people, parcel, now):
    services.object_to(clearance_id=asked.pk, reason="Seal 7 is missing", by=people["mireille"], now=now)
    by, desk = people["preparer"], Desk(people["kwame"])
    certificates.change_draft(certificate_id=parcel.pk, content={"remarks": "Not asked about"}, by=by, now=now)
    answer = desk.get(f"/secretariat/clearance/{asked.pk}/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Seal 7 is missing" in text
    assert "Not asked about" not in text
    assert "B-17" not in text
    assert desk.get("/secretariat/clearance/").status_code == 200


def test_the_word_of_a_monitor_who_is_none_any_more_is_not_the_first_of_two(asked, people, now):
    approve(asked, people["mireille"], now)
    accounts.end_role(officer_id=people["mireille"].pk, role="monitor", by=BY, now=now)
    assert approve(asked, people["kwame"], now).state == "asked"
    third = officer("third", "monitor", now=now)
    found = approve(asked, third, now)
    assert (found.state, found.signed["monitors"]) == ("approved", ["X-KWAME", "X-THIRD"])
