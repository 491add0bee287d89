"""The throttle: exact for one client, fair to the others, the same in every process."""

import multiprocessing
import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpverify.verification import throttles
from kpverify.verification.shared import shared_table
from kpverify.verification.throttles import REACH, SLOT, SLOTS, networks, parse_rate, take


def allowed(key, times, *, now=1000.0, number=30, period=60.0):
    return sum(take(key, number=number, period=period, now=now) == 0.0 for _ in range(times))


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("30/min", (30, 60.0)),
        ("5/s", (5, 1.0)),
        ("1200/m", (1200, 60.0)),
        ("9/hour", (9, 3600.0)),
        ("1/day", (1, 86400.0)),
    ],
)
def test_rate_is_read_as_the_settings_write_it(text, rate):
    assert parse_rate(text) == rate


def test_a_client_gets_its_number_at_once_and_no_more():
    assert allowed("ada", 100) == 30


def test_the_wait_told_is_the_wait_needed():
    allowed("ada", 30)
    wait = take("ada", number=30, period=60.0, now=1000.0)
    assert wait == pytest.approx(2.0)
    assert take("ada", number=30, period=60.0, now=1000.0 + wait - 0.01) > 0
    assert take("ada", number=30, period=60.0, now=1000.0 + wait + 0.01) == 0


def test_refused_questions_cost_nothing():
    allowed("ada", 500)
    assert allowed("ada", 500, now=1060.0) == 30


def test_clients_do_not_share():
    assert allowed("ada", 40) == 30
    assert allowed("ben", 40) == 30


@given(st.lists(st.floats(min_value=0.0, max_value=20.0), max_size=300))
def test_never_more_than_twice_the_number_in_any_period(gaps):
    now, passed, key = 1000.0, [], f"client {os.urandom(8).hex()}"
    for gap in gaps:
        now += gap
        if take(key, number=10, period=60.0, now=now) == 0.0:
            passed.append(now)
    assert all(sum(start <= at < start + 60.0 for at in passed) <= 20 for start in passed)


def test_debts_of_the_machines_last_start_are_forgotten():
    allowed("ada", 30, now=900_000.0)
    assert allowed("ada", 40, now=5.0) == 30


def test_a_full_table_locks_nobody_out_and_keeps_the_deepest_debts():
    for client in range(REACH * 40):
        take(f"client {client}", number=30, period=60.0, now=1000.0)
    assert allowed("newcomer", 40) == 30


def test_slots_near_the_end_wrap_around(settings):
    table = shared_table(settings.VAR / "throttles", size=SLOTS * SLOT.size)
    with table.locked() as memory:
        for step in range(REACH - 1):
            SLOT.pack_into(memory, (SLOTS - 1 + step) % SLOTS * SLOT.size, 7, 1050.0)
        offset, _ = throttles._find(memory, SLOTS - 1, 1000.0)
    assert offset == (REACH - 2) * SLOT.size


def test_the_table_names_no_client(settings, own_var):
    take("verify 203.0.113.7/32", number=30, period=60.0, now=1000.0)
    assert b"203.0.113.7" not in (own_var / "throttles").read_bytes()
    settings.SECRET_KEY = "another" * 10
    assert allowed("verify 203.0.113.7/32", 40) == 30


def ask_in_process(var, secret, results):
    from django.conf import settings

    settings.VAR, settings.SECRET_KEY = var, secret
    results.put(allowed("ada", 40))


def test_processes_share_one_limit(settings, own_var):
    context = multiprocessing.get_context("fork")
    results = context.Queue()
    processes = [context.Process(target=ask_in_process, args=(own_var, settings.SECRET_KEY, results)) for _ in range(4)]
    for process in processes:
        process.start()
    counts = [results.get(timeout=20) for _ in processes]
    for process in processes:
        process.join()
    assert sum(counts) == 30


@pytest.mark.parametrize(
    ("address", "client", "around"),
    [
        ("203.0.113.7", "203.0.113.7/32", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.7/32", "203.0.113.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("", "", ""),
        ("nonsense", "nonsense", "nonsense"),
    ],
)
def test_networks(address, client, around):
    assert networks(address) == (client, around)
