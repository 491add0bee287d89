"""Each act at the Secretariat's pages: what is typed reaches its service, and a no keeps what was typed."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.audit.models import AuditEntry
from kpverify.proposals.models import Proposal
from kpverify.registry import services
from kpverify.registry.models import (
    Authority,
    NumberRange,
    Participant,
    ParticipantPeriod,
    Regime,
    RootKey,
    SigningKey,
    TrustList,
    VoidNumber,
    ZonePeriod,
)
from kpverify.registry.offline import payload_of, read
from tests.conftest import NOW
from tests.secretariat.conftest import Desk, words
from tests.world import PASSWORD, code_of

YEAR, YY = NOW.year, f"{NOW:%y}"
SOURCE = "Decision 2026/9"
PERIOD = {"state": "suspended", "starts_on": "2026-12-01", "ends_on": "", "reason": "A test.", "source": SOURCE}


def last():
    return AuditEntry.objects.order_by("-seq").first()


def done(desk, answer):
    """The page after an act, which says what was done."""
    assert answer.status_code == 303, words(answer)
    for held in Proposal.objects.filter(state="open"):
        # Not before a second person has said yes.
        assert "another person of the Secretariat has to confirm it" in words(desk.get(answer["Location"]))
        where = f"/secretariat/waiting/{held.pk}/"
        assert desk.post(where, do="confirm").status_code == 409
        second = Desk(Officer.objects.get(code="SEC-THABO"))
        assert held.proposed_by.name in words(second.get(where))
        answer = second.post(where, do="confirm")
        assert answer.status_code == 303, words(answer)
        return words(second.get(answer["Location"]))
    return words(desk.get(answer["Location"]))


def test_a_suspension(sefako):
    told = done(sefako, sefako.post("/secretariat/participants/BW/start-period/", **PERIOD))
    assert "Confirmed and done. Verifiers learn it with the next trust list." in told
    assert "2026-12-01 – open Suspended A test." in told
    period = ParticipantPeriod.objects.get(participant="BW", ends_on=None)
    assert (period.state, period.starts_on) == ("suspended", date(2026, 12, 1))
    assert last().actor == "officer:SEC-THABO"


def test_the_end_of_a_participation(sefako):
    fields = {"ends_on": "2026-12-01", "reason": "Left.", "source": SOURCE}
    told = done(sefako, sefako.post("/secretariat/participants/BW/end-period/", **fields))
    assert "2026-12-01 – open Takes no part" in told


def test_a_new_participant_and_its_authority(sefako):
    fields = {"code": "KE", "name": "Kenya", "official_name": "Republic of Kenya", "statement_id": "KPCS-US"}
    assert "Kenya" in done(sefako, sefako.post("/secretariat/participants/add/", **fields, source=SOURCE))
    fields = {"authority_id": "KE", "name": "Mining department", "place": "", "address": "", "email": ""}
    assert "Mining department" in done(sefako, sefako.post("/secretariat/authorities/add/", **fields, source=SOURCE))
    assert Participant.objects.get(pk="KE").statement_id == "KPCS-US"
    assert Authority.objects.get(pk="KE").participant_id == "KE"


def test_a_wording_is_added_and_chosen(sefako):
    fields = {"statement_id": "KPCS-FR-2", "language": "fr", "title": "Certificat", "text": "Les diamants."}
    told = done(sefako, sefako.post("/secretariat/wordings/add/", **fields, source=SOURCE))
    assert "KPCS-FR-2 Certificat Les diamants. Decision 2026/9 Nobody uses it." in told
    fields = {"statement_id": "KPCS-US", "local_statement_id": "KPCS-FR-2"}
    assert "Les diamants." in done(sefako, sefako.post("/secretariat/participants/CM/wordings/", **fields))
    again = sefako.post("/secretariat/participants/CM/wordings/", **fields)
    assert (again.status_code, "Nothing would change by this." in words(again)) == (409, True)
    done(sefako, sefako.post("/secretariat/participants/CM/wordings/", statement_id="KPCS-US", local_statement_id=""))
    assert Participant.objects.get(pk="CM").local_statement is None


def test_the_overview_names_the_roots_and_their_holders(olga):
    assert "2 of 3 must sign; 3 are kept on this node root-1 , Holder 1" in words(olga.get("/secretariat/"))


def test_zones_and_rules(sefako):
    fields = {"zone_id": "CF-BOUAR", "name": "Bouar", "prefecture": "", "source": SOURCE}
    done(sefako, sefako.post("/secretariat/zones/CF/add/", **fields))
    done(sefako, sefako.post("/secretariat/zones/CF-BOUAR/open/", starts_on="2026-11-20", note=""))
    done(sefako, sefako.post("/secretariat/zones/CF-BODA/close/", ends_on="2026-11-20", note="Attacked."))
    fields = {"rule": "zones", "starts_on": "2026-11-21", "description": "", "source": SOURCE}
    done(sefako, sefako.post("/secretariat/zones/CF/rule/", **fields))
    assert ZonePeriod.objects.get(zone="CF-BOUAR").starts_on == date(2026, 11, 20)
    assert ZonePeriod.objects.get(zone="CF-BODA").ends_on == date(2026, 11, 20)
    assert Regime.objects.get(origin="CF", ends_on=None).rule == "zones"
    told = words(sefako.get("/secretariat/zones/", on="2026-11-21"))
    assert "8 compliant zones" in told
    assert "was, 2016-09-26 – 2026-11-20 Attacked." in told


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2014-01-01", "Suspended: no certificate"),
        ("2017-01-01", "Compliant zones, each shipment cleared"),
        ("2017-01-01", "4 compliant zones"),
        ("2020-01-01", "Compliant zones only"),
        ("2020-01-01", "8 compliant zones"),
        ("2024-11-14", "Compliant zones only"),
        ("2024-11-15", "Enhanced vigilance"),
    ],
)
def test_zones_are_shown_as_they_were_on_a_day(olga, day, told):
    assert told in words(olga.get("/secretariat/zones/", on=day))


@pytest.mark.parametrize("day", ["", "yesterday", "2026-02-30", "<script>alert(1)</script>"])
def test_what_is_no_day_is_said_to_be_none(olga, day):
    page = olga.get("/secretariat/zones/", on=day)
    assert page.status_code == 422
    assert "That is no day" in words(page)
    assert b"<script>alert" not in page.content


def test_an_authority_is_corrected(sefako):
    fields = {"name": "New ministry", "place": "Gaborone", "address": "", "email": "", "as_of": "2026-11"}
    told = done(sefako, sefako.post("/secretariat/authorities/BW/edit/", **fields, source=SOURCE))
    assert "New ministry" in told


def test_numbers_are_added(sefako):
    fields = {"year": str(YEAR), "begins_with": f"BWX{YY}", "digits": "5", "first": "1", "last": "500"}
    assert f"BWX{YY}00500" in done(sefako, sefako.post("/secretariat/authorities/BW/add-range/", **fields))
    page = sefako.post("/secretariat/authorities/BW/add-range/", **fields)
    assert page.status_code == 409
    assert f"BW has the numbers BWX{YY}00001 to BWX{YY}00500 already." in words(page)


def test_a_number_is_declared_void(sefako):
    fields = {"number": f"BW{YY}000042", "reason": "stolen", "note": "Blanks.", "source": "A letter"}
    assert f"BW{YY}000042 Stolen" in done(sefako, sefako.post("/secretariat/authorities/BW/void-number/", **fields))


def test_a_number_that_was_given_is_void_only_on_purpose(sefako):
    NumberRange.objects.filter(authority="BW", year=YEAR).update(next_value=43)
    fields = {"number": f"BW{YY}000042", "reason": "fake", "note": "Kept", "source": ""}
    page = sefako.post("/secretariat/authorities/BW/void-number/", **fields)
    assert page.status_code == 409
    assert "was given to a certificate here" in words(page)
    assert f'value="BW{YY}000042"' in page.content.decode()
    assert "Kept" in words(page)
    done(sefako, sefako.post("/secretariat/authorities/BW/void-number/", **fields, even_if_given="on"))
    assert VoidNumber.objects.filter(number=f"BW{YY}000042").exists()


def test_a_key_goes_through_its_life(sefako):
    told = done(sefako, sefako.post("/secretariat/authorities/BW/create-key/", purpose="certificate"))
    assert f"BW-{YY}-4 Certificates Not in use yet" in told
    page = sefako.get(f"/secretariat/keys/BW-{YY}-4/activate/")
    assert f"BW-{YY}-1 is retired by this" in words(page)
    assert f"BW-{YY}-4 Certificates In use" in done(sefako, sefako.post(f"/secretariat/keys/BW-{YY}-4/activate/"))
    assert f"BW-{YY}-4 Certificates Retired" in done(sefako, sefako.post(f"/secretariat/keys/BW-{YY}-4/retire/"))
    told = done(sefako, sefako.post(f"/secretariat/keys/BW-{YY}-4/distrust/", since="2026-11-20T08:30"))
    assert "Distrusted distrusted since 2026-11-20 08:30" in told
    assert SigningKey.objects.get(pk=f"BW-{YY}-4").distrusted_at == datetime(2026, 11, 20, 8, 30, tzinfo=UTC)


def test_one_form_sent_twice_makes_one_key(sefako):
    page = sefako.get("/secretariat/authorities/BW/create-key/")
    done(sefako, sefako.post("/secretariat/authorities/BW/create-key/", page, purpose="receipt"))
    again = sefako.post("/secretariat/authorities/BW/create-key/", page, purpose="receipt")
    assert again.status_code == 409
    assert "Look at the list before you make another." in words(again)
    assert SigningKey.objects.filter(authority="BW").count() == 4


def test_a_key_that_cannot_be_activated_says_why(sefako):
    page = sefako.post(f"/secretariat/keys/BW-{YY}-1/activate/")
    assert page.status_code == 409
    assert "only a key that was just created can be activated" in words(page)


@pytest.mark.parametrize(
    ("address", "fields", "told", "status"),
    [
        ("participants/BW/start-period", {**PERIOD, "source": ""}, "Source: This field is required.", 422),
        ("participants/BW/start-period", {**PERIOD, "starts_on": "soon"}, "First day: Enter a valid date.", 422),
        ("participants/BW/start-period", {**PERIOD, "starts_on": "2003-01-01"}, "There is a period from", 409),
        ("participants/BW/start-period", {**PERIOD, "reason": ""}, "Say why", 422),
        ("participants/BW/start-period", {**PERIOD, "state": "expelled"}, "Select a valid choice", 422),
        ("participants/BW/start-period", {**PERIOD, "reason": "x" * 1001}, "at most 1000 characters", 422),
        ("participants/BW/start-period", {**PERIOD, "reason": "a\x00b"}, "Null characters are not allowed", 422),
        ("participants/BW/start-period", {**PERIOD, "reason": "a\x07b"}, "cannot be printed", 422),
        ("authorities/BW/void-number", {"number": f"AE{YY}000001", "reason": "lost"}, "A number is BW", 422),
        ("authorities/BW/add-range", {"year": "1", "begins_with": "BW", "digits": "99"}, "Year of issue:", 422),
        (f"keys/BW-{YY}-1/distrust", {"since": "2999-01-01T00:00"}, "cannot lie in the future", 422),
        (f"keys/BW-{YY}-1/distrust", {"since": "x"}, "Enter a valid date/time", 422),
    ],
)
def test_a_no_says_what_to_do_and_changes_nothing(sefako, address, fields, told, status):
    entries = AuditEntry.objects.count()
    page = sefako.post(f"/secretariat/{address}/", **fields)
    assert page.status_code == status
    assert "This was not done" in words(page)
    assert told in words(page)
    assert AuditEntry.objects.count() == entries


def test_errors_are_tied_to_their_fields(sefako):
    page = sefako.post("/secretariat/participants/BW/start-period/", **{**PERIOD, "source": ""}).content.decode()
    assert '<a href="#id_source">' in page
    assert 'id="id_source_error"' in page
    assert 'aria-describedby="id_source_helptext id_source_error"' in page
    assert 'aria-invalid="true"' in page
    assert "<title>Error:" in page


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'


@pytest.mark.parametrize(
    ("act", "fields", "shown"),
    [
        ("participants/BW/start-period", {**PERIOD, "reason": HOSTILE, "source": HOSTILE}, "participants/BW"),
        ("zones/CF/add", {"zone_id": "CF-X", "name": HOSTILE, "prefecture": HOSTILE, "source": HOSTILE}, "zones"),
        ("zones/CF-BODA/close", {"ends_on": "2026-12-01", "note": HOSTILE}, "zones"),
        (
            "authorities/BW/edit",
            {"name": HOSTILE, "place": HOSTILE, "address": HOSTILE, "as_of": HOSTILE, "source": HOSTILE},
            "authorities/BW",
        ),
        (
            "authorities/BW/void-number",
            {"number": f"BW{YY}000042", "reason": "lost", "note": HOSTILE, "source": HOSTILE},
            "authorities/BW",
        ),
    ],
)
def test_hostile_text_is_shown_as_text(sefako, act, fields, shown):
    told = done(sefako, sefako.post(f"/secretariat/{act}/", **fields))
    assert told
    for address in (f"/secretariat/{shown}/", "/secretariat/", "/secretariat/publish/", "/secretariat/log/"):
        page = sefako.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
    assert "&lt;script&gt;" in sefako.get(f"/secretariat/{shown}/").content.decode()


def test_hostile_text_that_was_refused_is_given_back_as_text(sefako):
    page = sefako.post("/secretariat/authorities/BW/void-number/", number="<script>alert(1)", reason="lost")
    assert page.status_code == 422
    assert "&lt;script&gt;alert(1)" in page.content.decode()
    assert "<script>alert" not in page.content.decode()


def test_the_overview_tells_what_verifiers_do_not_know_yet(sefako, olga):
    assert "verifiers know everything that stands here" in words(sefako.get("/secretariat/"))
    done(sefako, sefako.post("/secretariat/participants/BW/start-period/", **PERIOD))
    told = words(olga.get("/secretariat/"))
    assert "2 changes that verifiers do not know." in told
    assert "New participant BW from 2026-12-01 suspended, open: A test." in told
    assert "Publish trust list" not in told


def test_publishing_is_a_yes_to_what_was_shown(sefako):
    done(sefako, sefako.post("/secretariat/participants/BW/start-period/", **PERIOD))
    page = sefako.get("/secretariat/publish/")
    assert "Publish trust list 2" in words(page)
    assert "participant BW from 2026-12-01" in words(page)
    told = done(sefako, sefako.post("/secretariat/publish/", page))
    assert "The trust list is published." in told
    assert "verifiers know everything" in told
    payload = payload_of(read(TrustList.objects.first().body.encode(), name="list"))
    botswana = next(one for one in payload["participants"] if one["code"] == "BW")
    assert botswana["periods"][-1]["state"] == "suspended"
    # The act is written before the yes to it: the log is locked last.
    assert (last().verb, last().actor) == ("trust-list.publish-confirm", "officer:SEC-THABO")


def test_what_changed_after_the_look_is_not_published(sefako, world):
    page = sefako.get("/secretariat/publish/")
    services.retire_key(kid=f"BW-{YY}-1", now=world.now, by="somebody else")
    answer = sefako.post("/secretariat/publish/", page)
    assert answer.status_code == 409
    assert "Something changed since you looked." in words(answer)
    assert f"key BW-{YY}-1" in words(answer)
    assert TrustList.objects.count() == 1
    done(sefako, sefako.post("/secretariat/publish/", answer))


def test_two_presses_publish_once(sefako):
    page = sefako.get("/secretariat/publish/")
    done(sefako, sefako.post("/secretariat/publish/", page))
    assert sefako.post("/secretariat/publish/", page).status_code == 409
    assert TrustList.objects.count() == 2


@pytest.mark.parametrize("seen", ["", "0" * 64, "x" * 99])
def test_a_yes_to_nothing_is_no_yes(sefako, seen):
    assert sefako.post("/secretariat/publish/", seen=seen).status_code == 409
    assert TrustList.objects.count() == 1


def test_where_the_roots_are_elsewhere_the_page_says_how(sefako):
    RootKey.objects.update(sealed_private=None)
    page = sefako.get("/secretariat/publish/")
    assert "The roots sign elsewhere" in words(page)
    assert "Download the request" in words(page)
    assert "Publish it now" not in words(page)
    request = sefako.get("/secretariat/publish/request.json")
    assert request["Content-Disposition"] == 'attachment; filename="trust-list-2.json"'
    assert payload_of(read(request.content, name="request"))["version"] == 2


def test_a_list_past_half_its_life_is_due(sefako):
    TrustList.objects.update(
        issued_at=timezone.now() - timedelta(days=8), expires_at=timezone.now() + timedelta(days=6)
    )
    assert "Due for renewal" in words(sefako.get("/secretariat/"))
    TrustList.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "Expired" in words(sefako.get("/secretariat/"))
    TrustList.objects.all().delete()
    assert "None published" in words(sefako.get("/secretariat/"))


def test_the_next_year_is_opened(sefako):
    year = timezone.now().year + 1
    done(sefako, sefako.post("/secretariat/open-year/"))
    assert NumberRange.objects.filter(year=year).count() == 67
    done(sefako, sefako.post("/secretariat/open-year/"))
    assert NumberRange.objects.filter(year=year).count() == 67


def test_the_log_shows_before_and_after_and_pages(sefako):
    done(sefako, sefako.post("/secretariat/participants/BW/start-period/", **PERIOD))
    told = words(sefako.get("/secretariat/log/", subject="participant:BW"))
    assert "participant.start-period-propose participant:BW by officer:SEC-SEFAKO" in told
    assert "participant.start-period participant:BW:2026-12-01 by officer:SEC-THABO" in told
    assert "ends_on 2026-12-01" in told
    assert "key.create" not in told
    first = AuditEntry.objects.order_by("seq").first()
    assert "Nothing is found." in words(sefako.get("/secretariat/log/", before=str(first.seq)))


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣", ""])
def test_odd_pages_of_the_log_are_the_first_one(sefako, before):
    assert "trust-list.publish" in words(sefako.get("/secretariat/log/", before=before))


@pytest.mark.parametrize("subject", ["%", "\x00", "' OR 1=1 --", "<script>", "x" * 500])
def test_odd_searches_of_the_log_find_nothing_or_everything(sefako, subject):
    page = sefako.get("/secretariat/log/", subject=subject)
    assert page.status_code == 200
    assert b"<script>" not in page.content.partition(b"<main")[2]


def second_step(desk, asked, world):
    """Type the code of the authenticator app after the password."""
    return desk.post(asked["Location"], desk.get(asked["Location"]), code=code_of(world.sefako))


def test_what_was_typed_survives_the_end_of_a_session(stranger, world):
    """The form was open when the session ended: signing in brings it back, and nothing is done by itself."""
    page = stranger.get("/accounts/login/")
    fields = {**PERIOD, "reason": "Typed before the session ended."}
    answer = stranger.post("/secretariat/participants/BW/start-period/", page, **fields)
    assert answer.status_code == 403
    action = unescape(re.findall(r'action="(/accounts/login/[^"]*)"', answer.content.decode())[-1])
    sent = second_step(stranger, stranger.post(action, answer, login="sefako@example.org", password=PASSWORD), world)
    assert sent.status_code == 302
    back = stranger.get(sent["Location"])
    assert "Typed before the session ended." in words(back)
    assert ParticipantPeriod.objects.filter(participant="BW").count() == 1


def test_signing_in_leads_to_where_the_work_is(stranger, world):
    page = stranger.get("/accounts/login/")
    asked = stranger.post("/accounts/login/", page, login="sefako@example.org", password=PASSWORD)
    sent = second_step(stranger, asked, world)
    assert (sent.status_code, sent["Location"]) == (302, "/secretariat/")


def test_two_people_publish_at_the_same_page(sefako, world):
    """The second sees what the first saw, and their yes is to exactly that."""
    page = sefako.get("/secretariat/publish/")
    sefako.post("/secretariat/publish/", page)
    assert "You proposed this" in words(sefako.get("/secretariat/publish/"))
    thabo = Desk(world.thabo)
    seen = thabo.get("/secretariat/publish/")
    assert "Sefako Molefe (SEC-SEFAKO) proposed to publish exactly this" in words(seen)
    assert "Trust list 2 is published." in words(thabo.get(thabo.post("/secretariat/publish/", seen)["Location"]))


def test_what_was_proposed_of_another_state_is_not_confirmed(sefako, world):
    sefako.post("/secretariat/publish/", sefako.get("/secretariat/publish/"))
    held = Proposal.objects.get()
    services.retire_key(kid=f"BW-{YY}-1", now=world.now, by="somebody else")
    thabo = Desk(world.thabo)
    assert "it cannot be confirmed" in words(thabo.get(f"/secretariat/waiting/{held.pk}/"))
    assert thabo.post(f"/secretariat/waiting/{held.pk}/", do="confirm").status_code == 409
    assert TrustList.objects.count() == 1
    # Whoever looks at it anew proposes anew.
    thabo.post("/secretariat/publish/", thabo.get("/secretariat/publish/"))
    sefako.post("/secretariat/publish/", sefako.get("/secretariat/publish/"))
    assert TrustList.objects.count() == 2


def test_a_proposal_is_taken_back_or_declined(sefako, world):
    thabo = Desk(world.thabo)
    for desk, what in ((sefako, "withdraw"), (thabo, "decline")):
        sefako.post(f"/secretariat/keys/BW-{YY}-1/retire/")
        held = Proposal.objects.get(state="open")
        assert f"BW-{YY}-1" in words(thabo.get("/secretariat/waiting/"))
        told = words(desk.get(desk.post(f"/secretariat/waiting/{held.pk}/", do=what)["Location"]))
        assert "nothing was changed" in told
    assert SigningKey.objects.get(pk=f"BW-{YY}-1").state == "active"


def test_the_log_is_narrowed_by_who_what_where_and_when(sefako, world, issued):
    def found(**query):
        return words(sefako.get("/secretariat/log/", **query))

    assert "certificate.finish" in found(subject=issued.number.lower())
    assert "key.create" not in found(subject=issued.number)
    assert "by officer:BW-BEN" in found(actor="bw-ben")
    assert "officer:BW-ADA" not in found(actor="bw-ben").partition("Search")[2]
    assert "key.create" in found(verb="key.create", authority="BW")
    assert "certificate.finish" not in found(verb="key.create")
    day = f"{world.now:%Y-%m-%d}"
    assert "key.create" in found(verb="key.create", since=day, until=day)
    assert "Nothing is found." in found(until="2020-01-01")
    assert "Enter a valid date" in found(since="1.1.2026")
    query = sefako.get("/secretariat/log/", verb="key.create", before="999999").content.decode()
    assert "verb=key.create&amp;before=" in query or 'rel="next"' not in query
