"""What the page offers is what the services do: every state, every act, every kind of officer."""

from datetime import timedelta

import pytest

from kpverify.accounts.rights import actions_of
from kpverify.certificates.api_acts import ACTS
from kpverify.certificates.lifecycle import Act
from kpverify.certificates.models import State
from kpverify.errors import Refused
from kpverify.office.possible import RIGHT_OF, possible_acts

from .conftest import Desk, words

STATES = ("draft", "submitted", "approved", "issued", "suspended", "revoked", "issuing", "void")
WHO = ("ada", "ben", "both", "admin", "dora")


def officer_of(world, who):
    """`both` is Ada with the role of an approver too, `admin` is Dora with that of an administrator."""
    match who:
        case "both":
            world.grant(world.ada, "approver")
            return world.ada
        case "admin":
            world.grant(world.dora, "authority_admin")
            return world.dora
    return getattr(world, who)


def test_every_act_of_people_has_a_right():
    assert set(RIGHT_OF) == {Act.CHANGE, Act.VALIDATE, Act.AMEND, *ACTS}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", STATES)
def test_offered_acts_are_those_the_services_do(world, shipping, state, who):
    from django.core.exceptions import PermissionDenied
    from django.db import transaction

    officer = officer_of(world, who)
    found = getattr(shipping, state)()
    rights = actions_of(officer)
    possible = possible_acts(found, officer=officer, rights=rights, successor=None)
    now = shipping.now + timedelta(minutes=1)
    for act, how in ACTS.items():
        which = {"number": found.number or "BW0"} if how.by_number else {"certificate_id": found.pk}
        reason = {"reason": "Test"} if how.has_reason else {}
        try:
            # Each is tried on the same certificate, so each is taken back.
            with transaction.atomic():
                how.service(**which, **reason, by=officer, now=now)
                is_done = True
                transaction.set_rollback(True)
        except (Refused, PermissionDenied):
            is_done = False
        assert (act in possible) == is_done, f"{who} {act} {state}"


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("state", STATES)
def test_page_of_an_act_follows_the_table_of_rights(world, shipping, state, who):
    officer = officer_of(world, who)
    found = getattr(shipping, state)()
    rights = actions_of(officer)
    possible = possible_acts(found, officer=officer, rights=rights, successor=None)
    desk = Desk(officer)
    for act in ACTS:
        status = desk.get(f"/office/{found.pk}/{act}/").status_code
        expected = 403 if RIGHT_OF[act] not in rights else 200 if act in possible else 409
        assert status == expected, f"{who} {act} {state}"


@pytest.mark.parametrize("act", [*ACTS, "edit"])
def test_other_authorities_certificates_are_not_there(chen, stranger, shipping, act):
    made = shipping.issued()
    assert chen.get(f"/office/{made.pk}/").status_code == 404
    assert chen.get(f"/office/{made.pk}/{act}/").status_code == 404
    page = chen.get("/office/new/")
    sent = {**chen.hidden(page), "version": made.version, "reason": "x", "do": "do"}
    assert chen.client.post(f"/office/{made.pk}/{act}/", sent).status_code == 404
    assert stranger.get(f"/office/{made.pk}/{act}/").status_code == 302
    made.refresh_from_db()
    assert made.state == State.ISSUED


@pytest.mark.parametrize(
    ("who", "address", "expected"),
    [
        *[(who, "/office/", status) for who, status in (("ada", 200), ("ben", 200), ("dora", 403), ("sefako", 403))],
        *[(who, "/office/new/", status) for who, status in (("ada", 200), ("ben", 403), ("dora", 403))],
        *[(who, "/office/{pk}/", status) for who, status in (("ada", 200), ("ben", 200), ("dora", 403), ("chen", 404))],
        *[(who, "/office/{pk}/edit/", status) for who, status in (("ada", 302), ("ben", 403), ("chen", 404))],
        *[(who, "/office/{pk}/qr.svg", status) for who, status in (("ada", 200), ("dora", 403), ("chen", 404))],
        *[
            (who, "/office/{pk}/certificate.pdf", status)
            for who, status in (("ben", 200), ("dora", 403), ("chen", 404))
        ],
    ],
)
def test_pages_are_for_those_who_may(world, shipping, who, address, expected):
    made = shipping.issued()
    assert Desk(getattr(world, who)).get(address.format(pk=made.pk)).status_code == expected


@pytest.mark.parametrize(
    ("role", "where"), [("observer", "/secretariat/"), ("border_agent", "/v"), ("monitor", "/secretariat/")]
)
def test_a_role_without_office_work_is_told_where_its_work_is(world, role, where):
    world.grant(world.dora, role)
    page = Desk(world.dora).get("/office/")
    assert page.status_code == 403
    assert f'class="button" href="{where}"' in page.content.decode()
    assert "Preparers draft and submit" in words(page)


def test_a_role_that_ended_ends_in_the_middle_of_a_session(world, ada):
    from kpverify.accounts.services import end_role

    assert ada.get("/office/new/").status_code == 200
    end_role(officer_id=world.ada.pk, role="preparer", by="test", now=world.now)
    # The session goes with it, and a new one does not bring it back.
    assert ada.get("/office/new/").status_code == 302
    assert Desk(world.ada).get("/office/new/").status_code == 403


def test_an_officer_who_left_is_signed_out(world, ada):
    from kpverify.accounts.services import deactivate_officer

    assert ada.get("/office/").status_code == 200
    deactivate_officer(officer_id=world.ada.pk, by="test", now=world.now)
    assert ada.get("/office/").status_code == 302


def test_who_prepared_it_is_told_why_they_cannot_approve(world, shipping):
    world.grant(world.ada, "approver")
    made = shipping.submitted()
    desk = Desk(world.ada)
    page = desk.get(f"/office/{made.pk}/")
    assert "You prepared this certificate: another officer has to approve it." in words(page)
    assert f"/office/{made.pk}/approve/" not in page.content.decode()
    refused = desk.post(f"/office/{made.pk}/approve/", page, version=made.version)
    assert refused.status_code == 409
    assert "another officer has to approve it" in words(refused)


def test_a_draft_of_another_preparer_says_how_to_make_it_ones_own(world, shipping):
    world.grant(world.ben, "preparer")
    made = shipping.draft()
    assert "Ada Kgosi prepared this draft." in words(Desk(world.ben).get(f"/office/{made.pk}/"))


def test_only_posts_change_anything(ada, ben, shipping):
    from kpverify.audit.models import AuditEntry

    made = shipping.issued()
    before = AuditEntry.objects.count()
    for desk in (ada, ben):
        for address in ("", "new/", *(f"{made.pk}/{act}/" for act in ("edit", *ACTS)), f"{made.pk}/qr.svg"):
            desk.get(f"/office/{address}".replace("//", "/"))
    made.refresh_from_db()
    assert (made.state, AuditEntry.objects.count()) == ("issued", before)
