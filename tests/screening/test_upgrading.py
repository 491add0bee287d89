"""A node that was there before: its decisions keep what their hits showed, and its names get the keys of today."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from django.utils import timezone

from kpverify.screening import services
from kpverify.screening.models import CommonKey, Decision, Name, NameKey, OpenHit
from kpverify.screening.reading.seed import SEED
from kpverify.screening.services import Party

from . import files
from .test_loading import hits, load

NOW = timezone.now()
EDITOR = SimpleNamespace(connection=connection)


def migration(name):
    return import_module(f"kpverify.screening.migrations.{name}")


@pytest.mark.django_db
def test_an_earlier_decision_holds_for_what_its_hit_showed(world):
    load("ofac", files.ofac())
    party = Party("exporter", "Lobaye Invest SARL", "CF", "Quai 9, Antwerp")
    (hit,) = services.note(subject="certificate:1", parties=[party], authority_id="BW", now=NOW)
    services.decide(hit_id=hit.pk, answer="different", reason="Antwerp", by=world.ben, now=NOW)
    OpenHit.objects.update(evidence=[])
    Decision.objects.update(evidence=[])
    migration("0002_evidence").fill(apps, EDITOR)
    assert set(Decision.objects.get().evidence) >= {"alias:*", "grade:3"}

    def decided(address):
        return [one.decision for one in services.screen([party._replace(address=address)], authority_id="BW").hits]

    assert decided("Quai 9, Antwerp") == ["different"]
    assert decided("Avenue Martyrs Rue 5-064, Bangui") == ["open"]


@pytest.mark.django_db
def test_keys_and_outlines_are_made_anew_as_a_load_makes_them():
    load("seed", {"seed.json": SEED})
    made = set(NameKey.objects.values_list("key", "name_id"))
    NameKey.objects.all().delete()
    CommonKey.objects.create(key=1, many=9)
    outlines = dict(Name.objects.values_list("pk", "outline"))
    Name.objects.update(outline="")
    migration("0003_keys").make_keys(apps, EDITOR)
    migration("0005_outlines").write_outlines(apps, EDITOR)
    assert set(NameKey.objects.values_list("key", "name_id")) == made
    assert dict(Name.objects.values_list("pk", "outline")) == outlines
    assert any(outlines.values())
    assert not CommonKey.objects.exists()
    assert hits("Diamville")
