"""The drawing of periods: every gap shows, and nothing leaves the picture."""

from datetime import date

from kpverify.registry.models import ParticipantPeriod
from kpverify.secretariat.timeline import timeline

TODAY = date(2026, 11, 25)


def period(starts, ends, state="active"):
    return ParticipantPeriod(
        starts_on=date.fromisoformat(starts), ends_on=ends and date.fromisoformat(ends), state=state
    )


def test_gaps_and_ends_are_stretches_of_their_own():
    found = timeline([period("2007-11-08", None), period("2003-01-01", "2004-07-09")], today=TODAY)
    assert [str(one.tag.word) for one in found.stretches] == ["Takes part", "Takes no part", "Takes part"]
    left = timeline([period("2003-01-01", "2020-01-01")], today=TODAY)
    assert [str(one.tag.word) for one in left.stretches] == ["Takes part", "Takes no part"]
    assert timeline([], today=TODAY).stretches == ()


def test_everything_stays_inside_the_picture():
    found = timeline([period("1990-01-01", "2010-01-01"), period("2010-01-01", "2090-01-01", "suspended")], today=TODAY)
    for one in found.stretches[:2]:
        assert 0 <= float(one.x[:-1]) <= 100
        assert float(one.x[:-1]) + float(one.width[:-1]) <= 100.01
    assert found.stretches[0].x == "0.00%"
    assert [year for year, _ in found.years] == [2005, 2010, 2015, 2020, 2025]
