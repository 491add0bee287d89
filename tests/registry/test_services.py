"""The acts on the registry: each validates, refuses in words, and leaves an entry with before and after."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from kpverify.audit.models import AuditEntry
from kpverify.audit.services import check_chain
from kpverify.errors import Refused
from kpverify.registry import services
from kpverify.registry.authorities import is_given
from kpverify.registry.models import (
    Authority,
    NumberRange,
    Participant,
    ParticipantPeriod,
    Regime,
    RootKey,
    Statement,
    VoidNumber,
    ZonePeriod,
)
from tests.conftest import NOW
from tests.world import BY

DAY = date(2026, 12, 1)
# Numbers and keys carry the year of their making.
YEAR, YY = NOW.year, f"{NOW:%y}"
SOURCE = "Administrative Decision 2026/1"


@pytest.fixture
def act(world):
    """Call a service as the Secretariat does."""

    def call(act_name, /, **values):
        return getattr(services, act_name)(**values, now=world.now, by=BY)

    return call


@pytest.fixture
def refused(act):
    """Call a service that has to say no, and change nothing."""

    def call(act_name, /, **values):
        entries = AuditEntry.objects.count()
        with pytest.raises(Refused) as no, transaction.atomic():
            act(act_name, **values)
        assert AuditEntry.objects.count() == entries
        assert no.value.message.endswith(".")
        return no.value.code, no.value.status

    return call


def last() -> AuditEntry:
    return AuditEntry.objects.order_by("-seq").first()


def period(**more):
    values = {"code": "BW", "state": "suspended", "starts_on": DAY, "reason": "A test of the rules.", "source": SOURCE}
    return {**values, **more}


def test_a_suspension_ends_the_open_period_and_is_recorded(act):
    act("start_period", **period())
    first, second = ParticipantPeriod.objects.filter(participant="BW").order_by("starts_on")
    assert (first.state, first.ends_on) == ("active", DAY)
    assert (second.state, second.starts_on, second.ends_on) == ("suspended", DAY, None)
    ended, started = AuditEntry.objects.order_by("-seq")[:2][::-1]
    assert ended.detail == {"before": {"ends_on": None}, "after": {"ends_on": "2026-12-01"}}
    assert started.detail["after"]["reason"] == "A test of the rules."
    assert (started.actor, started.subject) == (BY, "participant:BW:2026-12-01")
    assert check_chain() == []


def test_readmission_follows_a_suspension(act):
    act("start_period", **period())
    act("start_period", **period(state="active", starts_on=DAY + timedelta(days=30), reason=""))
    states = ParticipantPeriod.objects.filter(participant="BW").order_by("starts_on")
    assert [one.state for one in states] == ["active", "suspended", "active"]
    assert [one.ends_on for one in states] == [DAY, DAY + timedelta(days=30), None]


def test_a_participant_that_left_may_come_back(act):
    act("end_period", code="BW", ends_on=DAY, reason="Left the scheme.", source=SOURCE)
    assert last().detail["before"]["ends_on"] is None
    act("start_period", **period(state="active", starts_on=DAY + timedelta(days=9), reason=""))
    left, back = ParticipantPeriod.objects.filter(participant="BW").order_by("starts_on")
    assert left.reason == "Left the scheme."
    assert left.ends_on < back.starts_on


@pytest.mark.parametrize(
    ("values", "code", "status"),
    [
        ({"code": "XX"}, "no-participant", 404),
        ({"state": "active", "reason": ""}, "no-change", 409),
        ({"state": "expelled"}, "registry-wrong", 422),
        ({"source": " "}, "registry-wrong", 422),
        ({"reason": ""}, "registry-wrong", 422),
        ({"reason": "a\x00b"}, "registry-wrong", 422),
        ({"reason": "a\ud800b"}, "registry-wrong", 422),
        ({"starts_on": date(2003, 1, 1)}, "period-overlap", 409),
        ({"starts_on": date(2002, 1, 1)}, "period-overlap", 409),
        ({"starts_on": date(2002, 1, 1), "ends_on": date(2003, 1, 2)}, "period-overlap", 409),
        ({"ends_on": DAY}, "period-wrong", 422),
        ({"ends_on": DAY - timedelta(days=1)}, "period-wrong", 422),
        ({"code": "CF", "starts_on": date(2014, 1, 1)}, "period-overlap", 409),
        ({"code": "CG", "starts_on": date(2005, 1, 1)}, "period-overlap", 409),
    ],
)
def test_start_period_says_no(refused, values, code, status):
    assert refused("start_period", **period(**values)) == (code, status)


def test_a_period_may_fill_a_gap_exactly(act):
    act("start_period", **period(code="CG", starts_on=date(2004, 7, 9), ends_on=date(2007, 11, 8)))
    assert ParticipantPeriod.objects.filter(participant="CG").count() == 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "XX"}, "no-participant"),
        ({"ends_on": date(2003, 1, 1)}, "period-wrong"),
        ({"reason": ""}, "registry-wrong"),
        ({"source": ""}, "registry-wrong"),
    ],
)
def test_end_period_says_no(refused, values, code):
    given = {"code": "BW", "ends_on": DAY, "reason": "Left.", "source": SOURCE, **values}
    assert refused("end_period", **given)[0] == code


def test_a_participant_cannot_leave_twice(act, refused):
    values = {"code": "BW", "ends_on": DAY, "reason": "Left.", "source": SOURCE}
    act("end_period", **values)
    assert refused("end_period", **values)[0] == "no-open-period"


def test_a_new_participant_takes_part_from_its_first_period_on(act):
    values = {"code": "KE", "name": "Kenya", "official_name": "Republic of Kenya", "statement_id": "KPCS-US"}
    act("add_participant", **values, source=SOURCE)
    act("start_period", **period(code="KE", state="active", reason=""))
    act("add_authority", authority_id="KE", name="State Department for Mining", source=SOURCE)
    assert Participant.objects.get(pk="KE").periods.get().state == "active"
    assert act("open_year", year=YEAR)[0].number(1) == f"KE{YY}000001"


@pytest.mark.parametrize(
    "values",
    [{"code": "BW"}, {"code": "BE"}, {"code": "kenya"}, {"statement_id": "NONE"}, {"name": "x" * 121}, {"source": ""}],
)
def test_add_participant_says_no(refused, values):
    given = {"code": "KE", "name": "Kenya", "official_name": "Republic of Kenya", "statement_id": "KPCS-US"}
    assert refused("add_participant", **{**given, "source": SOURCE, **values}) == ("registry-wrong", 422)


def test_a_wording_is_added_and_chosen_but_never_changed(act, refused):
    values = {"statement_id": "KPCS-FR-2", "language": "fr", "title": "Certificat", "text": "Les diamants."}
    act("add_statement", **values, source=SOURCE)
    assert refused("add_statement", **values, source=SOURCE)[0] == "registry-wrong"
    assert refused("add_statement", **{**values, "statement_id": "kpcs"}, source=SOURCE)[0] == "registry-wrong"
    act("choose_statement", code="CM", statement_id="KPCS-US", local_statement_id="KPCS-FR-2")
    assert Participant.objects.get(pk="CM").local_statement == Statement.objects.get(pk="KPCS-FR-2")
    assert last().detail == {
        "before": {"statement": "KPCS-US", "local_statement": "KPCS-FR"},
        "after": {"statement": "KPCS-US", "local_statement": "KPCS-FR-2"},
    }
    given = {"code": "CM", "statement_id": "KPCS-US", "local_statement_id": "KPCS-FR-2"}
    assert refused("choose_statement", **given)[0] == "no-change"
    assert refused("choose_statement", **{**given, "local_statement_id": "NONE"})[0] == "registry-wrong"


def test_a_zone_is_named_opened_and_closed(act):
    act("add_zone", zone_id="CF-BOUAR", origin="CF", name="Bouar", source=SOURCE)
    act("open_zone", zone_id="CF-BOUAR", starts_on=DAY)
    act("close_zone", zone_id="CF-BOUAR", ends_on=DAY + timedelta(days=7), note="Attacked.")
    act("open_zone", zone_id="CF-BOUAR", starts_on=DAY + timedelta(days=7))
    assert ZonePeriod.objects.filter(zone="CF-BOUAR").count() == 2
    assert last().subject == "zone:CF-BOUAR:2026-12-08"


@pytest.mark.parametrize(
    ("name", "values", "code"),
    [
        ("add_zone", {"zone_id": "BW-ORAPA", "origin": "CF", "name": "x", "source": SOURCE}, "registry-wrong"),
        ("add_zone", {"zone_id": "CF-Bouar", "origin": "CF", "name": "x", "source": SOURCE}, "registry-wrong"),
        ("add_zone", {"zone_id": "CF-BODA", "origin": "CF", "name": "x", "source": SOURCE}, "registry-wrong"),
        ("add_zone", {"zone_id": "CF-X", "origin": "CF", "name": "", "source": SOURCE}, "registry-wrong"),
        ("add_zone", {"zone_id": "CF-X", "origin": "CF", "name": "x", "source": ""}, "registry-wrong"),
        ("add_zone", {"zone_id": "XX-X", "origin": "XX", "name": "x", "source": SOURCE}, "no-participant"),
        ("open_zone", {"zone_id": "CF-NONE", "starts_on": DAY}, "no-zone"),
        ("open_zone", {"zone_id": "CF-BODA", "starts_on": DAY}, "no-change"),
        ("open_zone", {"zone_id": "CF-BODA", "starts_on": date(2016, 9, 26)}, "period-overlap"),
        ("open_zone", {"zone_id": "CF-BODA", "starts_on": DAY, "ends_on": DAY}, "period-wrong"),
        ("close_zone", {"zone_id": "CF-NONE", "ends_on": DAY, "note": "x"}, "no-zone"),
        ("close_zone", {"zone_id": "CF-BODA", "ends_on": date(2016, 9, 26), "note": "x"}, "period-wrong"),
        ("close_zone", {"zone_id": "CF-BODA", "ends_on": DAY, "note": ""}, "registry-wrong"),
        ("start_regime", {"origin": "CF", "rule": "vigilance", "starts_on": DAY, "source": SOURCE}, "no-change"),
        ("start_regime", {"origin": "CF", "rule": "odd", "starts_on": DAY, "source": SOURCE}, "registry-wrong"),
        ("start_regime", {"origin": "CF", "rule": "none", "starts_on": DAY, "source": ""}, "registry-wrong"),
        ("start_regime", {"origin": "XX", "rule": "none", "starts_on": DAY, "source": SOURCE}, "no-participant"),
        (
            "start_regime",
            {"origin": "CF", "rule": "none", "starts_on": date(2020, 1, 1), "source": SOURCE},
            "period-overlap",
        ),
    ],
)
def test_zones_and_rules_say_no(refused, name, values, code):
    assert refused(name, **values)[0] == code


def test_a_closed_zone_cannot_be_closed_again(act, refused):
    act("close_zone", zone_id="CF-BODA", ends_on=DAY, note="Attacked.")
    assert refused("close_zone", zone_id="CF-BODA", ends_on=DAY, note="Again.")[0] == "no-open-period"


def test_a_rule_follows_another(act):
    act("start_regime", origin="CF", rule="suspended", starts_on=DAY, source=SOURCE)
    before, after = Regime.objects.filter(origin="CF").order_by("-starts_on")[:2][::-1]
    assert (before.rule, before.ends_on, after.rule, after.ends_on) == ("vigilance", DAY, "suspended", None)


def test_an_authority_is_added_and_corrected(act):
    act("add_authority", authority_id="EU-SOF", name="European Union authority at Sofia", place="Sofia", source=SOURCE)
    values = {"name": "Sofia office", "place": "Sofia", "address": "1 Street", "email": "", "as_of": "2026-11"}
    act("edit_authority", authority_id="EU-SOF", **values, source=SOURCE)
    assert Authority.objects.get(pk="EU-SOF").name == "Sofia office"
    assert (last().verb, last().authority) == ("authority.edit", "EU-SOF")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"authority_id": "XX"}, "no-participant"),
        ({"authority_id": "EU-"}, "registry-wrong"),
        ({"authority_id": "EU-TOOLONGXX"}, "registry-wrong"),
        ({"authority_id": "BW"}, "registry-wrong"),
        ({"name": ""}, "registry-wrong"),
        ({"email": "nobody"}, "registry-wrong"),
        ({"source": ""}, "registry-wrong"),
    ],
)
def test_add_authority_says_no(refused, values, code):
    given = {"authority_id": "EU-SOF", "name": "Sofia", "source": SOURCE, **values}
    assert refused("add_authority", **given)[0] == code


def test_edit_authority_says_no(refused):
    held = Authority.objects.get(pk="BW")
    names = ("name", "place", "address", "email", "as_of", "source")
    same = {name: getattr(held, name) for name in names}
    assert refused("edit_authority", authority_id="BW", **same) == ("no-change", 409)
    assert refused("edit_authority", authority_id="XX", **same) == ("no-authority", 404)


def numbers(**more):
    return {"authority_id": "BW", "year": YEAR, "prefix": f"BWX{YY}", "digits": 5, "first": 1, "last": 500, **more}


def test_a_range_is_added(act):
    made = act("add_range", **numbers())
    assert (made.number(made.next_value), made.number(made.last_value)) == (f"BWX{YY}00001", f"BWX{YY}00500")
    assert last().subject == f"range:BWX{YY}00001-BWX{YY}00500"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"authority_id": "XX"}, "no-authority"),
        ({"prefix": "AE26"}, "range-wrong"),
        ({"prefix": "BW 26"}, "range-wrong"),
        ({"prefix": "bw26"}, "range-wrong"),
        ({"prefix": "BW" + "X" * 14}, "range-wrong"),
        ({"prefix": "BWXXXXXXXXXXXX"}, "registry-wrong"),
        ({"digits": 0}, "range-wrong"),
        ({"digits": 10}, "range-wrong"),
        ({"first": 0}, "range-wrong"),
        ({"first": 7, "last": 6}, "range-wrong"),
        ({"last": 100000}, "range-wrong"),
        ({"year": 1999}, "range-wrong"),
        # The usual range is BW, two digits of the year, six digits: these say the same numbers in other words.
        ({"prefix": f"BW{YY}", "digits": 6}, "range-overlap"),
        ({"prefix": f"BW{YY[0]}", "digits": 7, "last": 9999999}, "range-overlap"),
        ({"prefix": f"BW{YY}0", "digits": 5}, "range-overlap"),
    ],
)
def test_add_range_says_no(refused, values, code):
    assert refused("add_range", **numbers(**values))[0] == code


def test_numbers_that_only_look_alike_may_be_given(act):
    act("add_range", **numbers(prefix=f"BW{YY[0]}", digits=7, first=1, last=99_999))
    act("add_range", **numbers(year=YEAR + 1, prefix=f"BW{YY}", digits=7, first=1, last=9))
    assert NumberRange.objects.filter(authority="BW").count() == 4


@pytest.mark.parametrize(
    "taken",
    [
        {"prefix": f"BW{int(YY) + 1:02d}", "digits": 6},
        {"prefix": f"BW{(int(YY) + 1) // 10}", "digits": 7, "first": (int(YY) + 1) % 10 * 10**6 + 1, "last": 9_999_999},
    ],
)
def test_a_year_is_not_opened_over_numbers_somebody_has(act, refused, taken):
    act("add_range", **numbers(**taken))
    assert refused("open_year", year=YEAR + 1)[0] == "range-overlap"
    assert not NumberRange.objects.filter(year=YEAR + 1).exists()
    act("add_range", **numbers(year=YEAR + 1, prefix=f"BWY{YY}"))
    assert len(act("open_year", year=YEAR + 1)) == 66


def test_the_next_year_is_opened_once(act, refused):
    assert len(act("open_year", year=YEAR + 1)) == 67
    assert act("open_year", year=YEAR + 1) == []
    assert last().verb == "range.open-year"
    assert refused("open_year", year=YEAR + 2)[0] == "range-wrong"


def test_a_number_is_declared_void(act):
    act("void_number", authority_id="BW", number=f"BW{YY}000042", reason="stolen", note="Stolen blanks.")
    assert VoidNumber.objects.get(number=f"BW{YY}000042").reason == "stolen"
    assert (last().verb, last().authority) == ("number.void", "BW")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"authority_id": "XX"}, "no-authority"),
        ({"number": f"AE{YY}000001"}, "number-wrong"),
        ({"number": "BW<script>"}, "number-wrong"),
        ({"number": "BW"}, "number-wrong"),
        ({"number": "BW" + "1" * 19}, "number-wrong"),
        ({"reason": "bored"}, "registry-wrong"),
        ({"authority_id": "SL", "number": "SL004911"}, "number-void"),
    ],
)
def test_void_number_says_no(refused, values, code):
    given = {"authority_id": "BW", "number": f"BW{YY}000042", "reason": "lost", **values}
    assert refused("void_number", **given)[0] == code


def test_a_number_that_was_given_is_void_only_on_purpose(act, refused):
    NumberRange.objects.filter(authority="BW", year=YEAR).update(next_value=43)
    assert is_given(f"BW{YY}000042")
    assert not is_given(f"BW{YY}000043")
    assert not is_given(f"BW{YY}00004X")
    given = {"authority_id": "BW", "number": f"BW{YY}000042", "reason": "fake"}
    assert refused("void_number", **given) == ("number-given", 409)
    act("void_number", **given, even_if_given=True)
    assert VoidNumber.objects.filter(number=f"BW{YY}000042").exists()


def test_numbers_are_skipped_forwards_only(act, refused):
    assert act("skip_numbers", authority_id="BW", beyond=f"BW{YY}000120").next_value == 121
    assert last().detail == {"before": {"next_value": "1"}, "after": {"next_value": "121"}}
    assert refused("skip_numbers", authority_id="BW", beyond=f"BW{YY}000120")[0] == "no-change"
    assert act("skip_numbers", authority_id="BW", beyond=f"BW{YY}999999").next_value == 1_000_000


@pytest.mark.parametrize(
    ("authority", "number", "code"),
    [
        ("XX", f"BW{YY}000120", "no-authority"),
        ("BW", f"AE{YY}000120", "number-wrong"),
        ("BW", f"BW{YY}000000", "number-wrong"),
        ("BW", f"BW{YY}00012", "number-wrong"),
        ("BW", f"BW{YY}٠٠٠١٢٠", "number-wrong"),
    ],
)
def test_skip_numbers_says_no(refused, authority, number, code):
    assert refused("skip_numbers", authority_id=authority, beyond=number)[0] == code


def test_what_is_published_says_what_was_decided(world, act):
    from kpverify.registry.models import TrustList
    from kpverify.registry.offline import payload_of, read

    act("start_period", **period(starts_on=date(2026, 11, 1)))
    act("void_number", authority_id="BW", number=f"BW{YY}000042", reason="stolen")
    world.publish(now=world.now + timedelta(minutes=1))
    payload = payload_of(read(TrustList.objects.first().body.encode(), name="list"))
    botswana = next(one for one in payload["participants"] if one["code"] == "BW")
    assert [one["state"] for one in botswana["periods"]] == ["active", "suspended"]
    authority = next(one for one in payload["authorities"] if one["id"] == "BW")
    assert authority["void"] == [{"number": f"BW{YY}000042", "reason": "stolen"}]


@pytest.mark.parametrize(
    ("kid", "holder"), [("", "Holder"), ("root 4", "Holder"), ("r" * 33, "Holder"), ("root-4", " ")]
)
def test_a_root_needs_an_id_that_signatures_can_carry(refused, kid, holder):
    assert refused("create_root_key", kid=kid, holder=holder) == ("root-wrong", 422)


def test_a_root_is_retired_while_enough_are_left(act, refused):
    assert refused("retire_root_key", kid="root-9") == ("no-root", 404)
    act("retire_root_key", kid="root-3")
    assert not RootKey.objects.get(pk="root-3").is_active
    assert refused("retire_root_key", kid="root-3")[0] == "root-state"
    assert refused("retire_root_key", kid="root-2")[0] == "root-needed"
