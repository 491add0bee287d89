"""The pages of many at once: without scripts, step by step."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kpverify.certificates.models import Certificate, State
from kpverify.uploads.models import Upload
from tests.uploads.conftest import as_csv, table

from .conftest import words

ADDRESS = "/office/uploads/"


def send(desk, raw, name="shipments.csv"):
    page = desk.get(ADDRESS)
    file = SimpleUploadedFile(name, raw)
    return desk.client.post(ADDRESS, {**desk.hidden(page), "file": file})


@pytest.fixture
def checked(ada):
    """An upload of 60 rows, two of them wrong, checked by pressing "Go on"."""
    at = send(ada, as_csv(table(60, r1={"carats1": "1,5"}, r2={"importer_name": "<b>x</b>", "hs1": "9"})))["Location"]
    assert "The rows are being checked" in words(ada.get(at))
    while "Go on" in words(page := ada.get(at)):
        assert ada.client.post(f"{at}advance/", ada.hidden(page)).status_code == 303
    return at


def test_every_row_is_told_before_anything_is_drafted(ada, ben, checked):
    page = ada.get(checked, only="problems")
    text = words(page)
    assert "carats1 : “ 1,5 ” This number can be read in two ways" in text
    assert "hs1 : “ 9 ” Choose 7102.10, 7102.21 or 7102.31." in text
    assert "<b>x</b>" not in page.content.decode()
    assert "60" in text
    assert Certificate.objects.count() == 0
    assert "Draft" not in words(ben.get(checked)).partition("Rows shown")[2].partition("Row State")[0]


def test_the_right_rows_become_drafts_once(ada, checked):
    page = ada.get(checked)
    sent = {**ada.hidden(page), "do": "good"}
    assert [ada.client.post(f"{checked}accept/", sent).status_code for _ in range(2)] == [303, 303]
    steps = ada.client.post(
        f"{checked}advance/", ada.hidden(ada.get(checked)), headers={"Accept": "application/json"}
    ).json()
    assert steps == {"done": 20, "total": 58, "finished": False, "next": checked}
    while "Go on" in words(page := ada.get(checked)):
        ada.client.post(f"{checked}advance/", ada.hidden(page))
    assert Certificate.objects.filter(state=State.DRAFT).count() == 58
    assert "Open the draft" in words(ada.get(checked))


def test_ticked_rows_only_and_words_for_none(ada, checked):
    page = ada.get(checked)
    none = ada.client.post(f"{checked}accept/", {**ada.hidden(page), "do": "chosen"})
    assert (none.status_code, "Tick the rows" in words(none)) == (422, True)
    wrong = ada.client.post(f"{checked}accept/", {**ada.hidden(page), "do": "chosen", "row": ["2", "x"]})
    assert (wrong.status_code, "cannot be accepted: 2" in words(wrong)) == (422, True)
    ada.client.post(f"{checked}accept/", {**ada.hidden(page), "key": "other", "do": "chosen", "row": ["4", "5"]})
    ada.client.post(f"{checked}advance/", ada.hidden(ada.get(checked)))
    assert Certificate.objects.count() == 2


def test_a_bad_file_comes_back_with_words(ada):
    refused = send(ada, b"%PDF", "scan.pdf")
    assert (refused.status_code, "neither .csv, .xlsx nor .json" in words(refused)) == (422, True)
    assert send(ada, b"", "a.csv").status_code == 422
    page = ada.get(ADDRESS)
    assert ada.client.post(ADDRESS, ada.hidden(page)).status_code == 422
    assert Upload.objects.count() == 0


def test_it_is_forgotten_only_when_asked_twice(ada, checked):
    page = ada.get(f"{checked}forget/")
    assert Upload.objects.count() == 1
    assert ada.client.post(f"{checked}forget/", ada.hidden(page))["Location"] == ADDRESS
    assert ada.get(checked).status_code == 404


@pytest.mark.parametrize("query", ["only=x", "after=x", "after=99999999999"])
def test_an_address_nobody_gave_is_not_there(ada, checked, query):
    assert ada.client.get(f"{checked}?{query}").status_code == 404


def test_files_to_take_away(ada, checked):
    for name, begin in (("result.csv", b"\xef\xbb\xbf"), ("result.xlsx", b"PK")):
        answer = ada.get(checked + name)
        assert (answer.content[: len(begin)], "attachment" in answer["Content-Disposition"]) == (begin, True)
    assert ada.get(f"{ADDRESS}template.xlsx").content[:2] == b"PK"
