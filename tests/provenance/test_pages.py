"""The office's pages about where the stones of a certificate come from."""

import pytest

from kpverify.provenance import drawing, explaining, imports, slips
from tests.dossier.conftest import add, folder, picture
from tests.office.conftest import Desk

from .conftest import typed

__all__ = ["folder"]
pytestmark = pytest.mark.django_db


def test_slips_are_added_pasted_corrected_and_taken_off(world, shipping):
    desk, draft = Desk(world.ada), shipping.draft()
    at = f"/office/{draft.pk}/sources/"
    assert "No purchase slip is recorded" in desk.get(at).content.decode()
    page = desk.post(f"{at}slips/add/", **typed(carats="a lot", zone="Carnot"), do="do")
    assert page.status_code == 422
    assert "a lot" in page.content.decode()
    assert page.content.decode().count('class="error"') == 2
    assert desk.post(f"{at}slips/add/", **typed(), do="do").status_code == 303
    pasted = "number\tseller\tzone\tpermit\tproduced_on\ths\tcarats\tusd\n" + "\n".join(
        f"{number}\tPaul\tcf-boda\t\t2018-02-01\t710231\t2.50\t100" for number in ("C-1", "C-2")
    )
    assert desk.post(f"{at}slips/paste/", slips=pasted, do="do").status_code == 303
    text = desk.get(at).content.decode()
    assert "817.36" in text  # together
    assert "CF-BODA" in text
    assert "does not name that country" in text  # the draft is of Botswana
    first = next(one for one in slips.slips_of(draft.pk) if one.number == "B-17")
    assert desk.post(f"{at}slips/{first.pk}/", **typed(seller="Jean N."), version="1", do="do").status_code == 303
    assert desk.post(f"{at}slips/{first.pk}/remove/", do="do").status_code == 303
    assert [one.number for one in slips.slips_of(draft.pk)] == ["C-1", "C-2"]
    story = desk.get(f"/office/{draft.pk}/story/").content.decode()
    assert "corrected a purchase slip" in story
    assert "Jean N." in story


def test_a_slip_that_somebody_else_changed_meanwhile_is_not_overwritten_unseen(world, shipping):
    desk, draft = Desk(world.ada), shipping.draft()
    slip = slips.add_slip(certificate_id=draft.pk, slip=typed(), by=world.ada, now=world.now)
    at = f"/office/{draft.pk}/sources/slips/{slip.pk}/"
    assert '<input type="hidden" name="version" value="1"' in desk.get(at).content.decode()
    slips.change_slip(slip_id=slip.pk, slip=typed(carats="812.63"), version=1, by=world.ada, now=world.now)
    page = desk.post(at, **typed(seller="Jean N."), version="1", do="do")
    text = page.content.decode()
    assert page.status_code == 409
    assert "Carats: 812.63" in text  # what stands there now
    assert "Jean N." in text  # what was typed
    assert slips.find_slip(slip.pk, by=world.ada).seller == "Jean Ngbanda"
    for sent in ("", "x", "9" * 10):
        assert desk.post(at, **typed(), version=sent, do="do").status_code == 409
    # Who has been told saves again.
    version = text.split('name="version" value="')[1].split('"')[0]
    assert desk.post(at, **typed(seller="Jean N."), version=version, do="do").status_code == 303
    assert slips.find_slip(slip.pk, by=world.ada).seller == "Jean N."


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("A-1,Paul,,CF-BODA,2018-02-30,7102.31,1,1", "Slip 1: Give the day the stones were found"),
        ("A-1,Paul", "Line 1 has 2 columns"),
        ("number,seller\nA-1,Paul", "The columns are"),
        ("\n".join(["A,P,,CF-BODA,2018-02-01,7102.31,1,1"] * 501), "at most 500 lines"),
    ],
)
def test_what_cannot_be_pasted_adds_nothing_and_stays(world, shipping, pasted, words):
    desk, draft = Desk(world.ada), shipping.draft()
    page = desk.post(f"/office/{draft.pk}/sources/slips/paste/", slips=pasted, do="do")
    assert page.status_code in (413, 422)
    assert words in page.content.decode()
    assert pasted[:20] in page.content.decode()
    assert slips.slips_of(draft.pk) == []


