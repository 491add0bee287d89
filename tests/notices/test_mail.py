"""A mail goes from the act to the importing authority, whatever the mail server does meanwhile."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction

from kpverify.certificates import services as certificates
from kpverify.errors import Refused
from kpverify.notices import composers, contacts, delivery, services
from kpverify.notices.composers import Mail
from kpverify.notices.models import Attempt, Notice
from kpverify.registry.models import Authority
from kpverify.tokens.transport import qr_text
from tests.certificates.test_endurance import own_database

from .conftest import only, use
from .servers import MailServer, free_port

MANY = 12

State = Notice.State
MINUTE = timedelta(minutes=1)


def text_of(mail):
    return mail.get_body().get_content()


def test_an_issued_certificate_is_told_with_its_paper_and_its_code(shipping, contact, post_office, now, settings):
    made = shipping.issued()
    done = delivery.deliver_due(now=now)
    assert done.states == Counter(sent=1)
    mail = post_office.mails[0]
    assert mail["To"] == "kp@ae.example"
    assert mail["From"] == "kp@bw.example"
    assert mail["Message-ID"] == f"<{only().pk}@localhost>"
    assert made.number in mail["Subject"]
    assert mail["Content-Language"] == "fr"
    body = text_of(mail)
    for value in (made.number, made.check_code[:4], "7102.31", "BW7001-1", "1804.52", "Gulf Tender House DMCC"):
        assert value in body
    assert "362118" not in body + mail["Subject"]
    paper, code = list(mail.iter_attachments())
    assert paper.get_filename() == f"{made.number}.pdf"
    assert paper.get_content().startswith(b"%PDF")
    assert code.get_content().strip() == qr_text(made.token, settings.PUBLIC_URL)
    assert delivery.deliver_due(now=now + timedelta(days=1)).states == Counter()


def test_every_act_is_told_and_a_withdrawn_paper_is_not_sent(shipping, contact, post_office, ada, ben, now):
    old = shipping.issued()
    certificates.suspend_certificate(number=old.number, reason="Weight", by=ben, now=now)
    certificates.reinstate_certificate(number=old.number, reason="Right", by=ben, now=now)
    new = certificates.replace_certificate(number=old.number, reason="Address", by=ada, now=now)
    for verb, by in (("submit", ada), ("approve", ben), ("issue", ben)):
        getattr(certificates, f"{verb}_certificate")(certificate_id=new.pk, by=by, now=now)
    kinds = list(Notice.objects.order_by("created_at", "kind").values_list("kind", flat=True))
    told = ["issued", "issued", "reinstated", "replaced", "suspended"]
    assert sorted(kinds) == [f"certificate.{one}" for one in told]
    delivery.deliver_due(now=now)
    new.refresh_from_db()
    about_old = [mail for mail in post_office.mails if f"{old.number}" in mail["Subject"]]
    assert len(about_old) == 4
    # Sent after the withdrawal: each says how it stands now, and none carries the paper.
    assert not any(list(mail.iter_attachments()) for mail in about_old)
    assert any(new.number in text_of(mail) for mail in about_old)


def test_a_revocation_by_two_warns_at_once_and_then_ends_it(shipping, contact, post_office, now):
    made = shipping.revoked()
    kinds = {one.rpartition(".")[2] for one in Notice.objects.values_list("kind", flat=True)}
    assert kinds == {"issued", "suspended", "revoked"}
    delivery.deliver_due(now=now)
    subjects = {mail["Subject"] for mail in post_office.mails}
    assert len(subjects) == 3
    assert all(made.number in one for one in subjects)
    assert not any(list(mail.iter_attachments()) for mail in post_office.mails)


def test_an_amendment_is_told_with_what_holds_now(shipping, contact, post_office, ada, ben, now):
    made = shipping.issued()
    changes = [{"field": "importer.name", "new": "Dubai Tender House FZE"}]
    reason = "The importer has a new name."
    asked = certificates.propose_amendment(number=made.number, changes=changes, reason=reason, by=ada, now=now)
    certificates.confirm_amendment(number=made.number, proposal_id=asked.pk, by=ben, now=now)
    delivery.deliver_due(now=now)
    mail = next(mail for mail in post_office.mails if "Dubai Tender House FZE" in text_of(mail))
    assert Notice.objects.filter(kind="certificate.amended", state=State.SENT).count() == 1
    files = {one.get_filename(): one.get_content() for one in mail.iter_attachments()}
    for name in (f"{made.number}.pdf", f"{made.number}-endorsement-1.pdf"):
        assert files[name].startswith(b"%PDF")


def test_an_act_that_fails_tells_nothing(shipping, contact, ben, now):
    made = shipping.issued()
    with transaction.atomic():
        certificates.suspend_certificate(number=made.number, reason="Weight", by=ben, now=now)
        assert Notice.objects.count() == 2
        transaction.set_rollback(True)
    assert Notice.objects.count() == 1


def test_a_server_that_is_down_for_an_hour_loses_nothing(shipping, contact, settings, now):
    port = free_port()
    use(settings, port)
    for _ in range(3):
        shipping.issued()
    at = now
    for _ in range(60):
        assert delivery.deliver_due(now=at).states.keys() <= {"waiting"}
        at += MINUTE
    rows = list(Notice.objects.all())
    assert {row.state for row in rows} == {State.WAITING}
    assert all(row.next_at > at - timedelta(minutes=90) for row in rows)
    # One message asks whether it is back, the others wait with it: no storm on a server that comes up.
    attempts = Attempt.objects.all()
    assert 3 < len(attempts) < 12
    assert all("does not answer" in one.answer for one in attempts)
    server = MailServer(port)
    try:
        for _ in range(3):
            at = max(Notice.objects.filter(state=State.WAITING).values_list("next_at", flat=True), default=at)
            delivery.deliver_due(now=at + MINUTE)
    finally:
        server.stop()
    assert len(server.mails) == 3
    assert len({mail["Message-ID"] for mail in server.mails}) == 3
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SENT}


@pytest.mark.parametrize(
    ("verb", "answer", "state"),
    [
        ("RCPT", "450 try later", State.WAITING),
        ("RCPT", "550 no such user", State.FAILED),
        (".", "451 greylisted", State.WAITING),
        (".", "554 not this", State.FAILED),
        ("MAIL", "530 who are you", State.WAITING),  # the sender is ours: the operator can mend it
        ("DATA", "421 shutting down", State.WAITING),
    ],
)
def test_what_the_server_answers_is_kept_and_decides(shipping, contact, post_office, now, verb, answer, state):
    shipping.issued()
    post_office.answers[verb] = answer
    delivery.deliver_due(now=now)
    found = only()
    assert found.state == state
    attempt = found.attempts.get()
    assert attempt.answer.startswith(answer[:3])
    assert attempt.ended_at is not None
    if state == State.WAITING:
        assert timedelta(seconds=40) < found.next_at - now < timedelta(seconds=80)


def test_after_three_days_it_is_given_up_and_a_person_may_send_it_again(shipping, contact, settings, ada, chen, now):
    port = free_port()
    use(settings, port)
    shipping.issued()
    at = now
    for _ in range(60):
        delivery.deliver_due(now=at)
        at = max(at, only().next_at)
        if only().state == State.GIVEN_UP:
            break
    assert only().state == State.GIVEN_UP
    assert timedelta(days=2, hours=18) < at - now < timedelta(days=3, hours=6)
    with pytest.raises(Refused, match="not yours"):
        services.send_again(notice_id=only().pk, by=chen, now=at)
    services.send_again(notice_id=only().pk, by=ada, now=at)
    server = MailServer(port)
    try:
        delivery.deliver_due(now=at)
    finally:
        server.stop()
    assert only().state == State.SENT
    assert len(server.mails) == 1


def test_without_mail_settings_notices_wait_and_issuing_goes_on(shipping, contact, settings, now):
    settings.EMAIL_IS_CONFIGURED = False
    shipping.issued()
    assert delivery.deliver_due(now=now + timedelta(days=9)).states == Counter()
    assert (only().state, only().tries) == (State.WAITING, 0)


def test_nobody_to_write_to_is_seen_and_mended(shipping, post_office, ada, now):
    shipping.issued()
    assert only().state == State.UNADDRESSED
    with pytest.raises(Refused, match="add a contact"):
        services.send_again(notice_id=only().pk, by=ada, now=now)
    for email in ("one@ae.example", "two@ae.example"):
        contacts.add_contact(destination="AE", name="Office", email=email, language="en", by=ada, now=now)
    services.send_again(notice_id=only().pk, by=ada, now=now)
    delivery.deliver_due(now=now)
    assert sorted(mail["To"] for mail in post_office.mails) == ["one@ae.example", "two@ae.example"]


def test_the_registry_helps_where_no_contact_is_kept_also_for_members_of_a_union(shipping, world, now):
    Authority.objects.filter(pk="EU-ANR").update(email="kp@antwerp.example")
    party = {"name": "Antwerp House", "address": "Hoveniersstraat 22, Antwerp", "country": "BE"}
    shipping.issued(importer=party)
    assert only().recipient == "kp@antwerp.example"


def test_no_text_becomes_a_header(world, post_office, now):
    evil = "Hello\r\nBcc: thief@example.org\r\n\r\nBody"
    composers.register("test.evil", lambda notice: Mail(subject=evil, text="Hello\r\n.\r\nRCPT TO:<x@x.example>"))
    common = {"kind": "test.evil", "authority_id": "BW", "subject": "x", "channel": "email", "created_at": now}
    Notice.objects.create(**common, next_at=now, recipient="kp@ae.example")
    Notice.objects.create(**common, next_at=now, recipient="kp@ae.example\r\nBcc: thief@example.org")
    delivery.deliver_due(now=now)
    mail = post_office.mails[0]
    assert len(post_office.mails) == 1
    assert mail["Bcc"] is None
    assert post_office.recipients == ["rcpt TO:<kp@ae.example>"]
    assert mail["Subject"] == "Hello Bcc: thief@example.org Body"
    assert sorted(Notice.objects.values_list("state", flat=True)) == [State.FAILED, State.SENT]


def test_a_lease_that_ran_out_is_taken_up_again_but_not_for_ever(shipping, contact, post_office, now):
    shipping.issued()
    at = now
    for _ in range(delivery.MOST_INTERRUPTIONS):
        held = delivery.claim(at=at, down=set())
        assert delivery.claim(at=at, down=set()) is None, "nobody else gets what is held"
        assert held is not None
        delivery.take_back(now=at + timedelta(minutes=9))
        assert only().state == State.SENDING, "a lease holds for its whole time"
        at += timedelta(minutes=11)
        delivery.take_back(now=at)
    assert only().state == State.FAILED
    assert post_office.mails == []


@pytest.mark.endurance
def test_workers_never_send_twice_at_once_and_a_dead_ones_mail_is_sent(tmp_path):
    """Real processes: one is killed after the server took its mail, three share the rest, and one cleans up."""
    server = MailServer()
    env = {
        **os.environ,
        "KPVERIFY_ENV": "test",
        "KPVERIFY_VAR": str(tmp_path),
        "KPVERIFY_DATABASE_URL": own_database(tmp_path),
        "KPVERIFY_EMAIL_HOST": "127.0.0.1",
        "KPVERIFY_EMAIL_PORT": str(server.port),
        "KPVERIFY_EMAIL_TLS": "none",
    }

    def run(*words):
        command = [sys.executable, "-m", "tests.notices.node", *map(str, words)]
        return subprocess.Popen(command, env=env)

    try:
        assert run("prepare").wait(120) == 0
        assert run("dies").wait(60) == -signal.SIGKILL
        # Slow enough that the three are at work together.
        server.before_taking = lambda: time.sleep(0.1)
        three = [run("deliver", 1) for _ in range(3)]
        assert [one.wait(60) for one in three] == [0, 0, 0]
        counts = Counter(mail["Message-ID"] for mail in server.mails)
        assert (len(counts), max(counts.values())) == (MANY, 1), "the dead worker's mail is held by its lease"
        assert run("deliver", 11).wait(60) == 0
        command = [sys.executable, "-m", "tests.notices.node", "told"]
        told = json.loads(subprocess.run(command, env=env, capture_output=True, timeout=60, check=True).stdout)
    finally:
        server.stop()
    again = Counter(mail["Message-ID"] for mail in server.mails)
    # The one that was killed is sent twice, under one id; nothing else is.
    assert sorted(again.values()) == [1] * (MANY - 1) + [2]
    assert told == {"states": ["sent"] * MANY, "outcomes": ["interrupted"] + ["sent"] * MANY}
