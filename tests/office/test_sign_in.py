"""Signing in and out."""

import pytest

from tests.world import PASSWORD

from .conftest import Desk, sign_in, words


def test_an_officer_signs_in_and_out(world, stranger):
    response = sign_in(stranger, "ada")
    assert (response.status_code, response["Location"]) == (302, "/office/")
    page = stranger.get("/office/")
    assert "Ada Kgosi" in words(page)
    out = stranger.post("/accounts/logout/", page)
    assert (out.status_code, out["Location"]) == (302, "/")
    assert stranger.get("/office/").status_code == 302


def test_reading_the_sign_out_page_signs_nobody_out(world, ada):
    assert "Sign out?" in words(ada.get("/accounts/logout/"))
    assert ada.get("/office/").status_code == 200


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "http://testserver:8080/",
        "http://localhost/office/",
        "javascript:alert(1)",
        "\thttps://evil.example",
        "https:///evil.example",
    ],
)
def test_after_signing_in_one_stays_here(world, stranger, elsewhere):
    address = f"/accounts/login/?next={elsewhere}"
    assert sign_in(stranger, "ada", stranger.get("/accounts/login/", next=elsewhere))["Location"] == "/office/"
    other = Desk()
    assert sign_in(other, "ada", address=address)["Location"] == "/office/"
    assert other.get("/accounts/login/", next=elsewhere)["Location"] == "/office/"


def test_after_signing_in_one_is_where_one_wanted_to_be(world, stranger):
    response = stranger.get("/office/new/")
    assert sign_in(stranger, "ada", address=response["Location"])["Location"] == "/office/new/"


def test_a_wrong_password_and_a_wrong_address_are_told_alike(world, stranger):
    wrong = words(sign_in(stranger, "ada", password="not-the-passphrase"))
    nobody = words(sign_in(stranger, "nobody", password="not-the-passphrase"))
    assert "do not belong together" in wrong
    assert wrong.replace("ada@", "") == nobody.replace("nobody@", "")


def test_guessing_is_slowed_down_in_words(world, stranger):
    for _ in range(5):
        sign_in(stranger, "ada", password="not-the-passphrase")
    page = sign_in(stranger, "ada")
    assert page.status_code == 200
    assert "Wait five minutes" in words(page)
    # The others are not slowed down by it.
    assert sign_in(stranger, "ben")["Location"] == "/office/"


def test_a_flood_of_sign_ins_is_answered_in_words(world, stranger):
    answers = [sign_in(stranger, f"nobody{number}", password="x").status_code for number in range(32)]
    assert answers[0] == 200
    assert answers[-1] == 429
    assert "Too many attempts" in words(sign_in(stranger, "ada"))


@pytest.mark.parametrize("name", ["signup", "email", "password/reset", "password/set", "confirm-email"])
def test_there_is_no_way_to_make_an_account_or_to_take_one_over(world, stranger, ada, name):
    assert stranger.get(f"/accounts/{name}/").status_code == 404
    assert ada.get(f"/accounts/{name}/").status_code == 404


def test_an_officer_changes_the_password(world, ada):
    page = ada.get("/accounts/password/change/")
    assert "/accounts/password/reset/" not in page.content.decode()
    wrong = ada.post("/accounts/password/change/", page, oldpassword="x", password1="short", password2="other")
    assert "The password is not changed" in words(wrong)
    new = "another-long-passphrase"
    fields = {"oldpassword": "a-long-test-passphrase", "password1": new, "password2": new}
    assert ada.post("/accounts/password/change/", page, **fields).status_code == 302
    assert ada.get("/office/").status_code == 200
    assert sign_in(Desk(), "ada", password=new)["Location"] == "/office/"


def test_a_new_session_begins_with_signing_in(world, stranger):
    stranger.client.cookies["sessionid"] = "a" * 32
    sign_in(stranger, "ada")
    assert stranger.client.cookies["sessionid"].value != "a" * 32


def test_refusals_outside_forms_are_pages(ada, shipping):
    made = shipping.draft()
    page = ada.get(f"/office/{made.pk}/certificate.pdf")
    assert page.status_code == 409
    assert "there is nothing to print yet" in words(page)
    assert "not-issued" in words(page)


def test_the_password_is_asked_for_again_where_a_step_needs_it(ada):
    page = ada.get("/accounts/reauthenticate/", next="/office/new/")
    assert page.status_code == 200
    wrong = ada.post("/accounts/reauthenticate/?next=/office/new/", page, password="not the one")
    assert "This was not the password" in words(wrong)
    right = ada.post("/accounts/reauthenticate/?next=/office/new/", page, password=PASSWORD)
    assert right["Location"] == "/office/new/"


def test_a_closed_account_is_told_so(stranger):
    assert "This account is closed" in words(stranger.get("/accounts/inactive/"))