def test_the_approver_sees_how_far_an_import_certificate_was_checked(world, shipping, folder):
    ada, draft = Desk(world.ada), shipping.draft(mining_origin=["AO"])
    held = {"number": "AO26000017", "issuer": "AO", "imported_on": world.now.date().isoformat(), "origins": "AO"}
    held |= {"carats_710231": "5000", "usd_710231": "1"}
    imports.add_import(imported=held, by=world.ada, now=world.now)
    file = add(draft, picture(), "scan.jpg", by=world.ada, now=world.now, kind="import-certificate")
    at = f"/office/{draft.pk}/sources/imports/draw/"
    assert f'<option value="{file.sha256}">scan.jpg</option>' in ada.get(at).content.decode()
    use = {"number": "AO26000017", "hs": "7102.31", "carats": "1804.52"}
    assert ada.post(at, **use, paper="ab" * 32, do="do").status_code == 422
    assert ada.post(at, **use, paper=file.sha256, do="do").status_code == 303
    text = Desk(world.ben).get(f"/office/{draft.pk}/changes/").content.decode()
    assert "Stated by the officer, paper attached" in text
    assert file.sha256[:16] in text


def test_others_read_and_write_nothing(world, shipping):
    draft = shipping.draft()
    slips.add_slip(certificate_id=draft.pk, slip=typed(), by=world.ada, now=world.now)
    text = Desk(world.ben).get(f"/office/{draft.pk}/sources/").content.decode()
    assert "B-17" in text
    assert "slips/add/" not in text
    assert Desk(world.chen).get(f"/office/{draft.pk}/sources/").status_code == 404


def test_the_stock_is_counted_explained_and_drawn_from(world, shipping):
    ada, ben, bontle = (Desk(one) for one in (world.ada, world.ben, world.bontle))
    draft = shipping.draft()
    assert "was never counted" in ada.get("/office/stock/").content.decode()
    day = world.now.date().isoformat()
    assert ben.post("/office/stock/count/", on=day, lines="7102.31; A; 1; 1", do="do").status_code == 422
    assert ben.post("/office/stock/count/", on=day, lines="7102.31; AO ZW; 1200.50; 900", do="do").status_code == 303
    page = bontle.get("/office/stock/count/confirm/")
    assert "AO ZW: 1200.50 ct" in page.content.decode()
    assert "Count the stock" in bontle.get("/office/waiting/").content.decode()
    assert bontle.post("/office/stock/count/confirm/", do="do").status_code == 303
    assert "more leave than came in" in ada.get("/office/stock/").content.decode()
    assert "only 0 are left" in ada.get(f"/office/{draft.pk}/sources/").content.decode()
    at = "/office/stock/explain/?hs=7102.31&origins=BW"
    assert ada.post(at, reason="Mined before the count, found after it", do="do").status_code == 303
    (told,) = explaining.explanations_of("BW")
    decide = f"/office/stock/explanations/{told.pk}/accept/"
    assert decide in ben.get("/office/stock/").content.decode()
    assert ben.post(decide, do="do").status_code == 303
    assert "Explained" in ada.get("/office/stock/").content.decode()
    mined = {"starts_on": day, "ends_on": day, "hs": "7102.10", "carats": "10", "usd": "1"}
    assert ben.post("/office/stock/production/add/", **{**mined, "ends_on": "x"}, do="do").status_code == 422
    assert ben.post("/office/stock/production/add/", **mined, do="do").status_code == 303
    held = {"number": "AO000017", "issuer": "AO", "imported_on": day, "origins": "AO", "carats_710231": "5"}
    assert ada.post("/office/stock/imports/add/", **held, do="do").status_code == 422
    assert ada.post("/office/stock/imports/add/", **held, usd_710231="1", do="do").status_code == 303
    use = {"number": "AO000017", "hs": "7102.31", "carats": "5"}
    assert ada.post(f"/office/{draft.pk}/sources/imports/draw/", **use, do="do").status_code == 303
    assert "AO000017" in ada.get(f"/office/{draft.pk}/sources/").content.decode()
    (drawn,) = drawing.uses_of(draft.pk)
    assert ada.post(f"/office/{draft.pk}/sources/imports/{drawn.pk}/remove/", do="do").status_code == 303
    text = ben.get("/office/stock/").content.decode()
    assert "AO000017" in text
    assert "10.00 ct" in text
