"""The data files: facts of the scheme, each with its source, loaded once and never over what people changed."""

import itertools
import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from kpverify.audit.models import AuditEntry
from kpverify.errors import Refused
from kpverify.registry import services
from kpverify.registry.models import (
    Advisory,
    Authority,
    HSCode,
    NumberRange,
    Participant,
    ParticipantPeriod,
    Regime,
    Statement,
    VoidNumber,
    Zone,
)
from kpverify.registry.periods import holding
from kpverify.registry.reference import PARTS, differences, rows

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
BY = "test"


@pytest.fixture
def loaded(db):
    return services.load_reference(now=NOW, by=BY)


def standing(code: str, day: str) -> str:
    found = holding(ParticipantPeriod.objects.filter(participant=code), date.fromisoformat(day))
    return "none" if found is None else found.state


def rule(code: str, day: str) -> str:
    found = holding(Regime.objects.filter(origin=code), date.fromisoformat(day))
    return "none" if found is None else found.rule


def compliant(day: str) -> set[str]:
    return {
        zone.pk for zone in Zone.objects.filter(origin="CF") if holding(zone.periods.all(), date.fromisoformat(day))
    }


def test_sixty_participants_count_and_stand_for_86_countries(loaded):
    counted = Participant.objects.filter(is_counted=True)
    assert counted.count() == 60
    union = Participant.objects.get(pk="EU")
    states = [code for code in union.members if code != "GL"]
    assert len(states) == 27
    assert counted.count() - 1 + len(states) == 86


def test_chinese_taipei_takes_part_without_being_counted(loaded):
    assert list(Participant.objects.filter(is_counted=False).values_list("pk", flat=True)) == ["TW"]
    assert standing("TW", "2026-11-25") == "active"


def test_no_code_is_a_participant_and_a_member_of_another(loaded):
    """A member with periods of its own would hide the participant it belongs to."""
    codes = set(Participant.objects.values_list("pk", flat=True))
    members = [code for one in Participant.objects.all() for code in one.members]
    assert not codes & set(members)
    assert len(members) == len(set(members))


def test_every_counted_participant_takes_part_today(loaded):
    today = {one.pk: standing(one.pk, "2026-11-25") for one in Participant.objects.filter(is_counted=True)}
    assert {code for code, state in today.items() if state != "active"} == {"VE"}
    assert today["VE"] == "suspended"


@pytest.mark.parametrize(
    ("code", "day", "state"),
    [
        ("BW", "2002-12-31", "none"),
        ("BW", "2003-01-01", "active"),
        ("CG", "2004-07-08", "active"),
        ("CG", "2004-07-09", "none"),
        ("CG", "2007-11-07", "none"),
        ("CG", "2007-11-08", "active"),
        ("LB", "2004-06-01", "none"),
        ("LB", "2006-01-01", "active"),
        ("CI", "2004-12-31", "active"),
        ("CI", "2005-12-15", "suspended"),
        ("CI", "2014-04-28", "suspended"),
        ("CI", "2014-04-29", "active"),
        ("CF", "2003-06-01", "suspended"),
        ("CF", "2013-05-22", "active"),
        ("CF", "2013-05-23", "suspended"),
        ("CF", "2015-07-16", "suspended"),
        ("CF", "2015-07-17", "restricted"),
        ("CF", "2024-11-14", "restricted"),
        ("CF", "2024-11-15", "active"),
        ("VE", "2004-12-31", "active"),
        ("VE", "2012-01-01", "suspended"),
        ("VE", "2017-04-26", "suspended"),
        ("ZW", "2010-06-01", "restricted"),
        ("ZW", "2012-11-30", "active"),
        ("GB", "2020-12-31", "none"),
        ("GB", "2021-01-01", "active"),
        ("UZ", "2024-11-14", "none"),
        ("UZ", "2024-11-15", "active"),
        ("KG", "2021-11-12", "active"),
    ],
)
def test_standing_on_a_day(loaded, code, day, state):
    assert standing(code, day) == state


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2013-05-22", "none"),
        ("2013-05-23", "suspended"),
        ("2015-07-16", "suspended"),
        ("2015-07-17", "zones_with_clearance"),
        ("2019-11-21", "zones_with_clearance"),
        ("2019-11-22", "zones"),
        ("2024-11-14", "zones"),
        ("2024-11-15", "vigilance"),
        ("2026-11-25", "vigilance"),
    ],
)
def test_what_the_scheme_asked_of_central_african_goods(loaded, day, expected):
    assert rule("CF", day) == expected


