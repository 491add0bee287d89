"""The office's pages about where the stones of a certificate come from."""

import pytest

from kpverify.provenance import slips
from tests.office.conftest import Desk

from .conftest import typed

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
    assert desk.post(f"{at}slips/{first.pk}/", **typed(seller="Jean N."), do="do").status_code == 303
    assert desk.post(f"{at}slips/{first.pk}/remove/", do="do").status_code == 303
    assert [one.number for one in slips.slips_of(draft.pk)] == ["C-1", "C-2"]
    story = desk.get(f"/office/{draft.pk}/story/").content.decode()
    assert "corrected a purchase slip" in story
    assert "Jean N." in story


@pytest.mark.parametrize(
    ("pasted", "words"),
    [
        ("A-1,Paul,,CF-BODA,2018-02-30,7102.31,1,1", "Slip 1: Give the day the stones were found"),
        ("A-1,Paul", "Line 1 has 2 columns"),
        ("number,seller\nA-1,Paul", "The columns are"),
        ("\n".join(["A,P,,CF-BODA,2018-02-01,7102.31,1,1"] * 501), "at most 500"),
    ],
)
def test_what_cannot_be_pasted_adds_nothing_and_stays(world, shipping, pasted, words):
    desk, draft = Desk(world.ada), shipping.draft()
    page = desk.post(f"/office/{draft.pk}/sources/slips/paste/", slips=pasted, do="do")
    assert page.status_code in (413, 422)
    assert words in page.content.decode()
    assert pasted[:20] in page.content.decode()
    assert slips.slips_of(draft.pk) == []


def test_others_read_and_write_nothing(world, shipping):
    draft = shipping.draft()
    slips.add_slip(certificate_id=draft.pk, slip=typed(), by=world.ada, now=world.now)
    text = Desk(world.ben).get(f"/office/{draft.pk}/sources/").content.decode()
    assert "B-17" in text
    assert "slips/add/" not in text
    assert Desk(world.chen).get(f"/office/{draft.pk}/sources/").status_code == 404
