"""The hard case: lawful exports of compliant zones flow, and nothing else does; each step on its own day."""

import pytest

from kpverify.clearance.models import Clearance
from kpverify.demo.car_story import play
from tests.dossier.conftest import folder

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


def test_the_story_of_the_central_african_republic():
    steps = list(play())
    assert [(one.day, one.tried, one.came) for one in steps] == [(one.day, one.tried, one.expected) for one in steps]
    assert len(steps) == 21
    # Two lapsed approvals and an objection stand in the register beside the one that was used.
    states = sorted(Clearance.objects.values_list("state", flat=True))
    assert states == ["approved", "objected", "void", "void"]
