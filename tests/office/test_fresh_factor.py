"""An act that binds the authority waits for a second factor proved a moment ago, and loses nothing by waiting."""

from datetime import timedelta

import pytest

from kpverify.audit.models import AuditEntry
from tests.world import prove

from .conftest import Desk, words


def went_stale(desk, officer):
    prove(desk.client, officer, ago=timedelta(minutes=5))


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_a_stale_factor_does_nothing_and_keeps_what_was_typed(world, ben, shipping, act):
    made = shipping.issued()
    went_stale(ben, world.ben)
    page = ben.press(made, act, reason="A long story", do="do")
    assert page.status_code == 403
    assert "Prove that it is you" in words(page)
    assert f'action="/accounts/prove/?next=/office/{made.pk}/{act}/%3Fkept%3D1"' in page.content.decode()
    assert "A+long+story" in ben.hidden(page)["kept"] or "A%2Blong%2Bstory" in ben.hidden(page)["kept"]
    made.refresh_from_db()
    assert made.state == "issued"


def test_reading_and_sending_back_need_none(world, ben, shipping):
    made = shipping.submitted()
    went_stale(ben, world.ben)
    assert ben.get(f"/office/{made.pk}/approve/").status_code == 200
    assert ben.press(made, "send-back", reason="A seal is missing").status_code == 303


def test_just_within_five_minutes_is_fresh(world, ben, shipping):
    made = shipping.submitted()
    prove(ben.client, world.ben, ago=timedelta(minutes=4, seconds=50))
    assert ben.press(made, "approve").status_code == 303


def test_somebody_elses_proof_is_none(world, ben, shipping):
    made = shipping.submitted()
    prove(ben.client, world.ada)
    assert ben.press(made, "approve").status_code == 403


def test_the_api_says_so_with_a_code(world, ben, shipping):
    made = shipping.submitted()
    went_stale(ben, world.ben)
    ben.client.handler.enforce_csrf_checks = False
    answer = ben.client.post(f"/api/v1/certificates/{made.pk}/approve/", {}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "second-factor-stale")
    assert (
        ben.client.post(
            f"/api/v1/certificates/{made.pk}/send-back/", {"reason": "No seal"}, content_type="application/json"
        ).status_code
        == 200
    )


@pytest.mark.parametrize(
    "path", ["/office/people/invite/", "/secretariat/authorities/BW/create-key/", "/secretariat/publish/"]
)
def test_people_keys_and_the_trust_list_ask_for_it_too(world, path):
    desk = Desk(world.sefako)
    page = desk.get(path)
    went_stale(desk, world.sefako)
    entries = AuditEntry.objects.count()
    typed = {"name": "Zoe", "email": "zoe@example.org", "code": "SEC-ZOE", "purpose": "certificate"}
    answer = desk.post(path, page, do="do", **typed)
    assert (answer.status_code, "Prove that it is you" in words(answer)) == (403, True)
    assert "zoe%40example.org" in desk.hidden(answer)["kept"] or "zoe%2540example.org" in desk.hidden(answer)["kept"]
    assert AuditEntry.objects.count() == entries
