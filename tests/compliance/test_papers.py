"""What the European Union asks to see: named while there is time, on the day it begins."""

import pytest

from kpverify.compliance.facts import Facts
from kpverify.compliance.papers import Standing, all_papers, asked_by, standing_of
from kpverify.compliance.rules.eu.papers import RULE
from kpverify.compliance.rules.rule import ask_all
from kpverify.dossier.models import DossierFile
from tests.certificates.typed import importer

from .shipments import shipment


def found(day="2025-03-01", *, country="BE", papers=(), **changes):
    facts = Facts(papers=None if papers is None else frozenset(papers))
    changes = {"mining_origin": [], "importer": importer(country=country), **changes}
    return [one.code for one in ask_all([RULE], shipment(day=day, facts=facts, **changes))]


@pytest.mark.parametrize(
    ("day", "codes"),
    [("2025-02-28", []), ("2025-03-01", ["eu.papers.g7-evidence"]), ("2026-11-25", ["eu.papers.g7-evidence"])],
)
def test_a_mixed_parcel_needs_evidence_from_the_day_on(day, codes):
    assert found(day) == codes


def test_listed_origins_the_evidence_or_another_destination_pass():
    assert found(mining_origin=["BW", "NA"]) == []
    assert found(papers=["invoice"]) == ["eu.papers.g7-evidence"]
    assert found(papers=["g7-evidence"]) == []
    assert found(country="EU") == ["eu.papers.g7-evidence"]
    assert found(country="AE") == []
    assert found(papers=None) == []


def test_every_paper_has_a_source_and_can_be_shown():
    kinds = set(DossierFile.Kind.values)
    for one in all_papers():
        assert one.source
        assert one.url.startswith("https://")
        assert set(one.files) <= kinds
        is_asked_of_files = standing_of(one, origins=(), files=()) is Standing.MISSING
        assert is_asked_of_files == (one.id in RULE.words)
    everybody = ["certificate", "english", "valid", "validated"]
    assert [one.id for one in asked_by("AE", "2025-02-28")] == everybody
    assert [one.id for one in asked_by("EU", "2025-02-28")] == [*everybody, "eu-check"]
    assert "g7-evidence" in [one.id for one in asked_by("EU", "2025-03-01")]


@pytest.mark.django_db
def test_the_dossier_answers_for_a_stored_draft(world):
    from kpverify.certificates.services import assess
    from tests.certificates.conftest import Shipping

    made = Shipping(world.ada, world.ben, world.now).draft(mining_origin=[], importer=importer(country="BE"))
    codes = lambda: {one["code"] for one in assess(certificate=made, now=world.now)}  # noqa: E731
    assert "eu.papers.g7-evidence" in codes()
    DossierFile.objects.create(
        certificate=made, authority_id="BW", kind="g7-evidence", name="a.pdf", media_type="application/pdf", size=1,
        sha256="ab" * 32, stored_as="aa/bb", scan="clean", added_at=world.now, added_by=world.ada,
    )  # fmt: skip
    assert "eu.papers.g7-evidence" not in codes()
