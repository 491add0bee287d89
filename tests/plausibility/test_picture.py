"""Where a figure lies, as a drawing beside its field, and in words for who does not see it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from kpverify.office.drawing import drawn
from kpverify.plausibility.models import PastSpread
from tests.certificates.conftest import Shipping
from tests.certificates.typed import line
from tests.world import sign_in

PICTURE = {
    "kind": "spread",
    "low": "50",
    "quarter": "100",
    "median": "150",
    "three_quarters": "200",
    "high": "400",
    "value": "9000",
    "unit": "usd_per_carat",
    "many": 40,
}


def test_a_picture_has_its_places_in_order_and_says_the_same_in_words():
    with translation.override("fr"):
        found = drawn(PICTURE)
    places = [float(found[name]) for name in ("low", "quarter", "median", "three_quarters", "high", "value")]
    assert places == sorted(places)
    assert (places[0], places[-1]) == (12.0, 288.0)
    assert all(text in drawn(PICTURE)["caption"] for text in ("9000", "50", "100", "150", "200", "400", "40"))


@pytest.mark.parametrize(
    "picture", [None, {}, {"kind": "cake"}, {**PICTURE, "unit": "stones"}, {**PICTURE, "unit": "carats", "value": "0"}]
)
def test_odd_pictures_are_left_out_or_drawn_and_never_fail(picture):
    assert drawn(picture) is None or drawn(picture)["value"] == "12.0"


def test_one_figure_alone_is_drawn():
    alike = dict.fromkeys(("low", "quarter", "median", "three_quarters", "high", "value"), "7")
    assert drawn({**PICTURE, **alike})["value"] == "12.0"


@pytest.mark.django_db
def test_the_office_draws_it_wherever_the_finding_stands(world, client):
    now = world.now + timedelta(minutes=10)
    figures = {name: PICTURE[name] for name in ("low", "quarter", "median", "three_quarters", "high")}
    PastSpread.objects.create(
        authority_id="BW", figure="usd_per_carat", origin="BW", hs="7102.31", many=40, counted_at=now, **figures
    )
    draft = Shipping(world.ada, world.ben, now).submitted(goods=[line(carats="100.00", usd="900000.00")])
    sign_in(client, world.ben)
    for name in ("office-certificate", "office-changes"):
        page = client.get(reverse(name, kwargs={"pk": draft.pk})).content.decode()
        (drawing,) = re.findall(r'<figure class="spread">.*?</figure>', page, re.DOTALL)
        assert 'aria-hidden="true"' in drawing
        assert "Here: 9000 US dollars per carat. Usual: 50 to 400" in drawing
        assert "style=" not in drawing
    draft.state = "draft"
    draft.save()
    sign_in(client, world.ada)
    page = client.get(reverse("office-edit", kwargs={"pk": draft.pk})).content.decode()
    assert page.count('<figure class="spread">') == 1
    assert page.index("goods-0-usd") < page.index('<figure class="spread">') < page.index('name="parcels"')
