"""The pages of advisories and notices: six languages side by side, the preview, two persons, and what is reminded."""

from datetime import timedelta

import pytest

from kpverify.proposals.models import Proposal
from kpverify.registry.models import Advisory
from tests.conftest import NOW
from tests.secretariat.conftest import Desk, words
from tests.secretariat.test_acts import HOSTILE, done

TODAY = NOW.date()
SOON, LATER = TODAY + timedelta(days=20), TODAY + timedelta(days=200)
ADD = "/secretariat/advisories/add/"
GIVEN = {
    "kind": "notice",
    "code": "CF",
    "zones": ["CF-NOLA"],
    "starts_on": str(TODAY),
    "ends_on": str(LATER),
    "source": "Notice 2026/3",
    "text_en": "Certificates CF26000101 to CF26000120 were stolen.",
    "do_en": "Detain, and tell the Secretariat.",
    "text_fr": "Les certificats CF26000101 à CF26000120 ont été volés.",
    "do_fr": "Retenez, et prévenez le Secrétariat.",
}


def main(page):
    return page.content.decode().partition("<main")[2]


def test_a_notice_is_seen_as_the_border_will_then_proposed_and_confirmed(sefako, world):
    preview = main(sefako.post(ADD, **GIVEN, preview="1"))
    assert 'lang="fr"' in preview
    assert "Retenez, et prévenez le Secrétariat." in preview
    assert preview.count("Not translated: its readers are shown the English words") == 4
    assert "Certificates CF26000101" in preview.partition("<form")[2]
    assert not Proposal.objects.exists()

    answer = sefako.post(ADD, **GIVEN)
    assert not Advisory.objects.filter(kind="notice").exists()
    (held,) = Proposal.objects.all()
    seen = words(Desk(world.thabo).get(f"/secretariat/waiting/{held.pk}/"))
    assert "As the border sees it" in seen
    assert "Retenez" in seen
    told = done(sefako, answer)
    assert "Not published yet" in told
    assert "4 translations missing" in told
    made = Advisory.objects.get(kind="notice")
    assert (made.pk, made.zones, list(made.words)) == (f"CF-{NOW.year}-01", ["CF-NOLA"], ["fr"])
    page = words(sefako.get(f"/secretariat/advisories/{made.pk}/"))
    assert "they learn it with the next trust list" in page
    world.publish(now=NOW)
    assert "Not published yet" not in words(sefako.get(f"/secretariat/advisories/{made.pk}/"))


def test_one_is_prolonged_reminded_and_ended(sefako):
    done(sefako, sefako.post(ADD, **{**GIVEN, "ends_on": str(SOON)}))
    made = Advisory.objects.get(kind="notice")
    assert f"{made.pk} : ends on {SOON}" in words(sefako.get("/secretariat/advisories/")).replace(
        f"{made.pk}:", f"{made.pk} :"
    )
    change = f"/secretariat/advisories/{made.pk}/change/"
    asked = sefako.get(change).content.decode()
    assert "Retenez, et prévenez le Secrétariat." in asked
    assert f'value="{SOON}"' in asked
    typed = {name: value for name, value in GIVEN.items() if name != "code"}
    done(sefako, sefako.post(change, **typed))
    made.refresh_from_db()
    assert made.ends_on == LATER
    done(sefako, sefako.post(f"/secretariat/advisories/{made.pk}/end/", ends_on=str(SOON)))
    made.refresh_from_db()
    assert made.ends_on == SOON


def test_one_that_came_without_an_end_keeps_none_and_shows_its_review(sefako):
    page = words(sefako.get("/secretariat/advisories/CF-2021-REPORTED-ABUSES/"))
    assert "review on 2027-11-12" in page
    assert "translation" not in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"ends_on": ""}, "First day after it: This field is required."),
        ({"ends_on": str(TODAY)}, "A period ends after it starts"),
        ({"do_fr": ""}, "Français, What to do: Write both, or neither"),
        ({"text_en": ""}, "English, What is reported"),
        ({"source": ""}, "Source: This field is required."),
        ({"zones": ["XX-MOON"]}, "Only these zones"),
        ({"code": "XX"}, "Goods from"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(sefako, wrong, told):
    page = sefako.post(ADD, **{**GIVEN, **wrong})
    assert page.status_code == 422
    assert told in words(page)
    assert "Les certificats CF26000101" in page.content.decode()
    assert not Proposal.objects.exists()


def test_hostile_words_are_shown_as_text(sefako):
    given = {**GIVEN, "text_en": HOSTILE, "do_ar": HOSTILE, "text_ar": HOSTILE}
    assert "<script>alert" not in sefako.post(ADD, **given, preview="1").content.decode()
    done(sefako, sefako.post(ADD, **given))
    made = Advisory.objects.get(kind="notice")
    for address in ("/secretariat/advisories/", f"/secretariat/advisories/{made.pk}/", "/secretariat/participants/CF/"):
        assert "<script>alert" not in sefako.get(address).content.decode()
