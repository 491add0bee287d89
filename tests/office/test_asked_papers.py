"""What the destination asks for, beside the draft and in its form: nobody learns of it at the border."""

from html import unescape

import pytest

from kpverify.compliance.papers import Standing, all_papers
from kpverify.dossier.models import DossierFile
from kpverify.office.asked_papers import BECAUSE, TAGS, TITLES, asked_papers
from tests.certificates.typed import importer
from tests.office.conftest import typed

pytestmark = pytest.mark.django_db
MIXED = {"mining_origin": []}


def attach(made):
    DossierFile.objects.create(
        certificate=made, authority_id="BW", kind="g7-evidence", name="a.pdf", media_type="application/pdf", size=1,
        sha256="ab" * 32, stored_as="aa/bb", scan="clean", added_at=made.changed_at, added_by=made.prepared_by,
    )  # fmt: skip


def test_every_paper_and_every_standing_has_words():
    assert {one.id for one in all_papers()} == set(TITLES)
    assert {one.met_by for one in all_papers()} <= set(BECAUSE)
    assert set(TAGS) == set(Standing)


def test_a_missing_paper_is_named_and_one_press_from_its_upload(ada, shipping):
    made = shipping.draft(importer=importer(country="BE"), **MIXED)
    address = f"/office/{made.pk}/?kind=g7-evidence#drop"
    for page in (f"/office/{made.pk}/", f"/office/{made.pk}/edit/"):
        body = unescape(ada.get(page).content.decode())
        assert "One paper is missing." in body
        assert f'href="{address}"' in body
        assert "https://awdc.be/update-g7-sixteenth-sanction-package-against-russia" in body
    body = ada.get(address.partition("#")[0]).content.decode()
    assert '<option value="g7-evidence" selected>' in body
    assert " selected" not in ada.get(f"/office/{made.pk}/?kind=nonsense").content.decode().partition("id_file_kind")[2]


def test_it_stands_otherwise_with_origins_with_a_file_and_elsewhere(shipping, ada):
    words = lambda made: {str(one.title): str(one.word) for one in asked_papers(made).lines}  # noqa: E731
    g7 = str(TITLES["g7-evidence"])
    assert words(shipping.draft(importer=importer(country="BE")))[g7] == "Not needed"
    mixed = shipping.draft(importer=importer(country="BE"), **MIXED)
    assert words(mixed)[g7] == "Missing"
    attach(mixed)
    assert words(mixed)[g7] == "There"
    dubai = asked_papers(shipping.draft(importer=importer(country="AE")))
    assert not dubai.has_own
    assert not dubai.missing
    page = ada.get(f"/office/{shipping.draft(importer=importer(country='AE')).pk}/").content.decode()
    assert "Only what the scheme asks of everybody is on record for United Arab Emirates" in page
    india = asked_papers(shipping.draft(importer=importer(country="IN")))
    assert india.has_own
    assert str(TITLES["in-registration"]) in {str(one.title) for one in india.lines}


def test_typing_over_a_stored_draft_is_judged_with_what_lies_behind_it(ada, shipping):
    made = shipping.draft(importer=importer(country="BE"), **MIXED)
    page = ada.get(f"/office/{made.pk}/edit/")
    sent = typed(mining_origin=None, mixed="on", importer_country="BE", do=None, form=str(made.pk))
    found = lambda: ada.client.post("/office/check/", {**ada.hidden(page), **sent}).json()["findings"]  # noqa: E731
    assert [one["level"] for one in found() if "add the evidence to the files" in one["words"]] == ["warn"]
    attach(made)
    assert not any("add the evidence to the files" in one["words"] for one in found())