def test_the_embargo_on_ivorian_goods_is_a_rule_too(loaded):
    assert [rule("CI", day) for day in ("2004-12-31", "2010-01-01", "2014-04-29")] == ["none", "suspended", "none"]


@pytest.mark.parametrize(
    ("day", "count", "newest"),
    [
        ("2016-02-29", 0, None),
        ("2016-03-01", 1, "CF-BERBERATI"),
        ("2016-09-25", 1, "CF-BERBERATI"),
        ("2016-09-26", 4, "CF-NOLA"),
        ("2018-05-07", 5, "CF-GADZI"),
        ("2018-12-31", 8, "CF-BAGANDOU"),
        ("2024-11-14", 8, "CF-BODA"),
    ],
)
def test_compliant_zones_on_a_day(loaded, day, count, newest):
    found = compliant(day)
    assert len(found) == count
    assert newest is None or newest in found


def test_periods_of_one_thing_follow_one_another(loaded):
    groups = [list(one.periods.order_by("starts_on")) for one in Participant.objects.all()]
    groups += [list(one.regimes.order_by("starts_on")) for one in Participant.objects.all()]
    groups += [list(one.periods.order_by("starts_on")) for one in Zone.objects.all()]
    for group in groups:
        for before, after in itertools.pairwise(group):
            assert before.ends_on is not None
            assert before.ends_on <= after.starts_on


def test_the_union_issues_at_seven_places_under_one_code(loaded):
    places = Authority.objects.filter(participant="EU")
    assert set(places.values_list("place", flat=True)) == {
        "Antwerp",
        "Prague",
        "Idar-Oberstein",
        "Dublin",
        "Torino",
        "Lisbon",
        "Bucharest",
    }
    assert places.get(place="Antwerp").pk == "EU-ANR"
    others = Counter(Authority.objects.exclude(participant="EU").values_list("participant", flat=True))
    assert set(others.values()) == {1}
    assert len(others) == 60
    assert all(re.fullmatch(r"[A-Z]{2}(-[A-Z0-9]{1,8})?", one.pk) for one in Authority.objects.all())


def test_each_number_of_the_world_belongs_to_one_authority(loaded):
    ranges = list(NumberRange.objects.all())
    assert {one.year for one in ranges} == {2025, 2026}
    assert len(ranges) == 2 * Authority.objects.count()
    spans = sorted((len(one.number(1)), one.number(one.first_value), one.number(one.last_value)) for one in ranges)
    for (length, _, last), (next_length, first, _) in itertools.pairwise(spans):
        assert length < next_length or last < first
    for one in ranges:
        assert re.fullmatch(r"[A-Z]{2}[0-9A-Z/-]{1,18}", one.number(one.first_value))
        assert one.prefix.startswith(one.authority_id[:2])
        assert one.next_value == one.first_value == 1


def test_every_datum_names_its_source(loaded):
    for model in (Statement, Participant, ParticipantPeriod, Authority, Regime, Zone, Advisory, VoidNumber):
        assert not model.objects.filter(source="").exists(), model


def test_wordings(loaded):
    us = Statement.objects.get(pk="KPCS-US")
    assert us.title == "Kimberley Process Certificate"
    assert us.text == (
        "The rough diamonds in this shipment have been handled in accordance with the provisions of the "
        "Kimberley Process Certification Scheme for rough diamonds"
    )
    canada = Participant.objects.get(pk="CA")
    assert "système international de délivrance" in canada.statement.text
    assert Participant.objects.exclude(pk="CA").exclude(statement="KPCS-US").count() == 0
    for one in Participant.objects.exclude(local_statement=None):
        assert one.local_statement.language == one.language
        assert one.local_statement.source.startswith("Working translation")
    languages = set(Participant.objects.exclude(local_statement=None).values_list("language", flat=True))
    assert languages == {"ar", "es", "fr", "pt", "ru", "zh"}


def test_settings_of_participants(loaded):
    assert set(Participant.objects.values_list("validity_days", flat=True)) == {60}
    assert min(Participant.objects.values_list("retention_years", flat=True)) == 5
    listed = Participant.objects.exclude(origin_list_from=None).values_list("pk", "origin_list_from")
    assert list(listed) == [("EU", date(2025, 3, 1))]
    assert set(HSCode.objects.values_list("pk", flat=True)) == {"7102.10", "7102.21", "7102.31"}


