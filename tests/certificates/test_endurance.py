"""Real processes on a real database: many at once, and killed at any instant."""

import base64
import json
import os
import signal
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import pytest

pytestmark = [pytest.mark.endurance, pytest.mark.xdist_group("node")]


def own_database(tmp_path):
    """Make a database of the engine under test that nobody else uses."""
    url = os.environ.get("KPVERIFY_DATABASE_URL", "")
    if not url.startswith("postgres"):
        return f"sqlite:///{tmp_path / 'node.sqlite3'}"
    import psycopg

    name = f"node_{os.getpid()}_{tmp_path.name}".replace("-", "_").lower()[:60]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}"')
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    place = tmp_path_factory.mktemp("node")
    env = {
        **os.environ,
        "KPVERIFY_ENV": "test",
        "KPVERIFY_VAR": str(place),
        "KPVERIFY_DATABASE_URL": own_database(place),
        "KPVERIFY_SEAL_KEY": base64.b64encode(os.urandom(32)).decode(),
    }

    def work():
        command = [sys.executable, "manage.py", "work", "--every", "0.2"]
        return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def run(*words):
        command = [sys.executable, "-m", "tests.certificates.node", *map(str, words)]
        done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr[-4000:]
        return {**json.loads(done.stdout.splitlines()[-1]), "stderr": done.stderr[-3000:]}

    run("prepare", 0)
    run.work = work
    return run


def check_books(books):
    """Every number is accounted for, every signature is known, every token is good."""
    assert books["numbers"] == books["taken"], "a number was taken that no certificate has"
    assert len(set(books["numbers"])) == len(books["numbers"]) == books["indexes"]
    assert books["unknown_signatures"] == 0
    assert books["void"] == []
    assert set(books["outcomes"]) <= {"valid"}
    assert books["audit"] == []
    first, last = books["numbers"][0], books["numbers"][-1]
    assert int(last[2:]) - int(first[2:]) == len(books["numbers"]) - 1, "there is a gap"


def test_eight_processes_issue_four_hundred_certificates(node):
    before = node("account")
    books = node("many", 8, 50)
    assert books["ends"] == [0] * 8, books["stderr"]
    assert len(books["numbers"]) - len(before["numbers"]) == 400
    assert books["signed"] - before["signed"] == 400
    assert set(books["states"]) <= {"issued", "revoked", "draft", "approved"}
    # Another test may have revoked one in this node before.
    assert books["states"]["revoked"] - before["states"].get("revoked", 0) == 40
    assert books["logged"] == books["numbers"]
    check_books(books)


def test_fifty_killed_processes_leave_nothing_unaccounted(node):
    before = len(node("account")["numbers"])
    books = node("kill", 50, 20261124)
    assert books["killed"] >= 40, "most were to be killed before they were done"
    assert books["left"].get("issuing", 0) > 0, "none was killed between intent and record: the test is too kind"
    assert "issuing" not in books["states"]
    assert len(books["numbers"]) > before
    assert books["logged"] == books["numbers"]
    check_books(books)


def test_twenty_threads_with_one_key_draft_one_certificate(node):
    found = node("at_once", 20)
    assert found["drafted"] == 1
    assert len(found["answers"]) == 20
    assert len({body for body, _ in found["answers"]}) == 1
    assert [is_replay for _, is_replay in found["answers"]].count(False) == 1


def test_of_fifty_approvals_at_once_one_wins_and_the_others_are_told(node):
    found = node("approve_at_once", 50)
    won = [code for status, code in found["answers"] if status == 200]
    lost = [code for status, code in found["answers"] if status == 409]
    assert (len(won), len(lost)) == (1, 49), found
    assert set(lost) <= {"version-conflict", "wrong-state"}
    assert (found["state"], found["entries"], found["many"]) == ("approved", 1, 1)


def test_of_fifty_second_officers_at_once_one_revokes(node):
    found = node("revoke_at_once", 50)
    assert sorted(status for status, _ in found["answers"]) == [200] + [409] * 49, found
    assert {code for status, code in found["answers"] if status == 409} <= {"wrong-state", "proposal-over"}
    assert (found["state"], found["entries"]) == ("revoked", 1)


def test_revoking_many_loses_and_repeats_nothing_however_often_it_is_killed(node):
    books = node("kill_mass", 200, 20261125)
    assert books["killed"] >= 20, "most were to be killed before they were done"
    assert len([done for done in books["between"] if 0 < done < 200]) >= 5, "none was killed in the middle"
    assert (books["states"], books["entries"], books["refused"]) == ({"revoked": 200}, [1] * 200, 0)
    # Verifiers know: nothing waits to be published, and the published list says so.
    assert (books["unpublished"], books["told"], books["audit"]) == (0, 20, [])


def test_work_finishes_what_is_left_and_ends_cleanly_when_told(node):
    left = node("leave")
    process = node.work()
    try:
        assert process.stdout.readline() == f"finished {left['number']}\n", process.stderr.read()
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0
    finally:
        process.kill()
        process.communicate()
