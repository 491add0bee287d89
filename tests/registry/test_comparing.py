"""Differences between two trust lists, in words."""

import copy

import pytest

from kpverify.registry.comparing import Difference, differences, summary
from kpverify.registry.trust_list import build_payload
from tests.conftest import NOW

YEAR, YY = NOW.year, f"{NOW:%y}"
LATER = 4_100_000_000


@pytest.fixture
def payload(world):
    return build_payload(status_lists={"BW": [{"uri": "https://x.test/status/BW/26", "iat": 1}]}, now=world.now)


def changed(payload, change):
    after = copy.deepcopy(payload)
    change(after)
    return differences(payload, after)


def find(found, kind, name, value):
    return next(one for one in found[kind] if one[name] == value)


def test_the_same_list_again_differs_in_nothing(payload):
    assert changed(payload, lambda after: after.update(version=99, iat=LATER, exp=LATER + 1)) == []


def test_a_status_list_published_again_is_no_news(payload):
    def publish(after):
        find(after, "authorities", "id", "BW")["status_lists"][0]["iat"] = LATER

    assert changed(payload, publish) == []


def test_the_first_list_is_all_new(payload):
    found = differences(None, payload)
    assert {one.kind for one in found} == {"added"}
    assert Difference("added", "participant BW", after="Botswana") in found


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda a: a.update(threshold=1), "changed: threshold: 2 roots must sign -> 1 roots must sign"),
        (lambda a: a["hosts"].append("evil.test"), "added: host evil.test"),
        (lambda a: a["policy"].update(clock_leeway_s=9), "changed: policy clock_leeway_s: 300 -> 9"),
        (lambda a: a.update(demo=False), "changed: demonstration: yes -> no"),
        (
            lambda a: find(a, "participants", "code", "BW").update(name="Botsvana"),
            "changed: participant BW: Botswana -> Botsvana",
        ),
        (
            lambda a: find(a, "participants", "code", "BW")["periods"][0].update(to="2026-12-01"),
            "changed: participant BW from 2003-01-01: active, open -> active, until 2026-12-01",
        ),
        (lambda a: find(a, "zones", "id", "CF-BODA").update(periods=[]), "removed: zone CF-BODA from 2016-09-26"),
        (
            lambda a: a["regimes"][4].update(rule="none"),
            "changed: rule for CF from 2024-11-15: vigilance, open -> none, open",
        ),
        (
            lambda a: find(a, "participants", "code", "CF")["advisories"][0].update(
                text="A.", do="B.", kind="notice", zones=["CF-BRIA"], words={"fr": {"text": "C.", "do": "D."}}
            ),
            "changed: warning CF-2021-REPORTED-ABUSES: from 2021-11-12, open: Governments",
        ),
        (
            lambda a: a.update(monitors=[{**find(a, "authorities", "id", "BW")["keys"][0], "kid": "KPMT-26-1"}]),
            "added: monitors' key KPMT-26-1",
        ),
        (
            lambda a: find(a, "authorities", "id", "SL").update(void=[]),
            "removed: void number SL004911: fake",
        ),
        (
            lambda a: find(a, "authorities", "id", "BW")["numbers"].pop(),
            f"removed: numbers of BW {YEAR}: BW{YY}000001 to BW{YY}999999",
        ),
        (
            lambda a: find(a, "authorities", "id", "BW").update(name="Nobody"),
            "changed: authority BW: Ministry of Minerals and Energy -> Nobody",
        ),
    ],
)
def test_each_change_is_said(payload, change, words):
    found = [str(one) for one in changed(payload, change)]
    assert any(one.startswith(words) for one in found), found


def test_all_that_a_warning_says_shows_to_those_who_sign_it(payload):
    warning = find(payload, "participants", "code", "CF")["advisories"][0]
    new = {
        "text": "A.",
        "do": "B.",
        "kind": "notice",
        "zones": ["CF-BRIA"],
        "words": {"fr": {"text": "C.", "do": "D."}},
    }
    (found,) = changed(payload, lambda after: find(after, "participants", "code", "CF")["advisories"][0].update(new))
    assert found.after == "from 2021-11-12, open: notice: A. (only CF-BRIA) B. [fr] C. D."
    assert set(warning["words"]) == {"fr", "pt", "ru", "ar", "zh-hans"}
    assert warning["do"] in found.before
    assert "kind" not in warning
    assert "zones" not in warning


def test_a_root_whose_key_was_exchanged_shows(payload):
    def exchange(after):
        after["roots"][0]["y"] = after["roots"][1]["y"]

    (found,) = changed(payload, exchange)
    assert (found.kind, found.what) == ("changed", "root root-1")
    assert len(found.before) == len(found.after) == 43


def test_a_list_is_summed_up_in_a_line(payload):
    assert "61 participants, 67 authorities, 12 keys, 8 zones, 2 of 3 roots" in summary(payload)
