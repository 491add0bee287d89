"""Amending on the pages: old beside new, a reason, a second officer; and nothing that was typed is lost."""

import re
from datetime import timedelta

import pypdfium2
import pytest
from django.utils import timezone

from kpverify.certificates.models import Amendment
from kpverify.certificates.trusted import bundle_for
from kpverify.proposals.models import Proposal
from kpverify.screening.models import OpenHit
from kpverify.tokens import verify
from tests.certificates.listed import DIAMVILLE, load
from tests.world import prove

from .conftest import words

NEW = "Almas Tower, 3rd floor, Dubai"
WHY = "The floor was left out."


def amend(desk, made, **fields):
    where = f"/office/{made.pk}/amend/"
    return desk.post(where, desk.get(where), **{"do": "do", "reason": WHY, **fields})


def decide(desk, made, asked, do, **fields):
    shown = re.search(r'name="proposal" value="([^"]+)"', asked.content.decode())
    return desk.post(f"/office/{made.pk}/amend/", asked, do=do, proposal=shown[1], **fields)


@pytest.fixture
def made(shipping):
    return shipping.issued()


def judged(made):
    return verify(made.token, bundle_for(made.status_uri), timezone.now() + timedelta(seconds=5))


def test_two_officers_amend_and_everybody_reads_old_and_new(ada, ben, made):
    assert "Amend…" in words(ada.get(f"/office/{made.pk}/"))
    sent = amend(ada, made, **{"importer-address": NEW, "goods-0-carats": "1804.25"})
    assert sent["Location"] == f"/office/{made.pk}/?done=amend"
    page = words(ada.get(sent["Location"]))
    assert "Another officer has to confirm it" in page
    assert "An amendment waits for a second officer" in page
    own = words(ada.get(f"/office/{made.pk}/amend/"))
    assert "You proposed it" in own
    assert "Confirm and sign" not in own
    asked = ben.get(f"/office/{made.pk}/amend/")
    for text in ("Address of the importer", "Almas Tower, Dubai", NEW, "1804.52", "1804.25", WHY, "Ada Kgosi"):
        assert text in words(asked)
    done = decide(ben, made, asked, "confirm")
    assert done["Location"] == f"/office/{made.pk}/?done=amended"
    page = words(ben.get(done["Location"]))
    for text in (
        "Amended: signed and published",
        "Endorsement 1",
        "Amended by endorsement 1",
        NEW,
        "Almas Tower, Dubai",
        "Amended and signed",
    ):
        assert text in page
    assert [one["field"] for one in judged(made).amendments] == ["importer.address", "goods[0].carats"]
    paper = ben.get(f"/office/{made.pk}/amendments/1.pdf")
    text = pypdfium2.PdfDocument(paper.content)[0].get_textpage().get_text_range()
    assert f"To be kept with certificate {made.number}" in text
    assert NEW in text
    original = pypdfium2.PdfDocument(ben.get(f"/office/{made.pk}/certificate.pdf").content)[0]
    assert "Amended: see endorsement 1" in original.get_textpage().get_text_range()
    assert ben.get(f"/office/{made.pk}/amendments/2.pdf").status_code == 404


def test_what_is_wrong_is_told_beside_its_field_and_what_was_typed_stays(ada, made):
    wrong = amend(ada, made, **{"goods-0-carats": "1 804,25", "parcels": "many", "importer-address": NEW})
    assert wrong.status_code == 422
    page = words(wrong)
    assert "Write the carats as text" in page
    assert "Give the number of parcels" in page
    for typed in ("1 804,25", "many", NEW, WHY):
        assert f'value="{typed}"' in wrong.content.decode()
    same = amend(ada, made)
    assert "Nothing is changed" in words(same)
    assert "Say why" in words(amend(ada, made, **{"importer-address": NEW, "reason": ""}))
    away = amend(ada, made, **{"importer-country": "ZZ"})
    assert (away.status_code, "was not a participant" in words(away)) == (422, True)
    assert not Proposal.objects.exists()


