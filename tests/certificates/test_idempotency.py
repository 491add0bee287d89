"""A request sent twice is done once; many at once are in test_endurance.py."""

from datetime import UTC, datetime, timedelta

import pytest

from kpverify.certificates.idempotency import (
    IN_FLIGHT_FOR,
    KEPT_FOR,
    Answer,
    answer_once,
    fingerprint,
    forget_old_answers,
)
from kpverify.certificates.models import IdempotencyKey
from kpverify.errors import Refused

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MODES = pytest.mark.parametrize("is_one", [True, False])


class Counted:
    """Counts how often it was done."""

    def __init__(self, status=200):
        self.times, self.status = 0, status

    def __call__(self):
        self.times += 1
        return Answer(self.status, f'{{"time": {self.times}}}')


def ask(officer, do, *, key="k-1", body=b"{}", is_one=True, now=NOW):
    return answer_once(
        officer=officer, key=key, request_hash=fingerprint(b"POST", b"/x", body), do=do, is_one=is_one, now=now
    )


@pytest.mark.django_db
@MODES
def test_the_second_gets_the_answer_of_the_first(ada, is_one):
    do = Counted(201)
    first = ask(ada, do, is_one=is_one)
    second = ask(ada, do, is_one=is_one)
    assert (first.status, first.body, first.is_replay) == (201, '{"time": 1}', False)
    assert (second.status, second.body, second.is_replay) == (201, '{"time": 1}', True)
    assert do.times == 1


@pytest.mark.django_db
@MODES
def test_another_request_with_the_same_key_is_refused(ada, is_one):
    do = Counted()
    ask(ada, do, is_one=is_one)
    with pytest.raises(Refused) as refused:
        ask(ada, do, body=b'{"a":1}', is_one=is_one)
    assert (refused.value.code, refused.value.status) == ("idempotency-mismatch", 422)
    assert do.times == 1


@pytest.mark.django_db
def test_keys_belong_to_one_officer(ada, ben):
    do = Counted()
    ask(ada, do)
    assert ask(ben, do).is_replay is False
    assert do.times == 2


@pytest.mark.django_db(transaction=True)
@MODES
def test_a_refusal_is_not_kept_for_nothing_was_done(ada, is_one):
    def refuse():
        raise Refused("wrong-state", "No.")

    with pytest.raises(Refused, match="No"):
        ask(ada, refuse, is_one=is_one)
    assert not IdempotencyKey.objects.exists()
    assert ask(ada, Counted(), is_one=is_one).is_replay is False


@pytest.mark.django_db
def test_while_the_first_is_under_way_the_second_waits(ada):
    def again():
        with pytest.raises(Refused) as refused:
            ask(ada, Counted(), is_one=False)
        assert (refused.value.code, refused.value.status) == ("idempotency-in-flight", 409)
        return Answer(200, "{}")

    ask(ada, again, is_one=False)


@pytest.mark.django_db
def test_the_key_of_a_process_that_died_may_be_used_again(ada):
    row = {"officer": ada, "key": "k-1", "request_hash": fingerprint(b"POST", b"/x", b"{}")}
    IdempotencyKey.objects.create(**row, created_at=NOW - IN_FLIGHT_FOR)
    assert ask(ada, Counted(), is_one=False).is_replay is False
    assert ask(ada, Counted(), is_one=False).is_replay is True


@pytest.mark.django_db
def test_answers_are_forgotten_after_a_day(ada):
    do = Counted()
    ask(ada, do)
    assert forget_old_answers(now=NOW + KEPT_FOR - timedelta(seconds=1)) == 0
    assert ask(ada, do, body=b"other", now=NOW + KEPT_FOR).is_replay is False
    assert forget_old_answers(now=NOW + 3 * KEPT_FOR) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", "x" * 81, "a\nb", "é", "\x7f"])
def test_a_key_that_cannot_be_one_is_refused(ada, key):
    with pytest.raises(Refused) as refused:
        ask(ada, Counted(), key=key)
    assert (refused.value.code, refused.value.status) == ("idempotency-key-wrong", 400)


def test_no_two_requests_have_one_fingerprint():
    assert fingerprint(b"ab", b"c") != fingerprint(b"a", b"bc")
