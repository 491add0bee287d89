"""Lists as they come: taken in whole or not at all, in force at once, and what changed is told."""

from __future__ import annotations

import pytest
from django.utils import timezone

from kpverify.screening import services
from kpverify.screening.models import ListLoad
from kpverify.screening.reading.seed import SEED
from kpverify.screening.services import Party

NOW = timezone.now().replace(microsecond=0)
pytestmark = pytest.mark.django_db


def load(kind, files, now):
    """Stage a list and take it in to the end."""
    made = services.stage(files=files, kind=kind, by=None, now=now)
    while made.state == ListLoad.State.STAGED:
        made = services.advance_load(load_id=made.pk, now=now)
    return made


def test_the_names_that_came_with_the_house_are_found():
    made = load("seed", {"seed.json": SEED}, NOW)
    assert (made.state, made.added, made.changed, made.removed) == ("in-force", 16, 0, 0)
    spellings = ["DIAMVILLE", "Diam Ville", "DIAMVILLE SAUAG", "Diamvile S.A.U.", "ДИАМВИЛЬ", "Diamville Company SARL"]
    for spelling in [*spellings, "Alrosa", "АЛРОСА", "ПАО «АЛРОСА»"]:
        found = services.screen([Party("exporter", spelling, "CF")])
        assert found.hits, spelling
        assert services.say([reason._asdict() for reason in found.hits[0].match.reasons])
