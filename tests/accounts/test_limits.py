"""Guessing is counted by all processes together, and locks nobody else out."""

from threading import Thread

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.utils import timezone

from kpverify.accounts import factors
from tests.office.conftest import Desk, words
from tests.world import PASSWORD, SECRET, code_of

FIRST, SECOND, OWNER = "192.0.2.1", "192.0.2.2", "198.51.100.9"


def password(ip, word="not the one", email="ada@example.org"):
    return Client(REMOTE_ADDR=ip).post("/accounts/login/", {"login": email, "password": word})


def at_second_step(nick, ip):
    desk = Desk()
    desk.client = Client(REMOTE_ADDR=ip)
    answer = desk.client.post("/accounts/login/", {"login": f"{nick}@example.org", "password": PASSWORD})
    assert answer["Location"] == "/accounts/second-step/"
    return desk


def wrong_code():
    """A code that is of none of the periods that count."""
    near = {factors.code_of(SECRET, factors.counter_at(timezone.now()) + away) for away in range(-3, 4)}
    return next(code for code in ("000000", "111111", "222222", "333333", "444444") if code not in near)


def test_strangers_lock_nobody_out(world):
    for _ in range(6):
        answer = password(FIRST)
    assert "Wait five minutes" in words(answer)
    assert "Wait five minutes" in words(password(FIRST, PASSWORD))
    assert password(OWNER, PASSWORD).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_other_processes_count_together(world):
    # Each thread has connections and a cache client of its own, as each process has; they share the database alone.
    clients, answers = set(), []

    def guess(times):
        clients.add(id(caches["default"]))
        answers.extend(password(FIRST) for _ in range(times))
        for connection in connections.all(initialized_only=True):
            connection.close()

    for times in (3, 2, 1):
        thread = Thread(target=guess, args=(times,))
        thread.start()
        thread.join()
    told = ["Wait five minutes" in words(one) for one in answers]
    assert told == [False] * 5 + [True]
    assert caches["default"].__class__.__name__ == "DatabaseCache"


def test_codes_are_guessed_five_times_and_the_owner_elsewhere_goes_on(world):
    thief = at_second_step("ada", FIRST)
    answers = [thief.post("/accounts/second-step/", code=wrong_code()) for _ in range(6)]
    assert ["Too many attempts" in words(one) for one in answers] == [False] * 5 + [True]
    assert "Too many attempts" in words(thief.post("/accounts/second-step/", code=code_of(world.ada)))
    owner = at_second_step("ada", OWNER)
    assert owner.post("/accounts/second-step/", code=code_of(world.ada))["Location"] == "/office/"


def test_codes_are_guessed_twenty_times_from_everywhere(world):
    for number in range(4):
        thief = at_second_step("ada", f"192.0.2.{number + 10}")
        for _ in range(5):
            thief.post("/accounts/second-step/", code=wrong_code())
    late = at_second_step("ada", SECOND)
    assert "Too many attempts" in words(late.post("/accounts/second-step/", code=code_of(world.ada)))


def test_invitations_are_not_guessed(world):
    client = Client(REMOTE_ADDR=FIRST)
    answers = [client.post("/accounts/invitation/", {"invitation": "x" * 43}).status_code for _ in range(22)]
    assert (answers[0], answers[-1]) == (410, 429)
