"""Which countries a draft may name: participants that are countries, and what belongs to a participant."""

import pytest

from kpverify.certificates.paper_names import MEMBERS
from kpverify.office.choices import choices_for
from kpverify.registry.models import Participant


def test_every_member_of_a_participant_has_a_name(world):
    members = {code for one in Participant.objects.all() for code in one.members}
    assert members == set(MEMBERS)


@pytest.mark.parametrize(
    ("code", "is_offered"), [("CN", True), ("HK", True), ("BE", True), ("GL", True), ("EU", False), ("KE", False)]
)
def test_parties_live_in_countries(world, code, is_offered):
    assert (code in dict(choices_for(world.ada, now=world.now).countries)) is is_offered


def test_china_mines_and_has_territories(world):
    origins = dict(choices_for(world.ada, now=world.now).other_origins)
    assert "CN" in origins
    assert "EU" not in origins
