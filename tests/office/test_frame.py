"""The frame of the office's pages: the rooms an officer may enter, and the language they read in."""

import re

import pytest
from django.conf import settings

from .conftest import words


def rooms(page):
    nav = re.search(r'<nav class="wrap rooms".*?</nav>', page.content.decode(), re.DOTALL)
    return re.findall(r'<a href="([^"]+)"', nav[0])


def test_each_officer_sees_the_rooms_they_may_enter(ada, ben, dora):
    assert {"/office/", "/office/new/"} <= set(rooms(ada.get("/office/")))
    assert "/office/" in rooms(ben.get("/office/"))
    assert "/office/new/" not in rooms(ben.get("/office/"))
    assert rooms(dora.get("/office/")) == []


def test_every_room_shown_lets_in(ada, ben):
    for desk in (ada, ben):
        for address in rooms(desk.get("/office/")):
            assert desk.get(address).status_code == 200, address


@pytest.mark.parametrize("path", ["/office/", "/accounts/password/change/"])
def test_a_language_is_chosen_and_stays(ada, path):
    chosen = ada.post("/accounts/language/", ada.get(path), language="ar", back=path)
    assert (chosen.status_code, chosen["Location"]) == (302, path)
    page = ada.get(path).content.decode()
    assert 'dir="rtl"' in page
    assert re.search(r'value="ar" lang="ar" aria-current="true"', page)


def test_no_language_leads_astray(ada, stranger):
    page = ada.get("/office/")
    for back in ("https://evil.example/", "//evil.example", "javascript:alert(1)", ""):
        found = ada.post("/accounts/language/", page, language="xx", back=back)
        assert found["Location"] == "/office/", back
        assert settings.LANGUAGE_COOKIE_NAME not in found.cookies
    assert ada.client.get("/accounts/language/").status_code == 405
    found = stranger.post(
        "/accounts/language/", stranger.get("/accounts/login/"), language="fr", back="/accounts/login/"
    )
    assert found.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"
    assert "Sign" in words(stranger.get("/accounts/login/")) or "Se connecter" in words(
        stranger.get("/accounts/login/")
    )
