"""What is the same for many shipments is read once while they are judged together, and anew otherwise."""

import pytest

from kpverify.compliance.evidence import at_one_moment, once


def reader(read):
    def fetch():
        read.append(len(read))
        return read[-1]

    return fetch


def test_within_one_moment_it_is_read_once_for_each_key():
    read = []
    with at_one_moment():
        assert [once("a", reader(read)), once("a", reader(read)), once("b", reader(read))] == [0, 0, 1]
    assert once("a", reader(read)) == 2


def test_outside_of_it_it_is_read_each_time():
    read = []
    assert [once("a", reader(read)) for _turn in range(3)] == [0, 1, 2]


def test_nothing_stays_behind_when_it_breaks_off():
    read = []
    with pytest.raises(ZeroDivisionError), at_one_moment():
        once("a", lambda: 1 / len(read))
    assert once("a", reader(read)) == 0
    with at_one_moment():
        assert once("a", reader(read)) == 1


def test_none_is_an_answer_too():
    read = []
    with at_one_moment():
        once("a", lambda: read.append(1))
        assert once("a", reader(read)) is None
