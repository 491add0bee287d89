"""What monitors read at their desk: slips like others, sums, files by kind, and what changed since they were asked."""

from datetime import timedelta

import pytest

from kpverify.certificates import services as certificates
from kpverify.clearance import services
from kpverify.demo.car_story import content
from kpverify.provenance import slips
from kpverify.provenance.elsewhere import twins_of
from kpverify.secretariat.reading import _names
from tests.clearance.test_clearance import asked, now, parcel, people, regime
from tests.dossier.conftest import add, folder, picture
from tests.provenance.conftest import typed
from tests.secretariat.conftest import Desk

__all__ = ["asked", "folder", "now", "parcel", "people", "regime"]
pytestmark = pytest.mark.django_db


def behind(parcel, people, now, **changes):
    """Draft another parcel with a slip like that of the first."""
    by = people["preparer"]
    other = certificates.draft_certificate(content=content("CF-CARNOT", ("S-2",)), by=by, now=now)
    slip = typed(**{"produced_on": now.date().isoformat(), **changes})
    return other, slips.add_slip(certificate_id=other.pk, slip=slip, by=by, now=now)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, "same"),
        ({"seller": "JEAN  NGBANDA"}, "same"),
        ({"number": "b 17"}, "spelled"),
        ({"number": "B-18"}, "sale"),
        ({"number": "B-18", "carats": "812.35"}, None),
        ({"number": "B-18", "zone": "CF-BODA"}, None),
        ({"produced_on": "2018-01-06", "seller": "Another", "zone": "CF-BODA"}, None),  # offices may number alike
    ],
)
def test_a_slip_elsewhere_that_is_the_same_or_like_it(parcel, people, now, changes, why):
    behind(parcel, people, now, **changes)
    held = slips.slips_of(parcel.pk)
    found = [one.why for one in twins_of(held)[str(held[0].pk)]]
    assert found == ([why] if why else [])


def test_monitors_see_where_else_a_slip_stands_with_number_state_and_date(asked, people, parcel, now):
    by, day = people["preparer"], now.date()
    other, _slip = behind(parcel, people, now)
    behind(parcel, people, now, number="B 17")
    certificates.submit_certificate(certificate_id=other.pk, by=by, now=now)
    text = Desk(people["mireille"]).get(f"/secretariat/clearance/{asked.pk}/").content.decode()
    assert "The same slip" in text
    assert f"Handed in, {day}" in text
    assert "its number spelled otherwise" in text
    assert f"Draft, {day}" in text


def test_the_page_adds_up_names_what_is_missing_and_shows_pictures(asked, people):
    text = Desk(people["mireille"]).get(f"/secretariat/clearance/{asked.pk}/").content.decode()
    assert "Agrees" in text
    assert text.count("Missing") == 3  # slips on paper, production book, export data
    assert 'class="photo"' in text
    assert f"?on={asked.asked_at.date()}#map" in text


def test_what_changed_since_the_last_question_is_listed(asked, people, parcel, now):
    by = people["preparer"]
    services.object_to(clearance_id=asked.pk, reason="Where is the book?", by=people["kwame"], now=now)
    (slip,) = slips.slips_of(parcel.pk)
    day = now.date().isoformat()
    slips.change_slip(slip_id=slip.pk, slip=typed(produced_on=day, seller="Jean N."), version=1, by=by, now=now)
    add(parcel, picture(size=(60, 40)), "book.jpg", by=by, now=now, kind="production-book")
    changed = content("CF-CARNOT", ("CF2018-9",))
    certificates.change_draft(certificate_id=parcel.pk, content=changed, by=by, now=now)
    again = services.ask(certificate_id=parcel.pk, by=by, now=now + timedelta(minutes=1))
    text = Desk(people["mireille"]).get(f"/secretariat/clearance/{again.pk}/").content.decode()
    since = text[text.index('id="since"') : text.index('id="slips"')]
    for part in ("Where is the book?", "CF2018-9", "Jean N.", "book.jpg", "Production book"):
        assert part in since
    assert "Importer" not in since


@pytest.mark.parametrize(
    ("file", "number", "is_of"),
    [
        ("B-17.jpg", "B-17", True),
        ("slip b17 front.jpg", "B-17", True),
        ("B-170.jpg", "B-17", False),
        ("AB-17.jpg", "B-17", False),
        ("x.jpg", "--", False),
    ],
)
def test_a_file_is_of_the_slip_it_is_called_after(file, number, is_of):
    assert _names(file, number) is is_of
