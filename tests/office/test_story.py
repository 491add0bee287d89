"""The story of a certificate: in sentences, with what changed, and with a word on the log itself."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpverify.audit.models import AuditEntry
from kpverify.certificates import services

from .conftest import words


def test_a_life_is_told_in_sentences_with_what_changed(world, ada, ben, shipping):
    made = shipping.submitted()
    services.send_back(certificate_id=made.pk, reason="The weight is <b>wrong</b>", by=world.ben, now=shipping.now)
    goods = [{**made.content["goods"][0], "carats": "1800.00"}]
    changed = {**made.content, "goods": goods, "remarks": "Weighed again"}
    services.change_draft(certificate_id=made.pk, content=changed, by=world.ada, now=shipping.now)
    services.submit_certificate(certificate_id=made.pk, by=world.ada, now=shipping.now)
    services.approve_certificate(certificate_id=made.pk, by=world.ben, now=shipping.now)
    made = services.issue_certificate(certificate_id=made.pk, by=world.ben, now=shipping.now)
    shipping.now += timedelta(seconds=1)
    new = services.replace_certificate(number=made.number, reason="Torn", by=world.ada, now=shipping.now)
    told = words(ben.get(f"/office/{made.pk}/story/"))
    order = [
        "Ada Kgosi (BW-ADA) drafted it.",
        "Ben Tau (BW-BEN) sent it back to its preparer.",
        "Reason: The weight is <b>wrong</b>",
        "Ada Kgosi (BW-ADA) changed the draft.",
        "7102.31, 1804.52, 362118.75 7102.31, 1800.00, 362118.75",
        "Remarks – Weighed again",
        "Ben Tau (BW-BEN) approved it.",
        f"it took the number {made.number}.",
        f"{made.number} was signed, and is in force.",
        "drafted a replacement for it. Reason: Torn",
    ]
    places = [told.find(one) for one in order]
    assert -1 not in places, dict(zip(order, places, strict=True))
    assert places == sorted(places)
    entry = AuditEntry.objects.get(verb="certificate.approve")
    assert f"entry {entry.seq} Ben Tau" in told
    assert "The chain holds:" in told
    assert f"/office/{new.pk}/story/" in ben.get(f"/office/{made.pk}/story/").content.decode()
    assert f"It takes the place of {made.number}" in words(ada.get(f"/office/{new.pk}/story/"))


def test_what_was_sent_is_part_of_the_story(ben, shipping):
    made = shipping.suspended()
    told = words(ben.get(f"/office/{made.pk}/story/"))
    assert told.count("A message went into the outbox") >= 2


def test_a_log_that_was_changed_is_told(ada, shipping, unguarded):
    made = shipping.submitted()
    assert "The chain holds:" in words(ada.get(f"/office/{made.pk}/story/"))
    AuditEntry.objects.filter(verb="certificate.draft").update(actor="officer:BW-BEN")
    assert "The chain is broken." in words(ada.get(f"/office/{made.pk}/story/"))


def test_only_the_own_authority_reads_it_and_it_asks_little(ada, chen, shipping):
    made = shipping.revoked()
    assert chen.get(f"/office/{made.pk}/story/").status_code == 404
    with CaptureQueriesContext(connection) as asked:
        assert ada.get(f"/office/{made.pk}/story/").status_code == 200
    assert len(asked) <= 30
