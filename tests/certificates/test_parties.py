"""The address book: kept under the rules of certificates, by those who may, for one authority only."""

import pytest
from django.core.exceptions import PermissionDenied

from kpverify.audit.models import AuditEntry
from kpverify.certificates import parties
from kpverify.certificates.drafting import copy_of, write_draft
from kpverify.certificates.models import Certificate, Party
from kpverify.errors import Refused

from .typed import content

GULF = {"name": " Gulf Tender House DMCC ", "address": "Almas Tower, Dubai", "country": "AE"}


@pytest.fixture
def gulf(ada, now):
    return parties.add_party(party=GULF, note="Tenders on Mondays", by=ada, now=now)


def test_a_party_is_tidied_and_kept_once(ada, now, gulf):
    assert (gulf.name, gulf.country, gulf.is_active) == ("Gulf Tender House DMCC", "AE", True)
    with pytest.raises(Refused) as refused:
        parties.add_party(party=GULF, by=ada, now=now)
    assert refused.value.code == "party-exists"
    assert parties.keep_party(party=GULF, by=ada, now=now) == gulf
    assert Party.objects.count() == 1


@pytest.mark.parametrize(
    ("party", "fields"),
    [
        ({}, {"name", "address", "country"}),
        ({**GULF, "name": "x" * 121}, {"name"}),
        ({**GULF, "address": "a\nb"}, {"address"}),
        ({**GULF, "country": "Dubai"}, {"country"}),
        ({**GULF, "country": ""}, {"country"}),
        ({**GULF, "name": "Abc \u202edcba"}, {"name"}),
    ],
)
def test_what_no_certificate_may_hold_is_not_kept(ada, now, party, fields):
    with pytest.raises(Refused) as refused:
        parties.add_party(party=party, by=ada, now=now)
    assert refused.value.code == "content-wrong"
    assert {one["field"] for one in refused.value.findings} == fields
    assert not Party.objects.exists()


def test_a_change_says_what_was_before_and_minds_others(ada, now, gulf):
    moved = {**GULF, "address": "Jumeirah Lakes, Dubai"}
    parties.change_party(party_id=gulf.pk, party=moved, note="", version=1, by=ada, now=now)
    with pytest.raises(Refused) as refused:
        parties.change_party(party_id=gulf.pk, party=GULF, note="", version=1, by=ada, now=now)
    assert refused.value.code == "version-conflict"
    entry = AuditEntry.objects.get(verb="party.change")
    assert entry.detail["before"]["address"] == "Almas Tower, Dubai"
    assert entry.detail["address"] == "Jumeirah Lakes, Dubai"


def test_a_retired_party_is_not_offered_until_it_is_typed_and_kept_again(ada, now, gulf):
    assert parties.offer_parties(ada, "tender gulf") == [gulf]
    parties.retire_party(party_id=gulf.pk, by=ada, now=now)
    assert parties.offer_parties(ada, "gulf") == []
    assert parties.keep_party(party=GULF, by=ada, now=now).is_active
    assert parties.offer_parties(ada, "dubai") == [gulf]


def test_an_address_book_is_of_one_authority_and_for_those_who_may(ada, ben, chen, dora, now, gulf):
    assert parties.offer_parties(chen, "gulf") == []
    with pytest.raises(Refused) as refused:
        parties.retire_party(party_id=gulf.pk, by=chen, now=now)
    assert refused.value.code == "not-found"
    for nobody in (ben, dora):
        with pytest.raises(PermissionDenied):
            parties.add_party(party={**GULF, "name": "Other"}, by=nobody, now=now)


def test_a_draft_and_its_parties_are_kept_together_or_not_at_all(ada, now):
    write_draft(content=content(), keep={"exporter", "importer"}, by=ada, now=now)
    assert Party.objects.count() == 2
    with pytest.raises(Refused) as refused:
        write_draft(content=content(importer={"name": "Half"}), keep=["importer"], by=ada, now=now)
    assert {one["field"] for one in refused.value.findings} == {"importer.address", "importer.country"}
    assert Certificate.objects.count() == 1


def test_a_copy_leaves_out_what_belongs_to_one_shipment(shipping):
    made = shipping.issued()
    found = copy_of(made)
    assert "seals" not in found
    assert {**found, "seals": made.content["seals"]} == made.content