def test_the_warning_about_central_african_goods_reports_and_names_who_said_so(loaded):
    (advisory,) = Advisory.objects.all()
    assert advisory.participant_id == "CF"
    assert "have reported" in advisory.text
    assert "Wagner Group" in advisory.text
    assert advisory.source.count("https://") == 3
    assert holding([advisory], date(2026, 11, 25))


def test_known_fakes_are_void_numbers(loaded):
    found = dict(VoidNumber.objects.values_list("number", "reason"))
    assert found == {"SL4306": "fake", "SL004911": "fake"}


def test_loading_twice_changes_nothing(loaded):
    assert loaded == {
        "statements": 8,
        "hs_codes": 3,
        "participants": 61,
        "authorities": 67,
        "regimes": 6,
        "zones": 8,
        "advisories": 1,
        "void_numbers": 2,
        "ranges": 134,
    }
    entries = AuditEntry.objects.count()
    assert set(services.load_reference(now=NOW, by=BY).values()) == {0}
    assert AuditEntry.objects.count() == entries == 1
    assert differences() == []


def test_loading_records_who_and_what(loaded):
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.actor, entry.detail["added"]["participants"]) == ("reference.load", BY, 61)


def test_loading_leaves_alone_what_the_secretariat_has_changed(loaded):
    services.start_period(
        code="BW", state="suspended", starts_on=date(2026, 12, 1), reason="A test.", source="A test", now=NOW, by=BY
    )
    services.start_regime(origin="CF", rule="none", starts_on=date(2026, 12, 1), source="A test", now=NOW, by=BY)
    services.load_reference(now=NOW, by=BY)
    assert standing("BW", "2026-12-01") == "suspended"
    assert rule("CF", "2026-12-01") == "none"
    told = differences()
    assert any("BW 2003-01-01: ends_on is 2026-12-01, the files say None" in one for one in told)
    assert any("CF 2024-11-15: ends_on is 2026-12-01, the files say None" in one for one in told)


def test_loading_fills_what_is_missing(loaded):
    VoidNumber.objects.get(number="SL4306").delete()
    Zone.objects.get(pk="CF-BODA").delete()
    added = services.load_reference(now=NOW, by=BY)
    assert {part for part, count in added.items() if count} == {"void_numbers", "zones"}
    assert Zone.objects.get(pk="CF-BODA").periods.count() == 1
    assert differences() == []


def test_a_new_year_brings_new_ranges_and_keeps_the_old(loaded):
    NumberRange.objects.filter(authority="BW", year=2026).update(next_value=42)
    added = services.load_reference(now=NOW.replace(year=2027), by=BY)
    assert added["ranges"] == 67
    assert NumberRange.objects.get(authority="BW", year=2026).next_value == 42
    assert NumberRange.objects.get(authority="BW", year=2027).number(1) == "BW27000001"


@pytest.mark.parametrize("part", [part.file for part in PARTS])
def test_a_data_file_has_rows(part):
    assert rows(part)


def test_the_command_tells_what_it_would_do_and_does_nothing(db, capsys):
    call_command("load_reference", dry_run=True)
    told = capsys.readouterr().out
    assert "Would add 61 participants." in told
    assert "Next:" in told
    assert not Participant.objects.exists()
    assert not AuditEntry.objects.exists()


def test_the_command_loads_and_shows_differences(db, capsys):
    call_command("load_reference")
    Authority.objects.filter(pk="BW").update(place="Gaborone")
    call_command("load_reference")
    told = capsys.readouterr().out
    assert "Added 67 authorities." in told
    assert "Nothing is missing." in told
    assert "Kept as it is here: authority BW: place is Gaborone, the files say ." in told


def test_numbers_the_secretariat_gave_to_somebody_else_are_not_given_again(world):
    NumberRange.objects.filter(authority_id="NA").delete()
    year = world.now.year
    NumberRange.objects.create(authority_id="BW", year=year, prefix=f"NA{year % 100:02}", digits=6, last_value=999_999)
    with pytest.raises(Refused) as refused:
        services.load_reference(now=world.now, by="test")
    assert refused.value.code == "range-overlap"
