"""The paper's pages: received, moved, printed on, jammed, stolen, found again, counted, and added up."""

import pytest

from kpverify.blanks.models import Batch, Fate, PrintProfile, Stationery, StockTake
from kpverify.registry.models import Place, VoidBlank
from tests.certificates.paper import codes, pages
from tests.certificates.paper import words as printed

from .conftest import Desk, words


@pytest.fixture
def naledi(world):
    world.grant(world.dora, "authority_admin")
    return Desk(world.dora)


def sent(desk, address, **fields):
    """Send a form, and give the page it leads to."""
    answer = desk.post(address, **fields)
    assert answer.status_code == 303, words(answer)
    return words(desk.get(answer["Location"]))


DELIVERY = {"supplier": "Orell", "first": "kp-a 000001", "last": "KP-A 000100", "counted": "100"}


@pytest.fixture
def stock(world, ben, shipping):
    """A hundred sheets in the strong room, five of them at the desk where Ada sits, made by the pages."""
    settings = "/office/paper/settings/"
    sent(ben, f"{settings}places/add/", name="Strong room", code="S")
    sent(ben, f"{settings}places/add/", name="Desk 1", code="D")
    sent(ben, f"{settings}stationery/", takes_stock="on")
    store, desk = Place.objects.get(code="S"), Place.objects.get(code="D")
    assert "Desk 1" in sent(ben, f"{settings}seats/{world.ada.pk}/", place_id=desk.pk)
    day = f"{shipping.now:%Y-%m-%d}"
    told = sent(ben, "/office/paper/receive/", **DELIVERY, received_on=day, place_id=store.pk)
    assert "KP-A 000001 – KP-A 000100" in told
    sent(ben, "/office/paper/move/", first="KP-A 000001", last="KP-A 000005", to_place_id=desk.pk)
    return store, desk


def test_a_certificate_is_printed_on_the_next_sheet_and_again_after_a_jam(ada, stock, shipping):
    made = shipping.issued()
    _store, desk = stock
    page = ada.get(f"/office/{made.pk}/")
    assert f"/office/{made.pk}/sheet/" in page.text
    assert "The next sheet is KP-A 000001" in words(ada.get(f"/office/{made.pk}/sheet/"))
    wrong = ada.post(f"/office/{made.pk}/sheet/", typed="0002", place_id=desk.pk)
    assert wrong.status_code == 422
    assert "The next sheet is KP-A 000001" in words(wrong)
    assert 'value="0002"' in wrong.text
    told = sent(ada, f"/office/{made.pk}/sheet/", typed="0001", place_id=desk.pk)
    assert "Printed on sheet KP-A 000001" in told
    pdf = ada.get(f"/office/{made.pk}/sheet.pdf")
    assert "Sheet KP-A 000001" in printed(pdf.content)
    assert len(codes(pages(pdf.content, 200)[0])) == 1
    assert "KP-A 000001. That sheet is spoiled by this" in words(ada.get(f"/office/{made.pk}/sheet/"))
    told = sent(ada, f"/office/{made.pk}/sheet/", typed="0002", place_id=desk.pk, reason="Paper jam")
    assert "Printed on sheet KP-A 000002" in told
    found = words(ada.get("/office/paper/sheets/", serial="KP-A 000001"))
    assert "Spoiled" in found
    assert "Paper jam" in found
    assert made.number in found


def test_a_button_pressed_twice_uses_one_sheet(ada, stock, shipping):
    made, (_store, desk) = shipping.issued(), stock
    address = f"/office/{made.pk}/sheet/"
    page = ada.get(address)
    for _ in range(2):
        assert ada.post(address, page, typed="0001", place_id=desk.pk).status_code == 303
    assert list(Fate.objects.values_list("first", "kind")) == [(1, "used")]


def test_a_theft_is_reported_in_two_steps_and_taken_back_by_two(ada, ben, naledi, stock):
    asked = {"kind": "stolen", "first": "KP-A 000090", "last": "KP-A 000094"}
    step = ada.get("/office/paper/report/", **asked)
    assert step.status_code == 302
    assert Fate.objects.count() == 0
    page = words(ada.get(step["Location"]))
    assert "Report 5 sheets as: Stolen?" in page
    refused = ada.post(step["Location"], reason="")
    assert refused.status_code == 422
    assert Fate.objects.count() == 0
    told = sent(ada, step["Location"], reason="Break-in last night")
    assert "Break-in last night" in told
    assert VoidBlank.objects.get().reason == "stolen"
    fate = Fate.objects.get()
    own = f"/office/paper/reports/{fate.pk}/"
    assert "They were found" not in words(ada.get(own))
    sent(ben, f"{own}recover/", reason="The police brought them back")
    assert "The police brought them back" in words(naledi.get(own))
    assert "Confirm" not in words(ben.get(own))
    mine = ben.post(f"{own}confirm/")
    assert mine.status_code == 409
    assert "Back in stock" in sent(naledi, f"{own}confirm/")
    assert VoidBlank.objects.count() == 0


