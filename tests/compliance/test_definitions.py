"""The definition of conflict diamonds has versions, and stands where people read what a certificate claims."""

from itertools import pairwise

import pytest

from kpverify.compliance.definitions import CONFLICT_DIAMONDS


def test_one_wording_is_in_force_on_every_day():
    assert CONFLICT_DIAMONDS[0].since == "2003-01-01"
    assert "rebel movements or their allies" in CONFLICT_DIAMONDS[0].text
    assert [one for one in CONFLICT_DIAMONDS if one.until is None] == [CONFLICT_DIAMONDS[-1]]
    for one, after in pairwise(CONFLICT_DIAMONDS):
        assert one.until == after.since


@pytest.mark.django_db
def test_the_page_of_rules_says_it_with_its_source(client):
    page = client.get("/rules/").content.decode()
    assert CONFLICT_DIAMONDS[-1].text in page
    assert CONFLICT_DIAMONDS[-1].url in page
