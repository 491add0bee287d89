"""The office's pages of screening: which lists are in force, what waits, and one hit with its decision."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kpverify.certificates import parties
from kpverify.office.upkeep import do_what_is_due
from kpverify.screening.models import Decision, ListLoad, OpenHit, SanctionsList
from tests.certificates.listed import DIAMVILLE, entry, load, release, screen_all
from tests.certificates.typed import importer
from tests.world import prove

from .conftest import Desk, typed, words

ROOT = "/office/screening/"
LISTS = f"{ROOT}lists/"
LISTED = importer(name="Diam Ville", address="Avenue des Martyrs 5, Bangui", country="CF")


@pytest.fixture
def dora(world):
    world.grant(world.dora, "authority_admin")
    return Desk(world.dora)


def the_hit():
    return OpenHit.objects.get(decided_at=None, gone_at=None)


def test_without_a_list_it_says_loudly_that_nobody_is_screened(ada):
    for address in (ROOT, LISTS):
        assert "nobody is screened" in words(ada.get(address))


def test_an_authority_reads_which_lists_are_in_force_and_loads_none(ada, dora, world):
    load(entry("FIRM 0"), entry("FIRM 1"), now=world.now)
    made = load(entry("FIRM 0", address="Elsewhere 5"), entry("FIRM 9"), now=world.now)
    page = words(dora.get(LISTS))
    assert "In force" in page
    assert "nobody is screened" not in page
    address = f"{LISTS}{made.pk}/"
    reports = [words(ada.get(address, shown=one)) for one in ("added", "changed", "removed")]
    assert ["FIRM 9" in reports[0], "Elsewhere 5" in reports[1], "FIRM 1" in reports[2]] == [True] * 3
    for where in (LISTS, address):
        main = dora.get(where).content.decode().partition("<main")[2].partition("</main")[0]
        assert "<form" not in main
        assert dora.post(where).status_code == 405


def test_an_old_list_is_said_loudly_where_hits_are_decided_too(ada, world):
    load(entry("FIRM"), now=world.now)
    assert "days old" not in words(ada.get(ROOT))
    # The built-in names do not age: nobody publishes them anew.
    ListLoad.objects.update(list_date=timezone.now().date() - timedelta(days=15))
    assert "days old" not in words(ada.get(ROOT))
    SanctionsList.objects.create(kind="eu")
    ListLoad.objects.update(sanctions_list="eu")
    for where in (ROOT, LISTS):
        assert "EU consolidated list: 15 days old" in words(ada.get(where))


def test_a_hit_whose_entry_was_taken_off_stays_to_be_seen_with_its_decision(ben, shipping, world):
    other = importer(name="Kwango Stones", address="Rue 1, Bangui", country="CF")
    load(DIAMVILLE, entry("KWANGO STONES"), now=world.now)
    made = shipping.draft(importer=LISTED)
    open_hit = the_hit()
    shipping.draft(importer=other)
    ben.post(f"{ROOT}{OpenHit.objects.get(party_name='Kwango Stones').pk}/", do="same", reason="Same register number")
    took = release(load(entry("FIRM"), now=world.now, ends=False), world)
    screen_all(timezone.now())
    page = words(ben.get(ROOT, shown="unlisted"))
    since = f"no longer listed since Diamond-related names (built in) of {took.day}"
    assert page.count(since) == 2
    assert "Diam Ville" not in words(ben.get(ROOT))
    told = words(ben.get(f"{ROOT}{open_hit.pk}/"))
    for part in ("No longer listed since", "Where it stood", "Draft: importer"):
        assert part in told
    assert "Same register number" in words(ben.get(f"{ROOT}{OpenHit.objects.get(party_name='Kwango Stones').pk}/"))
    assert "which is no longer listed since" in words(ben.get(f"/office/{made.pk}/"))
    assert "Diam Ville" in words(ben.get(f"{LISTS}{took.pk}/"))
    # Listed again: the pair is open again, and leaves that list.
    load(entry("FIRM"), DIAMVILLE, now=world.now)
    screen_all(timezone.now())
    assert words(ben.get(ROOT, shown="unlisted")).count(since) == 1
    assert "Diam Ville" in words(ben.get(ROOT))


def test_the_queue_leads_to_the_hit_and_the_draft_to_it_as_well(ada, ben, shipping, world):
    load(DIAMVILLE, now=world.now)
    made = shipping.draft(importer=LISTED)
    parties.add_party(party=LISTED, by=world.ada, now=world.now)
    page = ben.get(ROOT)
    address = f"{ROOT}{the_hit().pk}/"
    assert address in page.content.decode()
    assert "Address book: Diam Ville" in words(page)
    for place in (f"/office/{made.pk}/", f"/office/{made.pk}/changes/"):
        assert f'href="{address}"' in ada.get(place).content.decode(), place
    told = words(ben.get(address))
    for part in ("DIAMVILLE SAU", "Avenue des Martyrs 5, Bangui", "TEST-EO", "alias"):
        assert part in told


def test_a_decision_takes_a_reason_another_officer_and_a_fresh_factor(ada, ben, shipping, world):
    load(DIAMVILLE, now=world.now)
    shipping.draft(importer=LISTED)
    address = f"{ROOT}{the_hit().pk}/"
    assert "Somebody else" not in words(ada.get(address))
    assert ada.post(address, do="different", reason="x").status_code == 403
    refused = ben.post(address, do="different", reason=" ")
    assert (refused.status_code, "Give a reason" in words(refused)) == (422, True)
    page = ben.get(address)
    prove(ben.client, world.ben, ago=timedelta(hours=2))
    assert "/accounts/prove/" in ben.post(address, page, do="different", reason="Other register").content.decode()
    assert not Decision.objects.exists()
    prove(ben.client, world.ben)
    assert ben.post(address, page, do="different", reason="Other register").status_code == 303
    told = words(ben.get(address))
    assert "Other register" in told
    assert "Nothing waits for a decision" in words(ben.get(ROOT))
    assert address in ben.get(ROOT, shown="decided").content.decode()


def test_who_prepared_it_is_told_that_another_decides(ada, shipping, world):
    world.grant(world.ada, "approver")
    load(DIAMVILLE, now=world.now)
    shipping.draft(importer=LISTED)
    assert "another officer decides" in words(ada.get(f"{ROOT}{the_hit().pk}/"))


def test_work_screens_again_and_the_page_of_an_issued_certificate_says_so(ben, shipping, world):
    made = shipping.issued(importer=LISTED)
    load(DIAMVILLE, now=world.now)
    assert any("screened" in line for line in do_what_is_due(now=timezone.now()))
    screen_all(timezone.now())
    page = ben.get(f"/office/{made.pk}/")
    assert "is like DIAMVILLE SAU" in words(page)
    assert f"{ROOT}{the_hit().pk}/" in page.content.decode()


def test_an_entry_that_changed_is_decided_again_with_the_old_decision_below(ben, shipping, world):
    load(DIAMVILLE, now=world.now)
    shipping.draft(importer=LISTED)
    ben.post(f"{ROOT}{the_hit().pk}/", do="different", reason="Other register")
    load({**DIAMVILLE, "country": "AE"}, now=world.now)
    screen_all(timezone.now())
    told = words(ben.get(f"{ROOT}{the_hit().pk}/"))
    for part in (
        "something is new since it was decided",
        "To decide again",
        "Other register",
        "The entry changed since",
    ):
        assert part in told


def test_links_to_the_hits_stand_in_the_form_and_come_with_its_check(ada, shipping, world):
    load(DIAMVILLE, now=world.now)
    made = shipping.draft(importer=LISTED)
    address = f"{ROOT}{the_hit().pk}/"
    page = ada.get(f"/office/{made.pk}/edit/")
    assert f'<a href="{address}" target="_blank" rel="noopener">' in page.content.decode()
    sent = {
        **ada.hidden(page),
        **typed(importer_name=LISTED["name"], importer_country="CF", do=None, form=str(made.pk)),
    }
    found = ada.client.post("/office/check/", sent).json()["findings"]
    assert address in [link for one in found for link, _words in one.get("links", [])]
    assert "To decide" in words(ada.get(address))
