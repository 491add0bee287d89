"""What is typed is kept for its officer alone, within limits, and let go of when it is saved."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.office import unsaved
from kpverify.office.models import Unsaved
from kpverify.office.upkeep import do_what_is_due

from .conftest import typed, words

SHEET = "0123456789abcdef0123456789abcdef"


def keep(desk, officer, page=None, **fields):
    page = page or desk.get("/office/new/")
    more = {"officer": unsaved.tag_of_officer(officer), "sheet": SHEET, "form": "new", "typed_ms": "5", **fields}
    return desk.client.post("/office/unsaved/", {**desk.hidden(page), **more})


def test_what_was_kept_is_offered_gone_on_with_and_let_go_of_when_saved(ada, world):
    assert keep(ada, world.ada, **typed(remarks="Half done")).json() == {"kept": True}
    assert "Typed and not saved" in words(ada.get("/office/"))
    page = ada.post("/office/new/", ada.get("/office/new/"), do="restore", other=SHEET)
    assert "This is what you typed before" in words(page)
    assert 'value="Half done"' in page.content.decode()
    row = Unsaved.objects.get()
    assert row.sheet != SHEET
    assert "csrfmiddlewaretoken" not in row.fields
    saved = ada.post("/office/new/", page, **typed(remarks="Half done", sheet=row.sheet))
    assert saved.status_code == 303
    row.refresh_from_db()
    assert (row.fields, row.ended_at is not None) == ("", True)
    # What was still on its way when the button was pressed does not bring it back.
    assert keep(ada, world.ada, sheet=row.sheet, **typed()).json() == {"kept": False}
    assert "Typed and not saved" not in words(ada.get("/office/"))


def test_what_is_thrown_away_is_gone(ada, world):
    keep(ada, world.ada, **typed(remarks="Never mind"))
    found = ada.post("/office/new/", ada.get("/office/new/"), do="forget", other=SHEET, back="list")
    assert found["Location"] == "/office/"
    assert "Never mind" not in Unsaved.objects.get().fields


def test_nobody_else_is_offered_or_given_it(ada, chen, ben, stranger, world):
    keep(ada, world.ada, **typed(remarks="For Ada alone"))
    page = chen.post("/office/new/", chen.get("/office/new/"), do="restore", other=SHEET)
    assert page.status_code == 303
    assert "Typed and not saved" not in words(chen.get("/office/"))
    # A tab of Ada's, after Chen has signed in at the same browser.
    assert keep(chen, world.ada, **typed()).json()["code"] == "other-officer"
    assert ben.client.get("/office/unsaved/").status_code == 403
    assert stranger.client.get("/office/unsaved/").status_code == 302
    assert [row.officer for row in Unsaved.objects.all()] == [world.ada]


def test_what_arrives_late_does_not_win(ada, world):
    page = ada.get("/office/new/")
    keep(ada, world.ada, page, remarks="later", typed_ms="2000")
    keep(ada, world.ada, page, remarks="earlier", typed_ms="1000")
    assert "later" in Unsaved.objects.get().fields
    # A clock that was set back far counts as it is now.
    keep(ada, world.ada, page, remarks="set-back", typed_ms="1")
    assert "later" in Unsaved.objects.get().fields
    Unsaved.objects.update(typed_ms=10**9)
    keep(ada, world.ada, page, remarks="set-back", typed_ms="1")
    assert "set-back" in Unsaved.objects.get().fields


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"sheet": "x"}, 400, "sheet-wrong"),
        ({"form": "../etc"}, 400, "sheet-wrong"),
        ({"remarks": "x" * 70_000}, 413, "unsaved-too-large"),
    ],
)
def test_what_is_too_much_or_no_sheet_is_refused(ada, world, changes, status, code):
    found = keep(ada, world.ada, **{**typed(), **changes})
    assert (found.status_code, found.json()["code"]) == (status, code)
    assert not Unsaved.objects.exists()


def test_the_oldest_go_first_and_old_ones_are_forgotten(world, ada):
    now = timezone.now()
    for place in range(unsaved.MOST_SHEETS + 5):
        at = now + timedelta(seconds=place)
        fields = QueryDict(f"remarks={place}")
        unsaved.keep_unsaved(form="new", sheet=f"{place:032x}", fields=fields, typed_ms=place, by=world.ada, now=at)
    assert Unsaved.objects.count() == unsaved.MOST_SHEETS
    assert not Unsaved.objects.filter(fields="remarks=4").exists()
    with pytest.raises(Refused):
        unsaved.keep_unsaved(form="new", sheet="", fields=QueryDict(""), typed_ms=0, by=world.ada, now=now)
    do_what_is_due(now=now + unsaved.FORGOTTEN_AFTER + timedelta(minutes=1))
    assert not Unsaved.objects.exists()


def test_a_conflict_is_still_seen_after_going_on(ada, world, shipping):
    made = shipping.draft()
    path = f"/office/{made.pk}/edit/"
    keep(ada, world.ada, ada.get(path), form=str(made.pk), **typed(remarks="Mine"))
    assert ada.post(path, ada.get(path), **typed(remarks="Meanwhile")).status_code == 303
    page = ada.post(path, ada.get(path), do="restore", other=SHEET)
    refused = ada.post(path, page, **typed(remarks="Mine"))
    assert refused.status_code == 409
    assert "Meanwhile" in words(refused)


def test_checking_says_what_saving_and_submitting_would_say(ada, world, shipping):
    page = ada.get("/office/new/")

    def findings(**changes):
        found = ada.client.post("/office/check/", {**ada.hidden(page), **typed(**changes)})
        assert found.status_code == 200
        return {(one["field"], one["level"]) for one in found.json()["findings"]}

    assert findings() == set()
    assert findings(**{"goods-0-carats": "1,5"}) == {("goods-0-carats", "bad")}
    assert findings(parcels="", seals="") == {("parcels", "missing"), ("seals", "missing")}
    assert findings(mixed="on") == {("mining_origin", "bad")}
    assert ("importer_country", "bad") in findings(importer_country="BF")
    assert not Certificate.objects.exists()
    assert ada.client.post("/office/check/", {**ada.hidden(page), "form": "nonsense"}).status_code == 400


def test_a_certificate_is_begun_from_an_earlier_one(ada, chen, shipping):
    made = shipping.issued()
    page = ada.get("/office/new/", **{"from": str(made.pk)})
    text = page.content.decode()
    assert f"Copied from {made.number}" in words(page)
    assert 'value="1804.52"' in text or made.content["goods"][0]["carats"] in text
    assert made.content["seals"][0] not in text
    assert chen.get("/office/new/", **{"from": str(made.pk)}).status_code == 404
    assert ada.get("/office/new/", **{"from": "nonsense"}).status_code == 404


def test_a_party_is_kept_with_the_draft(ada):
    assert ada.post("/office/new/", **typed(importer_keep="on")).status_code == 303
    assert "Gulf Tender House DMCC" in words(ada.get("/office/parties/"))
    offered = ada.client.get("/office/parties/offer/?q=gulf").json()["parties"]
    assert offered == [{"name": "Gulf Tender House DMCC", "address": "Almas Tower, Dubai", "country": "AE"}]


def test_the_address_book_is_kept_on_its_pages(ada, ben):
    def add(**party):
        page = ada.get("/office/parties/new/")
        return ada.client.post("/office/parties/new/", {**ada.hidden(page), **party, "do": "save"})

    surat = {"name": "Surat Works", "address": "Ring Road", "country": "IN", "note": ""}
    found = add(**surat)
    page = ada.get(found["Location"])
    assert "Saved." in words(page)
    again = add(**surat)
    assert (again.status_code, "already" in words(again)) == (409, True)
    wrong = add(name="x" * 121, address="", country="IN", note="kept")
    assert wrong.status_code == 422
    assert 'href="#id_name"' in wrong.content.decode()
    assert 'value="kept"' in wrong.content.decode()
    address = found["Location"].partition("?")[0]
    ada.post(address, page, do="retire")
    assert "Surat Works" not in words(ada.get("/office/parties/"))
    assert "Surat Works" in words(ada.get("/office/parties/", retired="1"))
    assert ben.get("/office/parties/").status_code == 403