def test_every_kind_of_entry_can_be_amended_on_the_page(ada, ben, made):
    fields = {
        "mining_origin": "BW\r\nZA",
        "seals": "BW9\r\n\r\n BW8 ",
        "remarks": "Two boxes",
        "due_diligence": "",
        "parcels": "3",
        "importer-country": "BE",
        "goods-0-hs": "7102.21",
    }
    assert amend(ada, made, **fields).status_code == 303
    decide(ben, made, ben.get(f"/office/{made.pk}/amend/"), "confirm")
    assert {one["field"]: one["new"] for one in judged(made).amendments} == {
        "mining_origin": ["BW", "ZA"],
        "seals": ["BW9", "BW8"],
        "remarks": "Two boxes",
        "due_diligence": [],
        "parcels": 3,
        "importer.country": "BE",
        "goods[0].hs": "7102.21",
    }
    # The next one starts from what holds now.
    assert 'value="Two boxes"' in ada.get(f"/office/{made.pk}/amend/").content.decode()


def test_a_country_that_is_offered_no_more_is_not_changed_by_the_list(ada, made, monkeypatch):
    from kpverify.office import views_amend

    offered = views_amend.choices_for

    def without_the_emirates(*asked, **how):
        found = offered(*asked, **how)
        found.countries.remove(next(one for one in found.countries if one[0] == "AE"))
        return found

    monkeypatch.setattr(views_amend, "choices_for", without_the_emirates)
    page = ada.get(f"/office/{made.pk}/amend/").content.decode()
    assert '<option value="AE" selected>' in page


def test_confirming_asks_for_a_fresh_factor(world, ada, ben, made):
    amend(ada, made, **{"importer-address": NEW})
    asked = ben.get(f"/office/{made.pk}/amend/")
    prove(ben.client, world.ben, ago=timedelta(minutes=6))
    answer = decide(ben, made, asked, "confirm")
    assert not Amendment.objects.exists()
    assert answer.status_code == 403
    # What was sent waits inside the page that asks for the factor.
    assert 'name="proposal"' in answer.content.decode() or "kept" in answer.content.decode()


def test_an_approver_declines_and_the_preparer_may_propose_again(ada, ben, made):
    amend(ada, made, **{"importer-address": NEW})
    asked = ben.get(f"/office/{made.pk}/amend/")
    declined = decide(ben, made, asked, "decline", reason="It is the 4th floor")
    assert declined["Location"].endswith("?done=amendment-declined")
    assert "It is the 4th floor" in words(ben.get(declined["Location"]))
    assert judged(made).amendments == ()
    # The page that was seen before decides nothing any more.
    again = decide(ben, made, asked, "confirm")
    assert (again.status_code, Amendment.objects.count()) != (303, 1)
    assert amend(ada, made, **{"importer-address": NEW}).status_code == 303
    old = decide(ben, made, asked, "confirm", key="another")
    assert "Another amendment waits now" in words(old)


def test_nobody_without_the_right_and_nobody_elsewhere(dora, chen, ada, made):
    amend(ada, made, **{"importer-address": NEW})
    assert dora.get(f"/office/{made.pk}/amend/").status_code == 403
    assert chen.get(f"/office/{made.pk}/amend/").status_code == 404


def test_what_cannot_be_amended_says_so(ada, shipping):
    page = ada.get(f"/office/{shipping.draft().pk}/amend/")
    assert (page.status_code, "cannot amend" in words(page)) == (409, True)


def test_whom_it_would_bring_in_is_shown_with_the_hit_and_not_signed_before_a_decision(ada, ben, made):
    load(DIAMVILLE, now=timezone.now())
    amend(ada, made, **{"importer-name": "Diam Ville", "importer-country": "CF"})
    hit = OpenHit.objects.get()
    address = f"/office/screening/{hit.pk}/"
    assert address in ben.get(f"/office/{made.pk}/").content.decode()
    asked = ben.get(f"/office/{made.pk}/amend/")
    assert address in asked.content.decode()
    assert "It cannot be signed yet" in words(asked)
    assert "Confirm and sign" not in words(asked)
    assert "an amendment that waits" in words(ben.get(address))
    refused = decide(ben, made, asked, "confirm")
    assert refused.status_code == 422
    assert "An approver has to decide first" in words(refused)
    assert not Amendment.objects.exists()
