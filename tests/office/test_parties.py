"""The page of a party: owners are added and taken away line by line, without scripts, and nothing typed is lost."""

import pytest

from kpverify.certificates.models import Party
from kpverify.certificates.owners import owners_of
from tests.world import sign_in

TYPED = {"name": "Gulf Tender House DMCC", "address": "Almas Tower, Dubai", "country": "AE", "note": ""}
FIRST = {"owner-0-name": "Coral Ltd", "owner-0-country": "VG", "owner-0-share": "60", "owner-0-since": ""}
SECOND = {"owner-1-name": "Basalt SA", "owner-1-country": "CH", "owner-1-share": "50", "owner-1-since": ""}
NEW = "/office/parties/new/"


@pytest.fixture
def office(client, world):
    sign_in(client, world.ada)
    return client


def test_a_line_is_added_and_another_taken_away(office):
    page = office.post(NEW, {**TYPED, **FIRST, "owner_lines": "1", "do": "add-owner"}).content.decode()
    assert 'name="owner-1-name"' in page
    assert 'value="Coral Ltd"' in page
    both = {**TYPED, **FIRST, **SECOND, "owner_lines": "2"}
    page = office.post(NEW, {**both, "do": "remove-owner-0"}).content.decode()
    assert 'value="Basalt SA"' in page
    assert "Coral Ltd" not in page
    assert not Party.objects.exists()


def test_what_is_wrong_stands_beside_its_line_and_the_rest_is_kept(office):
    both = {**TYPED, **FIRST, **SECOND, "owner_lines": "2", "do": "save"}
    refused = office.post(NEW, both)
    assert refused.status_code == 422
    assert "add to more than 100 percent" in refused.content.decode()
    refused = office.post(NEW, {**both, "owner-1-share": "much"})
    assert 'href="#id_owner-1-share"' in refused.content.decode()
    assert 'value="Basalt SA"' in refused.content.decode()
    assert office.post(NEW, {**both, "owner-1-share": "40"}).status_code == 303
    assert [one.share for one in owners_of(Party.objects.get())] == ["60", "40"]


def test_a_party_is_opened_with_its_owners_and_they_may_all_go(office):
    made = office.post(NEW, {**TYPED, **FIRST, "owner_lines": "1", "do": "save"})
    address = made["Location"].partition("?")[0]
    assert 'value="Coral Ltd"' in office.get(address).content.decode()
    assert office.post(address, {**TYPED, "owner_lines": "0", "version": "1", "do": "save"}).status_code == 303
    assert owners_of(Party.objects.get()) == []
