"""What waits for a decision, who may decide, how long it holds, and what drafts learn of it."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from kpverify.audit.models import AuditEntry
from kpverify.compliance.evidence import Asked
from kpverify.compliance.facts import Facts, Hit, Screened, Shipment
from kpverify.compliance.rules.rule import ask_all
from kpverify.compliance.rules.screening.parties import RULE
from kpverify.errors import Refused
from kpverify.screening import evidence, services, subjects
from kpverify.screening.models import Decision, OpenHit, Rescreening
from kpverify.screening.services import Party, Subject

from . import files
from .test_loading import load, released

NOW = timezone.now().replace(microsecond=0)
PARTY = Party("exporter", "Diam Ville SARL", "CF")


def note(world, *, subject="certificate:1", authority="BW", party=PARTY):
    """Put a party in the queue, as written by Ada."""
    return services.note(subject=subject, parties=[party], authority_id=authority, prepared_by=world.ada.pk, now=NOW)


def decision_of(authority="BW", party=PARTY):
    """Give what counts now."""
    return [hit.decision for hit in services.screen([party], authority_id=authority).hits]


@pytest.mark.django_db
def test_a_decision_is_remembered_for_the_pair_until_the_entry_changes(world):
    load("ofac", files.ofac())
    (hit,) = note(world)
    assert note(world, subject="certificate:2") == [hit]
    assert [place.subject for place in hit.places.order_by("pk")] == ["certificate:1", "certificate:2"]
    assert list(OpenHit.objects.visible_to(world.ben).to_decide()) == [hit]
    assert not OpenHit.objects.visible_to(world.chen).exists()
    made = services.decide(hit_id=hit.pk, answer="different", reason=" Other  register number ", by=world.ben, now=NOW)
    assert (made.reason, made.uid) == ("Other register number", "42020")
    assert decision_of() == ["different"]
    # Another authority decides for itself.
    assert decision_of("AE") == ["open"]
    assert note(world, subject="certificate:3") == []
    assert AuditEntry.objects.get(verb="screening.decide").detail["answer"] == "different"
    # Another entry of the list changes: the decision holds. This one changes: it is open again.
    load("ofac", files.ofac(without=("BADICA",)))
    assert decision_of() == ["different"]
    load("ofac", files.ofac(remarks="Also in Bouar"))
    assert decision_of() == ["open"]
    (again,) = note(world)
    assert again.pk != hit.pk
    assert again.reasons[0]["code"] == "new-entry"
    services.decide(hit_id=again.pk, answer="same", reason="Same register number", by=world.bontle, now=NOW)
    assert decision_of() == ["same"]
    assert Decision.objects.count() == 2


@pytest.mark.django_db
def test_who_may_not_decide_and_what_is_no_decision(world):
    load("ofac", files.ofac())
    (hit,) = note(world)
    world.grant(world.ada, "approver")
    refusals = [
        ({"by": world.ada}, "second-person-needed"),
        ({"by": world.chen}, "not-found"),
        ({"answer": "perhaps"}, "decision-unknown"),
        ({"reason": "  "}, "reason-missing"),
    ]
    for change, code in refusals:
        with pytest.raises(Refused) as refused:
            services.decide(
                **{"hit_id": hit.pk, "answer": "same", "reason": "x", "by": world.ben, "now": NOW, **change}
            )
        assert refused.value.code == code
    with pytest.raises(PermissionDenied):
        services.decide(hit_id=hit.pk, answer="same", reason="x", by=world.dora, now=NOW)
    released(world, "ofac", files.ofac(without=("DIAMVILLE SAU",)))
    with pytest.raises(Refused) as refused:
        services.decide(hit_id=hit.pk, answer="same", reason="x", by=world.ben, now=NOW)
    assert refused.value.code == "hit-over"
    assert not OpenHit.objects.to_decide().exists()


@pytest.mark.django_db
def test_a_party_that_is_written_otherwise_leaves_the_queue(world):
    load("ofac", files.ofac())
    note(world)
    note(world, party=Party("exporter", "Okavango Diamond Company", "BW"))
    assert not OpenHit.objects.to_decide().exists()


@pytest.mark.django_db
def test_everybody_is_looked_at_again_when_a_list_changes(world, monkeypatch):
    monkeypatch.setattr(subjects, "STEP", 2)
    held = {f"{place:03}": Party("exporter", name) for place, name in enumerate(["A B", "Kardiam", "C D", "Badica"])}

    def source(after, many):
        keys = [key for key in sorted(held) if key > after][:many]
        return [Subject(f"party:{key}", key, "BW", (held[key],), world.ada.pk) for key in keys]

    monkeypatch.setattr(subjects, "_SOURCES", {"a": source, "b": lambda after, many: []})
    load("ofac", files.ofac())
    load("un", {"consolidated.xml": files.un()})
    for _step in range(5):
        services.finish_rescreening(now=NOW)
    assert not Rescreening.objects.filter(finished_at=None).exists()
    newest = Rescreening.objects.order_by("-looked_at").first()
    assert (newest.looked_at, newest.found) == (4, 4)
    assert {hit.party_name for hit in OpenHit.objects.to_decide()} == {"Kardiam", "Badica"}


@pytest.mark.django_db
def test_a_draft_learns_of_its_parties_and_of_their_owners(world, monkeypatch):
    content = {"exporter": {"name": "Sangha Stones", "country": "CF"}, "importer": {"name": "X Y", "country": "AE"}}
    asked = Asked(None, "BW", content, NOW)
    assert services.screened(asked) is None
    load("ofac", files.ofac())
    assert services.screened(asked).hits == ()
    owner = Party("exporter.owners[0]", "Dmitry Sytyi", "RU")
    monkeypatch.setattr(subjects, "_OWNERS", [lambda authority, content: [owner]])
    (hit,) = services.screened(asked).hits
    assert (hit.field, hit.entry, hit.decision) == ("exporter.owners[0]", "SYTII, Dmitri", "open")


def test_the_rule_asks_for_a_decision_and_keeps_to_it():
    def found(screened):
        shipment = Shipment(None, Facts(screened=screened))
        return [(one.code, one.result, one.found.field) for one in ask_all([RULE], shipment)]

    def one(decision):
        return Screened(("OFAC",), (Hit("exporter", "Diam Ville", "DIAMVILLE SAU", "OFAC, 2026-11-20", decision),))

    assert found(None) == found(Screened(("OFAC",), ())) == found(one("different")) == []
    assert found(one("open")) == [("screening.parties.undecided", "unknown", "exporter")]
    assert found(one("same")) == [("screening.parties.listed", "fail", "exporter")]


LISTED_AT = "Avenue Martyrs Rue 5-064"
LOBAYE = Party("exporter", "Lobaye Invest SARL", "CF")


@pytest.mark.django_db
def test_what_a_decision_did_not_see_opens_the_pair_again_and_says_what_it_is(world):
    load("ofac", files.ofac())
    elsewhere, there = (LOBAYE._replace(address=text) for text in ("Quai 9, Antwerp", f"{LISTED_AT}, Bangui"))
    (hit,) = note(world, party=elsewhere)
    services.decide(hit_id=hit.pk, answer="different", reason="Antwerp", by=world.ben, now=NOW)
    # Another address that is not listed says nothing new; one that is does.
    assert decision_of(party=LOBAYE._replace(address="Kaai 7, Antwerp")) == ["different"]
    (again,) = note(world, subject="certificate:2", party=there)
    assert again == hit
    assert again.reasons[0]["code"] == "new-address"
    assert services.say(again.reasons)[0].startswith("New since it was decided: the address is one on the list, Avenue")
    assert again.party_address == there.address
    # The first draft keeps its decision, and does not wait with the other.
    assert decision_of(party=elsewhere) == ["different"]
    assert note(world, party=elsewhere) == []
    assert [place.subject for place in again.places.all()] == ["certificate:2"]
    # The other moves away again: nothing waits, and what was decided stands.
    assert note(world, subject="certificate:2", party=elsewhere) == []
    again.refresh_from_db()
    assert (again.decided_at, again.gone_at) == (NOW, None)
    assert note(world, subject="certificate:2", party=there) == [hit]
    services.decide(hit_id=hit.pk, answer="different", reason="Same house", by=world.ben, now=NOW)
    assert decision_of(party=there) == decision_of(party=elsewhere) == ["different"]


@pytest.mark.parametrize(
    ("before", "now", "codes"),
    [
        (["grade:3"], ["grade:3"], []),
        (["grade:3"], ["grade:1"], []),
        (["grade:1"], ["grade:3"], ["new-grade"]),
        (["grade:3"], ["alias:KARDIAM", "country:BE", "grade:3"], ["new-alias", "new-country"]),
        (["alias:*", "grade:3"], ["alias:KARDIAM", "grade:3"], []),
        (["address:Rue 5", "grade:3"], ["address:Rue 6", "grade:3"], ["new-address"]),
        ([], ["address:Rue 6"], ["new-address"]),
    ],
)
def test_each_piece_of_evidence_is_news_once(before, now, codes):
    new = evidence.news(now, before)
    assert [one.code for one in new] == codes
    assert all(services.say([one._asdict() for one in new]))


@pytest.mark.django_db
def test_nobody_decides_on_evidence_that_came_after_they_looked(world):
    load("ofac", files.ofac())
    (hit,) = note(world, party=LOBAYE)
    seen = services.seen_of(hit)
    note(world, subject="certificate:2", party=LOBAYE._replace(address=f"{LISTED_AT}, Bangui"))
    with pytest.raises(Refused) as refused:
        services.decide(hit_id=hit.pk, answer="different", reason="x", by=world.ben, now=NOW, seen=seen)
    assert refused.value.code == "hit-changed"
    hit.refresh_from_db()
    services.decide(hit_id=hit.pk, answer="same", reason="x", by=world.ben, now=NOW, seen=services.seen_of(hit))
    # Who is listed stays listed, whatever else turns up.
    assert decision_of(party=LOBAYE) == ["same"]
