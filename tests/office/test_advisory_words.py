"""An advisory beside a draft's field: in the reader's language, with what to do, and no reason to refuse."""

from datetime import timedelta

import pytest
from django.utils import translation

from kpverify.certificates.assessment import assess
from kpverify.office.forms import words_of
from kpverify.registry import services
from tests.certificates.conftest import Shipping
from tests.world import BY

pytestmark = pytest.mark.django_db


@pytest.fixture
def findings(world):
    """What stands beside a draft with goods of Botswana, about which a notice was published in English and French."""
    services.publish_advisory(
        kind="notice",
        code="BW",
        starts_on=world.now.date(),
        ends_on=world.now.date() + timedelta(days=90),
        text="Certificates BW26000101 to BW26000120 were stolen.",
        do="Compare the number.",
        words={"fr": {"text": "Des certificats ont été volés.", "do": "Comparez le numéro."}},
        source="Notice 2026/3",
        now=world.now,
        by=BY,
    )
    world.publish(now=world.now)
    draft = Shipping(world.ada, world.ben, world.now).draft()
    return [one for one in assess(certificate=draft, now=world.now) if one["code"] == "origin.notice"]


def test_a_notice_stands_beside_the_origin_in_the_readers_language(findings):
    (found,) = findings
    assert (found["result"], found["field"]) == ("attention", "mining_origin")
    english = words_of(found)
    assert "BW26000120 were stolen." in english
    assert english.endswith("What to do: Compare the number.")
    with translation.override("fr"):
        french = words_of(found)
    assert "Des certificats ont été volés." in french
    assert "Comparez le numéro." in french
    with translation.override("ru"):
        russian = words_of(found)
    assert "BW26000120 were stolen." in russian
    assert "in English" in russian or "английск" in russian


def test_a_finding_without_a_list_still_says_what_it_carries(findings, world):
    from kpverify.registry.models import TrustList

    TrustList.objects.all().delete()
    assert "Compare the number." in words_of(findings[0])