def test_what_is_no_sheet_of_ours_is_said_before_anything_is_asked(ada, stock):
    page = ada.get("/office/paper/report/", kind="lost", first="KP-B 000001", last="")
    assert page.status_code == 404
    assert "No delivery holds KP-B 000001" in words(page)
    assert 'value="KP-B 000001"' in page.text
    assert ada.get("/office/paper/report/", kind="", first="KP-A 000001").status_code == 422


def test_a_count_that_differs_is_asked_about_and_nothing_typed_is_lost(ben, stock):
    _store, desk = stock
    address = f"/office/paper/stock-take/{desk.pk}/"
    assert "5" not in words(ben.get(address)).split()
    refused = ben.post(address, counted="4", explanation="")
    assert refused.status_code == 422
    assert "5 sheets should lie at Desk 1, and you counted 4" in words(refused)
    assert 'value="4"' in refused.text
    assert "Stuck together?" in sent(ben, address, counted="4", explanation="Stuck together?")
    assert StockTake.objects.get().expected == 5


def test_it_adds_up_on_the_page(ada, ben, stock, shipping):
    made, (_store, desk) = shipping.issued(), stock
    sent(ada, f"/office/{made.pk}/sheet/", typed="0001", place_id=desk.pk)
    told = words(ben.get("/office/paper/reconciliation/"))
    assert "It adds up" in told
    assert "100 1 0 0 0 0 99" in told
    assert f"{shipping.now:%Y-%m} 0 100 0 1 0 0 0 0 99" in told


def test_a_delivery_that_is_not_what_was_counted_keeps_what_was_typed(ben, stock, shipping):
    store, _desk = stock
    fields = {**DELIVERY, "first": "KP-A 000101", "last": "KP-A 000200", "counted": "99", "place_id": store.pk}
    page = ben.post("/office/paper/receive/", **fields, received_on=f"{shipping.now:%Y-%m-%d}")
    assert page.status_code == 422
    assert "The serials make 100 sheets, and you counted 99" in words(page)
    assert 'value="KP-A 000101"' in page.text
    assert Batch.objects.count() == 1


def test_a_printer_is_measured_once_and_remembered(ada, ben, stock, shipping):
    _store, desk = stock
    own = f"/office/paper/settings/printer/{desk.pk}/"
    typed = {"paper": "a4", "right_mm": "1.5", "down_mm": "-2", "scale_percent": "100", "has_title": "on"}
    assert "right 1.5 mm, down -2.0 mm" in sent(ben, own, **typed)
    page = ben.get(f"{own}test-page.pdf")
    assert "Cross A should lie 20 mm" in printed(page.content)
    measures = {"near_x": "20.5", "near_y": "19", "far_x": "190.5", "far_y": "276"}
    assert "right 1.0 mm, down -1.0 mm" in sent(ben, f"{own}measured/", **measures)
    assert PrintProfile.objects.get().has_title
    made = shipping.issued()
    usual, moved = ada.get(f"/office/{made.pk}/certificate.pdf"), ada.get(f"/office/{made.pk}/sheet.pdf")
    assert "have been handled" in printed(usual.content)
    assert "have been handled" not in printed(moved.content)
    off = ben.post(own, **{**typed, "right_mm": "12"})
    assert off.status_code == 422
    assert "printed off the paper" in words(off)
    assert 'value="12"' in off.text


def test_a_place_with_paper_is_not_closed(ben, stock):
    store, _desk = stock
    assert ben.post(f"/office/paper/settings/places/{store.pk}/close/").status_code == 409
    store.refresh_from_db()
    assert store.closed_at is None


def test_without_stock_nothing_asks_for_a_sheet(ada, shipping):
    made = shipping.issued()
    assert Stationery.objects.count() == 0
    assert f"/office/{made.pk}/sheet/" not in ada.get(f"/office/{made.pk}/").text
