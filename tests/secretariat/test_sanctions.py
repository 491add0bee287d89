"""Sanctions lists at the Secretariat: one loads what adds, two put in force what takes away."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from kpverify.audit.models import AuditEntry
from kpverify.office.upkeep import do_what_is_due
from kpverify.proposals.models import Proposal
from kpverify.screening import services
from kpverify.screening.models import ListLoad, OpenHit
from kpverify.screening.services import Party
from tests.certificates.listed import DIAMVILLE, entry, load
from tests.secretariat.conftest import Desk, words
from tests.world import prove

ROOT = "/secretariat/sanctions/"
SEND = f"{ROOT}load/"
MANY = [entry(f"FIRM {place}") for place in range(40)]


@pytest.fixture
def thabo(world):
    return Desk(world.thabo)


def seed(*entries):
    return SimpleUploadedFile("seed.json", json.dumps({"entities": list(entries)}).encode())


def send(desk, *files, kind="seed", **typed):
    return desk.post(SEND, kind=kind, files=list(files), **typed)


def work():
    for _turn in range(3):
        do_what_is_due(now=timezone.now())


def waiting(desk, *entries):
    """Send a list that takes away too much, and give its page."""
    sent = send(desk, seed(*entries))
    work()
    return sent["Location"]


def in_force():
    return ListLoad.objects.get(state="in-force")


def test_a_list_is_sent_read_step_by_step_and_in_force_at_once(sefako):
    assert "nobody is screened" in words(sefako.get(ROOT))
    first = send(sefako, seed(*MANY[:3]))
    assert first.status_code == 303
    page = sefako.get(first["Location"])
    assert "The list is being read" in words(page)
    fields = {"csrfmiddlewaretoken": sefako.client.cookies["csrftoken"].value}
    # An old proof of who one is does not stop what is begun: `work` would do the same.
    advance = f"{first['Location']}advance/"
    told = [sefako.client.post(advance, fields, headers={"Accept": "application/json"}).json() for _turn in "ab"]
    assert (told[0]["done"], told[-1]["finished"]) == (3, True)
    assert "nobody is screened" not in words(sefako.get(ROOT))
    send(sefako, seed(*MANY[:4]))
    work()
    assert (in_force().total, in_force().confirmed_by) == (4, None)
    refused = send(sefako, SimpleUploadedFile("sdn.csv", b"not,a,list"), kind="ofac")
    assert (refused.status_code, 'href="#id_files"' in refused.content.decode()) == (422, True)
    assert send(sefako, seed(), day="yesterday").status_code == 422
    assert send(sefako).status_code == 422


def test_files_are_chosen_only_once_it_is_proved_who_sends_them(sefako, world):
    prove(sefako.client, world.sefako, ago=timedelta(hours=2))
    page = sefako.get(SEND)
    assert 'type="file"' not in page.content.decode()
    assert "/accounts/prove/" in sefako.post(SEND, page, **{"files-follow": "yes"}).content.decode()
    prove(sefako.client, world.sefako)
    assert 'type="file"' in sefako.get(SEND).content.decode()


def test_what_takes_much_away_is_in_force_only_by_a_second_person(sefako, thabo, world):
    load(*MANY, now=world.now)
    where = waiting(sefako, *MANY[:5])
    page = words(sefako.get(where))
    assert "35 of 40 entries are not in this file" in page
    assert "FIRM 39" in page
    assert "Waits for two people" in words(sefako.get(ROOT))
    assert thabo.post(where, do="confirm").status_code == 409
    assert sefako.post(where, do="propose").status_code == 303
    assert where in thabo.get("/secretariat/waiting/").content.decode()
    # Nobody is their own second, by whatever button; and nobody by an old proof of who they are.
    assert sefako.post(where, do="confirm").status_code == 409
    assert "Confirm it" not in words(sefako.get(where))
    prove(thabo.client, world.thabo, ago=timedelta(hours=2))
    assert "/accounts/prove/" in thabo.post(where, do="confirm").content.decode()
    assert in_force().total == 40
    prove(thabo.client, world.thabo)
    assert thabo.post(where, do="confirm").status_code == 303
    made = in_force()
    assert (made.total, made.proposed_by.code, made.confirmed_by.code) == (5, world.sefako.code, "SEC-THABO")
    assert "confirmed by" in words(thabo.get(where))
    told = AuditEntry.objects.get(verb="sanctions.in-force", subject=f"sanctions-load:{made.pk}")
    assert (told.actor, told.detail["proposed_by"]) == ("officer:SEC-THABO", world.sefako.actor)


def test_it_is_declined_taken_back_or_given_up_and_the_list_before_stays(sefako, thabo, world):
    load(*MANY, now=world.now)
    where = waiting(sefako, *MANY[:5])
    sefako.post(where, do="propose")
    assert sefako.post(where, do="decline").status_code == 409
    assert thabo.post(where, do="withdraw").status_code == 409
    assert thabo.post(where, do="decline").status_code == 303
    sefako.post(where, do="propose")
    assert sefako.post(where, do="withdraw").status_code == 303
    sefako.post(where, do="propose")
    assert thabo.post(where, do="give-up").status_code == 303
    assert in_force().total == 40
    states = Proposal.objects.order_by("proposed_at").values_list("state", flat=True)
    assert list(states) == ["declined", "withdrawn", "lapsed"]
    assert thabo.post(where, do="confirm", seen="x").status_code == 409


def test_one_entry_with_a_hit_takes_two_who_see_whom_it_frees(sefako, thabo, shipping_party, world):
    where = waiting(sefako, *MANY)
    page = words(sefako.get(where))
    for part in ("1 hit would lose its entry", "Diam Ville", "BW", "DIAMVILLE SAU", "Taken off the list", "To decide"):
        assert part in page
    seen = sefako.get(where)
    # Somebody else is found to be like it: whoever looked before has to look again.
    note = Party("exporter", "Diamville", "BW")
    services.note(subject=f"certificate:{uuid4()}", parties=[note], authority_id="BW", now=timezone.now())
    assert sefako.post(where, seen, do="propose").status_code == 409
    assert sefako.post(where, do="propose").status_code == 303
    assert thabo.post(where, do="confirm").status_code == 303
    assert OpenHit.objects.unlisted().count() == 2
    assert "Diam Ville" in words(thabo.get(where))


@pytest.fixture
def shipping_party(world):
    """A party that is like an entry, and waits for a decision."""
    load(DIAMVILLE, *MANY, now=world.now)
    party = Party("importer", "Diam Ville", "CF")
    return services.note(subject=f"certificate:{uuid4()}", parties=[party], authority_id="BW", now=world.now)
