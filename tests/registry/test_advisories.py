"""Advisories and notices: what may be published, that they end, when one is reminded, and in which languages."""

import json
from datetime import date, timedelta

import pytest

from kpverify.audit.models import AuditEntry
from kpverify.errors import Refused
from kpverify.registry import services
from kpverify.registry.advisories import LANGUAGES, is_due, review_on, wording
from kpverify.registry.models import Advisory, TrustList
from kpverify.registry.offline import payload_of
from tests.world import BY

pytestmark = pytest.mark.django_db
FRENCH = {"fr": {"text": "Des signalements.", "do": "Demandez les bordereaux."}}
OLD = "CF-2021-REPORTED-ABUSES"


@pytest.fixture
def values(world):
    today = world.now.date()
    return {
        "kind": "advisory",
        "code": "CF",
        "zones": ["CF-NOLA"],
        "starts_on": today,
        "ends_on": today + timedelta(days=90),
        "text": "Reports.",
        "do": "Ask for the slips.",
        "words": FRENCH,
        "source": "Decision 2026/9",
    }


def publish(world, values, **more):
    return services.publish_advisory(**{**values, **more}, now=world.now, by=BY)


def test_ids_number_on_and_it_reaches_verifiers_with_the_next_list(world, values):
    year = world.now.year
    made = [
        publish(world, values),
        publish(world, values, kind="notice", zones=[]),
        publish(world, values, code="BW", zones=[]),
    ]
    assert [one.pk for one in made] == [f"CF-{year}-01", f"CF-{year}-02", f"BW-{year}-01"]
    assert AuditEntry.objects.order_by("-seq").first().verb == "advisory.publish"
    world.publish(now=world.now)
    listed = payload_of(json.loads(TrustList.objects.first().body))
    (country,) = (one for one in listed["participants"] if one["code"] == "CF")
    found = {one["id"]: one for one in country["advisories"]}
    assert found[made[0].pk]["words"] == FRENCH
    assert found[made[0].pk]["zones"] == ["CF-NOLA"]
    assert found[made[1].pk]["kind"] == "notice"
    assert set(found[OLD]["words"]) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"ends_on": None}, "end-missing"),
        ({"ends_on": "start"}, "period-wrong"),
        ({"starts_on": date(2020, 1, 1), "ends_on": date(2020, 2, 1)}, "period-wrong"),
        ({"ends_on": date(9999, 1, 1)}, "period-wrong"),
        ({"source": " "}, "registry-wrong"),
        ({"source": "x" * 1001}, "registry-wrong"),
        ({"text": "x" * 401}, "registry-wrong"),
        ({"do": ""}, "registry-wrong"),
        ({"do": "x" * 301}, "registry-wrong"),
        ({"kind": "rumour"}, "registry-wrong"),
        ({"zones": ["CF-NONE"]}, "registry-wrong"),
        ({"words": {"de": {"text": "a", "do": "b"}}}, "registry-wrong"),
        ({"words": {"fr": {"text": "a", "do": ""}}}, "registry-wrong"),
        ({"words": {"fr": {"text": "a\x00", "do": "b"}}}, "registry-wrong"),
        ({"text": "a\x00b"}, "registry-wrong"),
        ({"code": "XX"}, "no-participant"),
    ],
)
def test_what_is_not_published(world, values, wrong, code):
    if wrong.get("ends_on") == "start":
        wrong = {"ends_on": values["starts_on"]}
    with pytest.raises(Refused) as refused:
        publish(world, values, **wrong)
    assert refused.value.code == code
    assert Advisory.objects.count() == 1


def test_the_longest_is_two_years(world, values):
    longest = values["starts_on"] + timedelta(days=732)
    assert publish(world, values, ends_on=longest).ends_on == longest
    with pytest.raises(Refused):
        publish(world, values, ends_on=longest + timedelta(days=1))


def test_one_is_changed_prolonged_and_ended(world, values):
    made = publish(world, values)
    more = {name: value for name, value in values.items() if name != "code"}
    later = values["ends_on"] + timedelta(days=90)
    changed = services.change_advisory(advisory_id=made.pk, **{**more, "ends_on": later}, now=world.now, by=BY)
    assert changed.ends_on == later
    for wrong in ({"ends_on": None}, {"zones": ["CF-NONE"]}):
        with pytest.raises(Refused):
            services.change_advisory(advisory_id=made.pk, **{**more, **wrong}, now=world.now, by=BY)
    day = values["starts_on"] + timedelta(days=5)
    for wrong_day in (values["starts_on"], later + timedelta(days=1)):
        with pytest.raises(Refused, match="ends"):
            services.end_advisory(advisory_id=made.pk, ends_on=wrong_day, now=world.now, by=BY)
    assert services.end_advisory(advisory_id=made.pk, ends_on=day, now=world.now, by=BY).ends_on == day
    assert AuditEntry.objects.order_by("-seq").first().verb == "advisory.end"
    with pytest.raises(Refused) as refused:
        services.end_advisory(advisory_id="CF-NONE", ends_on=day, now=world.now, by=BY)
    assert (refused.value.code, refused.value.status) == ("no-advisory", 404)


def test_one_without_an_end_is_looked_at_each_year(world):
    old = Advisory.objects.get(pk=OLD)
    assert old.ends_on is None
    assert review_on(old, date(2026, 11, 12)) == date(2026, 11, 12)
    assert review_on(old, date(2026, 11, 13)) == date(2027, 11, 12)
    assert review_on(Advisory(starts_on=date(2024, 2, 29)), date(2026, 1, 1)) == date(2026, 2, 28)
    days = (date(2026, 10, 12), date(2026, 10, 13), date(2026, 11, 12), date(2026, 11, 13))
    assert [is_due(old, day) for day in days] == [False, True, True, False]


def test_the_one_that_comes_with_the_software_speaks_six_languages(world):
    old = Advisory.objects.get(pk=OLD)
    said = {"text": old.text, "do": old.do, "words": old.words}
    found = [wording(said, language) for language in ("en", *LANGUAGES)]
    assert not any(one.is_missing for one in found)
    assert len({one.text for one in found}) == len({one.do for one in found}) == 6
    assert all(0 < len(one.text) <= 400 and 0 < len(one.do) <= 300 for one in found)
    assert wording(said, "de").is_missing
