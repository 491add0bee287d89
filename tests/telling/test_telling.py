"""Who is told what, by a real mail server: from the act or the reminder to the reader, once, and nothing secret."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from kpverify.audit.models import AuditEntry
from kpverify.certificates import parties
from kpverify.clearance import services as clearance
from kpverify.concerns import services as concerns
from kpverify.notices import services as notices
from kpverify.notices.composers import composer_of
from kpverify.notices.delivery import deliver_due
from kpverify.notices.models import Notice
from kpverify.office.upkeep import do_what_is_due
from kpverify.provenance import explaining
from kpverify.registry import services as registry
from kpverify.registry.models import Authority
from kpverify.screening.models import ListLoad, OpenHit, Rescreening, SanctionsList
from kpverify.telling.reminding import remind
from kpverify.telling.table import HEARD, LETTERS
from tests.certificates.conftest import Shipping
from tests.certificates.listed import DIAMVILLE, load
from tests.certificates.typed import importer
from tests.clearance.test_clearance import approve, asked, now, parcel, people, regime
from tests.concerns.conftest import mona, olga
from tests.concerns.test_concerns import TEXT, send
from tests.dossier.conftest import add, folder, picture
from tests.notices.conftest import post_office
from tests.notices.test_mail import text_of
from tests.provenance.test_stock import counted
from tests.secretariat.conftest import Desk, words

__all__ = ["asked", "folder", "mona", "now", "olga", "parcel", "people", "post_office", "regime"]
pytestmark = pytest.mark.django_db
LISTED = importer(name="Diam Ville", address="Avenue des Martyrs 5, Bangui", country="CF")
A_DAY = timedelta(days=1)


def mails(post_office, *, at):
    """Send what is due; give what came, as subject and text, by reader."""
    post_office.mails.clear()
    deliver_due(now=at)
    found = {}
    for mail in post_office.mails:
        found.setdefault(mail["To"], []).append(f"{mail['Subject']}\n{text_of(mail)}")
    return found


def to(kind):
    return sorted(Notice.objects.filter(kind=kind).values_list("recipient", flat=True))


def test_every_letter_has_a_reader_an_address_and_is_heard_or_reminded_of():
    for kind, letter in LETTERS.items():
        assert composer_of(kind), kind
        args = {"clearance": "0" * 8 + "-0000-0000-0000-" + "0" * 12, "reference": "CN-ABCDEFGH", "what": "CF-2021-A"}
        args["pk"] = args["clearance"]
        assert reverse(letter.address, args=[args[letter.key]] if letter.key else [])
    assert {one for kinds in HEARD.values() for one in kinds} < LETTERS.keys()


def test_monitors_are_asked_and_the_authority_is_answered_without_a_party_or_a_price(asked, people, post_office, now):
    found = mails(post_office, at=now)
    assert "Waiting for you 1 Shipments to clear" in words(Desk(people["kwame"]).get("/secretariat/"))
    assert set(found) == {"mireille@example.org", "kwame@example.org"}
    (text,) = found["kwame@example.org"]
    assert f"/secretariat/clearance/{asked.pk}/" in text
    assert f"draft {str(asked.certificate_id)[:8]}" in text
    assert "Central African Republic" in text
    goods = asked.certificate.content
    for secret in (goods["exporter"]["name"], goods["importer"]["name"], goods["goods"][0]["usd"], "Ngbanda"):
        assert secret not in text
    approve(asked, people["mireille"], now)
    assert mails(post_office, at=now) == {}, "the first approval changes nothing for anybody"
    approve(asked, people["kwame"], now)
    found = mails(post_office, at=now)
    assert set(found) == {"clarisse@example.org", "firmin@example.org"}
    # In the language of their participant, once it is translated.
    assert Notice.objects.filter(kind="clearance.given").first().language == "fr"
    assert f"/office/{asked.certificate_id}/" in found["firmin@example.org"][0]
    clearance.object_to(clearance_id=asked.pk, reason="Seal 7 of Jean", by=people["kwame"], now=now)
    found = mails(post_office, at=now)
    assert set(found) == {"clarisse@example.org", "firmin@example.org"}
    assert "Seal 7" not in str(found), "the reason stands on the page, for those who may read it"


def test_a_change_that_voids_a_clearance_is_told_once_and_a_long_wait_reminded_of(
    asked, parcel, people, post_office, now
):
    mails(post_office, at=now)
    late = now + 4 * A_DAY
    for _turn in "ab":
        remind(now=late)
    assert to("clearance.waits") == ["kwame@example.org", "mireille@example.org"]
    add(parcel, picture(size=(60, 40)), "late.jpg", by=people["preparer"], now=late, kind="photograph")
    for _turn in "ab":
        remind(now=late)
    assert to("clearance.void") == ["clarisse@example.org", "firmin@example.org"]
    remind(now=late + 3 * A_DAY)
    assert len(to("clearance.waits")) == 2, "nobody reminds of what is void"


def test_an_act_that_fails_tells_nobody_and_whoever_did_it_is_not_told(parcel, people, now):
    with transaction.atomic():
        clearance.ask(certificate_id=parcel.pk, by=people["preparer"], now=now)
        assert len(to("clearance.asked")) == 2
        transaction.set_rollback(True)
    assert to("clearance.asked") == []


def test_where_nobody_holds_the_right_the_office_is_written_to(asked, people, now):
    for one in ("preparer", "approver"):
        people[one].grants.update(ended_at=now)
    Authority.objects.filter(pk="CF").update(email="bepc@cf.example")
    for one in ("mireille", "kwame"):
        approve(asked, people[one], now)
    assert to("clearance.given") == ["bepc@cf.example"]


def test_a_concern_is_acknowledged_and_answered_and_nothing_of_it_is_in_any_mail(
    olga, mona, world, folder, post_office, now
):
    made = send(olga, now)
    found = mails(post_office, at=now)
    assert set(found) == {"olga@example.org", "sefako@example.org", "thabo@example.org"}, "monitors are not told"
    concerns.add_word(reference=made.pk, text="Nola, again.", by=olga, now=now)
    assert set(mails(post_office, at=now)) == {"sefako@example.org", "thabo@example.org"}
    concerns.answer(reference=made.pk, text="We asked in Bangui.", by=world.sefako, now=now)
    concerns.close(reference=made.pk, text="Raised.", by=world.thabo, now=now)
    later = mails(post_office, at=now)
    assert [len(later.pop(one, [])) for one in ("olga@example.org",)] == [2]
    assert later == {}
    for text in (*(str(found).split("\n")), *(str(later).split("\n"))):
        for secret in ("Nola", TEXT[:10], "Bangui", "Raised", "Olga"):
            assert secret not in text.replace("olga@example.org", "")
    # Who sent it is the Secretariat's to see, on the page and nowhere in the log that monitors read.
    assert Desk(mona).get("/secretariat/messages/").status_code == 403
    desk = Desk(world.sefako)
    assert "olga@example.org" in words(desk.get("/secretariat/messages/"))
    told = Notice.objects.get(kind="concern.acknowledged")
    address = f"/secretariat/messages/{told.pk}/"
    assert made.pk in words(desk.get(address))
    assert desk.post(address).status_code == 303
    entry = AuditEntry.objects.get(verb="notice.sent-again")
    assert (entry.detail, entry.subject) == ({"kind": "concern.acknowledged"}, f"notice:{told.pk}")


def test_the_table_in_the_documentation_is_the_one_in_the_code():
    page = (settings.ROOT / "docs/compliance.md").read_text(encoding="utf-8")
    table = page.partition("## Who is told what")[2].partition("* Mails are read")[0]
    assert set(re.findall(r"`([a-z]+\.[a-z]+)`", table)) == LETTERS.keys()


def test_the_other_person_of_the_secretariat_is_told_of_a_proposal(world, now):
    desk = Desk(world.sefako)
    kid = registry.create_key(authority_id="BW", purpose="receipt", now=now, by="test").kid
    assert desk.post(f"/secretariat/keys/{kid}/activate/").status_code == 303
    (told,) = Notice.objects.filter(kind="proposal.waits")
    assert told.recipient == "thabo@example.org"
    mail = composer_of(told.kind)(told)
    assert "Let a key sign" in mail.subject
    assert told.subject.partition(":")[2] in mail.text
    assert "Waiting for you 1 Proposals to confirm or decline" in words(Desk(world.thabo).get("/secretariat/"))
    assert "Waiting for you" not in words(desk.get("/secretariat/"))


def test_the_secretariat_is_reminded_of_what_ends_and_of_old_or_missing_lists(world, now):
    period = {"starts_on": now.date(), "ends_on": now.date() + 40 * A_DAY}
    said = {"text": "Reported abuses.", "do": "Ask for slips.", "words": {}, "source": "House: test"}
    made = registry.publish_advisory(kind="advisory", code="CF", **period, **said, now=now, by="test")
    Notice.objects.all().delete()
    remind(now=now)
    once = {row.once for row in Notice.objects.filter(kind="advisory.ends")}
    assert not any(made.pk in one for one in once)
    assert to("sanctions.none") == ["sefako@example.org", "thabo@example.org"]
    for _turn in "ab":
        remind(now=now + 15 * A_DAY)
    assert Notice.objects.filter(kind="advisory.ends", once__contains=f":{made.pk}:").count() == 2
    held = SanctionsList.objects.create(kind="un")
    ListLoad.objects.create(sanctions_list=held, sha256="0" * 64, loaded_at=now, total=1, state="in-force")
    waits = ListLoad.objects.create(sanctions_list=held, sha256="1" * 64, loaded_at=now, total=1, waits_for={"gone": 1})
    for at in (now + 13 * A_DAY, now + 16 * A_DAY, now + 16 * A_DAY):
        remind(now=at)
    assert len(to("sanctions.old")) == 2
    told = Notice.objects.filter(kind="sanctions.old").first()
    assert f"UN Security Council consolidated list ({now.date()})" in composer_of(told.kind)(told).text
    told = Notice.objects.get(once=f"sanctions.waits:{waits.pk}", recipient="thabo@example.org")
    assert "UN Security Council" in composer_of(told.kind)(told).subject


def test_three_hundred_hits_of_one_screening_are_one_mail(world, post_office, now):
    shipping = Shipping(world.ada, world.ben, now)
    shipping.issued(importer=LISTED)
    shipping.draft(importer=importer(name="Diam Ville Two", address="Avenue des Martyrs 6, Bangui", country="CF"))
    for place in range(12):
        book = {"name": f"Diam Ville {'ABCDEFGHIJKL'[place]}", "address": "Avenue 5, Bangui", "country": "CF"}
        parties.add_party(party=book, by=world.ada, now=now)
    Notice.objects.all().delete()
    load(DIAMVILLE, now=timezone.now())
    at = timezone.now()
    for _turn in range(6):
        do_what_is_due(now=at)
    assert not Rescreening.objects.filter(finished_at=None).exists()
    many = OpenHit.objects.to_decide().filter(authority_id="BW").count()
    assert many > 1
    assert to("screening.hits") == ["ben@example.org", "bontle@example.org"]
    told = Notice.objects.filter(kind="screening.hits").first()
    assert 1 < told.detail["many"] <= many
    text = composer_of(told.kind)(told).text
    assert f"Screening hits {many}" in words(Desk(world.ben).get("/office/"))
    assert "Diam Ville" not in text
    assert str(told.detail["many"]) in text
    for _turn in range(3):
        do_what_is_due(now=at + A_DAY)
    assert len(to("screening.hits")) == 2


def test_an_explanation_is_asked_for_waits_and_is_accepted(world, now):
    shipping = Shipping(world.ada, world.ben, now)
    counted(world, now)
    shipping.issued()
    for _turn in "ab":
        remind(now=now)
    assert to("stock.short") == ["ada@example.org", "ben@example.org", "bontle@example.org"]
    (line,) = [one for one in explaining.lines_of("BW", now=now) if one.is_short]
    why = {"hs": line.hs, "origins": line.origins, "by": world.ben, "now": now}
    made = explaining.explain(reason="No reason", **why)
    explaining.decide(explanation_id=made.pk, does_accept=False, by=world.bontle, now=now)
    assert to("stock.declined") == ["ada@example.org", "ben@example.org"]
    Notice.objects.all().delete()
    made = explaining.explain(reason="Counted late", **why)
    assert to("stock.explained") == ["bontle@example.org"], "never who explained it"
    assert "Explanations of the stock 1" in words(Desk(world.bontle).get("/office/"))
    assert "Explanations of the stock" not in words(Desk(world.ben).get("/office/"))
    explaining.decide(explanation_id=made.pk, does_accept=True, by=world.bontle, now=now)
    assert to("stock.accepted") == ["ada@example.org", "ben@example.org"]
    page = words(Desk(world.ben).get("/office/notices/"))
    assert "Explanation accepted" in page


def test_who_gets_the_right_later_is_told_by_sending_again(asked, people, now):
    for one in ("preparer", "approver"):
        people[one].grants.update(ended_at=now)
    Authority.objects.filter(pk="CF").update(email="")
    for one in ("mireille", "kwame"):
        approve(asked, people[one], now)
    told = Notice.objects.get(kind="clearance.given")
    assert told.state == Notice.State.UNADDRESSED
    people["approver"].grants.update(ended_at=None)
    notices.send_again(notice_id=told.pk, by=people["approver"], now=now)
    assert to("clearance.given") == ["firmin@example.org"]


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_letters_can_be_written_in_each_language(language, asked):
    with translation.override(language):
        told = Notice.objects.filter(kind="clearance.asked").first()
        assert str(asked.pk) in composer_of(told.kind)(told).text
