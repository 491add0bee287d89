"""Certificates and address books before sanctions lists: found when written, found again when a list changes."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpverify.certificates import parties, screening, services
from kpverify.compliance.facts import Facts, Hit, Screened, Shipment
from kpverify.compliance.rules.screening.parties import RULE
from kpverify.errors import Refused
from kpverify.screening import searching
from kpverify.screening.models import Decision, OpenHit
from kpverify.screening.services import decide

from .listed import DIAMVILLE, entry, load, screen_all
from .typed import content, importer

LISTED = importer(name="Diam Ville", address="Avenue des Martyrs 5, Bangui", country="CF")
GULF = {"name": "Gulf Tender House DMCC", "address": "Almas Tower, Dubai", "country": "AE"}
DAY = timedelta(days=1)


def coral(share, **parts):
    return {"name": "Coral Basalt Holdings", "country": "VG", "share": share, "since": "", **parts}


def codes(certificate, now):
    found = services.assess(certificate=certificate, now=now)
    return [(one["field"], one["code"].removeprefix("screening.parties."), one["result"]) for one in found]


def the_hit():
    return OpenHit.objects.get(decided_at=None, gone_at=None)


def test_an_undecided_hit_holds_a_draft_up_and_a_decision_lets_it_go(shipping, ben, now):
    load(DIAMVILLE, now=now)
    made = shipping.draft(importer=LISTED)
    assert codes(made, now) == [("importer", "undecided", "unknown")]
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=made.pk, by=shipping.preparer, now=now)
    assert refused.value.code == "not-certifiable"
    decide(hit_id=the_hit().pk, answer="different", reason="Other registration number", by=ben, now=now)
    assert codes(made, now) == []
    assert shipping.issued(importer=LISTED).number


def test_the_same_is_a_no_that_stays(shipping, ben, now):
    load(DIAMVILLE, now=now)
    made = shipping.draft(importer=LISTED)
    decide(hit_id=the_hit().pk, answer="same", reason="Same register", by=ben, now=now)
    assert codes(made, now) == [("importer", "listed", "fail")]
    assert codes(shipping.draft(importer={**LISTED, "name": "DIAM-VILLE S.A.U."}), now)[0][2] in ("fail", "unknown")


def test_who_prepared_it_decides_nothing(world, shipping, now):
    world.grant(world.ada, "approver")
    load(DIAMVILLE, now=now)
    shipping.draft(importer=LISTED)
    with pytest.raises(Refused) as refused:
        decide(hit_id=the_hit().pk, answer="different", reason="I know them", by=world.ada, now=now)
    assert refused.value.code == "second-person-needed"
    with pytest.raises(PermissionDenied):
        decide(hit_id=the_hit().pk, answer="different", reason="I know them", by=world.dora, now=now)
    assert not Decision.objects.exists()


def test_who_wrote_the_line_of_the_address_book_decides_nothing(world, ada, ben, now):
    """Else somebody clears alone whom they write in a draft afterwards."""
    world.grant(world.ada, "approver")
    load(DIAMVILLE, now=now)
    parties.add_party(party=LISTED, by=ada, now=now)
    with pytest.raises(Refused) as refused:
        decide(hit_id=the_hit().pk, answer="different", reason="I know them", by=world.ada, now=now)
    assert refused.value.code == "second-person-needed"
    assert decide(hit_id=the_hit().pk, answer="different", reason="Other number", by=ben, now=now).by == ben


def test_who_wrote_the_line_decides_nothing_when_a_list_changes_either(world, ada, now):
    world.grant(world.ada, "approver")
    parties.add_party(party=LISTED, by=ada, now=now)
    load(DIAMVILLE, now=now)
    screen_all(now)
    with pytest.raises(Refused) as refused:
        decide(hit_id=the_hit().pk, answer="different", reason="I know them", by=world.ada, now=now)
    assert refused.value.code == "second-person-needed"


def test_a_list_that_changes_finds_what_is_issued_and_in_the_book(shipping, ada, now):
    issued = shipping.issued(importer=LISTED)
    revoked = shipping.revoked(importer=LISTED)
    line = parties.add_party(party=LISTED, by=ada, now=now)
    assert not OpenHit.objects.exists()
    load(DIAMVILLE, now=now)
    screen_all(now)
    subjects = set(the_hit().places.values_list("subject", flat=True))
    assert subjects == {f"certificate:{issued.pk}", f"party:{line.pk}"}
    assert f"certificate:{revoked.pk}" not in subjects


def test_an_entry_that_changes_opens_the_pair_again(shipping, ben, now):
    load(DIAMVILLE, now=now)
    made = shipping.draft(importer=LISTED)
    first = the_hit()
    decide(hit_id=first.pk, answer="different", reason="Other address", by=ben, now=now)
    load(entry("SOMEBODY ELSE"), DIAMVILLE, now=now + DAY)
    screen_all(now + DAY)
    assert codes(made, now) == []
    moved = {**DIAMVILLE, "lists": [{"list": "TEST-EO", "address": "Rue 12, Bangui"}]}
    load(entry("SOMEBODY ELSE"), moved, now=now + 2 * DAY)
    screen_all(now + 2 * DAY)
    again = the_hit()
    assert again.pk != first.pk
    assert codes(made, now) == [("importer", "undecided", "unknown")]
    decide(hit_id=again.pk, answer="different", reason="Still another", by=ben, now=now + 2 * DAY)
    assert codes(made, now) == []


def test_an_amended_name_is_looked_at(shipping, now):
    """Before it is signed (`test_amending.py`), and whenever a list changes."""
    made = shipping.amended(changes=[{"field": "importer.name", "new": "Diam Ville"}])
    load(DIAMVILLE, now=now)
    screen_all(now)
    assert the_hit().places.get().subject == f"certificate:{made.pk}"


@pytest.mark.parametrize(
    ("share", "answer", "found"),
    [
        ("50", "", ("importer.owners[0]", "owner-undecided", "unknown")),
        ("49.99", "", ("importer.owners[0]", "owner-below-half", "attention")),
        ("50", "same", ("importer.owners[0]", "owned", "fail")),
        ("49.99", "same", ("importer.owners[0]", "owner-below-half", "attention")),
    ],
)
def test_a_listed_owner_counts_from_half(shipping, ada, ben, now, share, answer, found):
    load(entry("CORAL BASALT HOLDINGS", country="VG"), now=now)
    parties.add_party(party=GULF, owners=[coral(share)], by=ada, now=now)
    made = shipping.draft()
    if answer:
        decide(hit_id=the_hit().pk, answer=answer, reason="Register", by=ben, now=now)
    assert codes(made, now) == [found]


def owner(place, share, decision, entry="E"):
    return Hit(f"exporter.owners[{place}]", f"O{place}", entry, "L", decision, Decimal(share))


@pytest.mark.parametrize(
    ("hits", "answers"),
    [
        # Shares of different owners add; one owner's share counts once, however many entries they are like.
        ([owner(0, "30", "same"), owner(1, "20", "same")], ["owned", "owned"]),
        ([owner(0, "30", "same"), owner(1, "20", "open")], ["owner-undecided", "owner-undecided"]),
        ([owner(0, "30", "same", "E"), owner(0, "30", "same", "F")], ["owner-below-half", "owner-below-half"]),
        ([owner(0, "30", "same"), owner(1, "20", "different")], ["owner-below-half"]),
        ([Hit("exporter", "X", "E", "L", "open")], ["undecided"]),
    ],
)
def test_shares_of_listed_owners_add(hits, answers):
    shipment = Shipment(None, Facts(screened=Screened(("L",), tuple(hits))))
    assert [one.answer for one in RULE.ask(shipment)] == answers


def test_owners_of_another_address_or_authority_are_not_meant(shipping, ada, chen, now):
    parties.add_party(party={**GULF, "address": "Elsewhere"}, owners=[coral("60")], by=ada, now=now)
    parties.add_party(party=GULF, owners=[coral("60")], by=chen, now=now)
    assert screening.owners_behind("BW", content()) == []
    assert [one.field for one in screening.owners_behind("AE", content())] == ["importer.owners[0]"]


@pytest.mark.parametrize(
    "written",
    [
        {"name": "GULF Tender-House"},
        {"address": "almas tower Dubai"},
        {"address": ""},
        {"address": "Almas Tower 3, Dubai"},
    ],
)
def test_a_comma_hides_no_owner(shipping, ada, written):
    parties.add_party(party=GULF, owners=[coral("60")], by=ada, now=shipping.now)
    (owner,) = screening.owners_behind("BW", content(importer={**GULF, **written}))
    assert (owner.field, owner.name) == ("importer.owners[0]", "Coral Basalt Holdings")


def test_a_draft_is_judged_in_few_queries_and_a_name_is_screened_once(shipping, now):
    load(DIAMVILLE, *(entry(f"FIRM NUMBER {place} OF MANY") for place in range(40)), now=now)
    made = shipping.draft(importer=LISTED)
    searching._search.cache_clear()
    with CaptureQueriesContext(
        connection,
    ) as first:
        services.assess(certificate=made, now=now)
    with CaptureQueriesContext(connection) as second:
        for _turn in range(20):
            services.assess(certificate=made, now=now)
    assert len(first) <= 30, [one["sql"][:90] for one in first]
    # The same parties again: no name is looked up on the lists, only decisions and owners are.
    assert not [one for one in second.captured_queries if "namekey" in one["sql"].lower()]
    assert len(second) / 20 <= len(first) - 4
