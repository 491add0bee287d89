"""The office's pages of screening: which lists are in force, what waits, and one hit with its decision."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kpverify.certificates import parties
from kpverify.office.upkeep import do_what_is_due
from kpverify.screening.models import Decision, ListLoad, OpenHit
from tests.certificates.listed import DIAMVILLE, entry, load, screen_all
from tests.certificates.typed import importer
from tests.world import prove

from .conftest import Desk, words

ROOT = "/office/screening/"
LISTS = f"{ROOT}lists/"
LISTED = importer(name="Diam Ville", address="Avenue des Martyrs 5, Bangui", country="CF")


@pytest.fixture
def dora(world):
    world.grant(world.dora, "authority_admin")
    return Desk(world.dora)


def seed(*entries, name="seed.json"):
    return SimpleUploadedFile(name, json.dumps({"entities": list(entries)}).encode())


def send(desk, *files, kind="seed"):
    page = desk.get(LISTS)
    return desk.client.post(LISTS, {**desk.hidden(page), "kind": kind, "files": list(files)})


def the_hit():
    return OpenHit.objects.get(decided_at=None, gone_at=None)


def test_without_a_list_it_says_loudly_that_nobody_is_screened(ada):
    for address in (ROOT, LISTS):
        assert "nobody is screened" in words(ada.get(address))


def test_a_list_is_sent_read_step_by_step_and_reported(dora):
    first = send(dora, seed(*(entry(f"FIRM {place}") for place in range(3))))
    assert first.status_code == 303
    page = dora.get(first["Location"])
    assert "The list is being read" in words(page)
    advance = f"{first['Location']}advance/"
    told = [
        dora.client.post(advance, dora.hidden(page), headers={"Accept": "application/json"}).json() for _turn in "ab"
    ]
    assert (told[0]["done"], told[-1]["finished"]) == (3, True)
    page = words(dora.get(LISTS))
    assert "In force" in page
    assert "nobody is screened" not in page
    second = send(dora, seed(entry("FIRM 0"), entry("FIRM 1", address="Elsewhere 5"), entry("FIRM 9")))
    for _turn in range(3):
        do_what_is_due(now=timezone.now())
    reports = [words(dora.get(second["Location"], shown=one)) for one in ("added", "changed", "removed")]
    assert ["FIRM 9" in reports[0], "Elsewhere 5" in reports[1], "FIRM 2" in reports[2]] == [True] * 3


def test_what_is_no_list_is_refused_beside_the_field(dora, ada):
    wrong = send(dora, SimpleUploadedFile("sdn.csv", b"not,a,list"), kind="ofac")
    assert wrong.status_code == 422
    assert 'href="#id_files"' in wrong.content.decode()
    assert send(dora).status_code == 422
    assert not ListLoad.objects.exists()
    assert send(ada, seed(entry("FIRM"))).status_code == 403


def test_a_much_shorter_list_waits_for_a_word_and_may_be_given_up(dora, world):
    load(*(entry(f"FIRM {place}") for place in range(40)), now=timezone.now())
    sent = send(dora, seed(entry("FIRM 0")))
    for _turn in range(3):
        do_what_is_due(now=timezone.now())
    page = dora.get(sent["Location"])
    assert "it may be cut" in words(page)
    dora.post(sent["Location"], page, do="accept-shorter")
    do_what_is_due(now=timezone.now())
    assert ListLoad.objects.get(state="in-force").total == 1


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
