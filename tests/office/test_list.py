"""The front page, the lists of work and the search: what is found, what waits, and at what cost."""

from datetime import timedelta
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kpverify.certificates import search_row, services
from kpverify.certificates.models import Certificate
from kpverify.certificates.search_row import SearchRow
from kpverify.certificates.worklists import WORK_LISTS

from .conftest import words


def copy(made, count, **changes):
    """Store many like one, each a minute older than the last."""
    copies = []
    for number in range(count):
        row = {field.attname: getattr(made, field.attname) for field in made._meta.concrete_fields}
        row |= {"id": uuid4(), "created_at": made.created_at - timedelta(minutes=number + 1), "number": None, **changes}
        copies.append(Certificate(**row))
    Certificate.objects.bulk_create(copies)
    narrow = [SearchRow(certificate=one, **search_row.standing(one), **search_row.said(one)) for one in copies]
    SearchRow.objects.bulk_create(narrow)
    return copies


def found(page):
    """The addresses of the certificates in the list itself."""
    text = page.content.decode().partition("</main>")[0]
    # Below the search, where there is one: what waits stands above it.
    _, is_there, after = text.partition('role="search"')
    text = after.partition("</form>")[2] if is_there else text
    return [one.partition("/")[0] for one in text.split('<a href="/office/')[1:] if len(one.partition("/")[0]) == 36]


@pytest.fixture
def three(shipping):
    """An old one of usual names, a new one for India with names of many scripts, and a draft of mixed origin."""
    old = shipping.issued()
    shipping.now += timedelta(minutes=1)
    new = shipping.issued(
        exporter={"name": "Éclat d'Afrique S.à r.l.", "address": "Gaborone", "country": "BW"},
        importer={"name": "Tapi Polishers 钻石加工 الماس", "address": "Surat", "country": "IN"},
        goods=[{"hs": "7102.10", "carats": "10.50", "usd": "900.00"}, {"hs": "7102.31", "carats": "2", "usd": "1"}],
        seals=["SEAL/2026-77"],
        due_diligence=[],
    )
    draft = shipping.draft(mining_origin=[], kind="technical")
    return {"old": old, "new": new, "draft": draft}


ASKED = [
    ("", "draft new old"),
    ("q={new.number}", "new"),
    ("q= {old.number_lower} ", "old"),
    ("q={new.tail}", "new"),
    ("q=tapi", "new"),
    ("q=TAPI poli", "new"),
    ("q=eclat", "new"),
    ("q=ÉCLAT AFRIQUE", "new"),
    ("q=钻石", "new"),
    ("q=加工", "new"),
    ("q=工", "new"),
    ("q=石钻", ""),
    ("q=الماس", "new"),
    ("q=seal 77", "new"),
    ("q=bw7001-2", "draft old"),
    ("q={new.code}", "new"),
    ("q={new.dashed}", "new"),
    ("q=okavango", "draft old"),
    ("q=%", ""),
    ("q=_", ""),
    ("q=' OR 1", ""),
    ('q="tapi" AND', ""),
    ("q=tapi*", "new"),
    ("q=o~mixed", ""),
    ("number={new.tail}", "new"),
    ("number=BW", "new old"),
    ("destination=IN", "new"),
    ("destination=ZZ", ""),
    ("state=issued&q=gulf", "old"),
    ("state=issued&state=draft", "draft new old"),
    ("state=revoked", ""),
    ("kind=technical", "draft"),
    ("origin=BW", "new old"),
    ("origin=*", "draft"),
    ("hs=7102.10", "new"),
    ("exporter=eclat", "new"),
    ("exporter=tapi", ""),
    ("importer=tapi", "new"),
    ("due_diligence=none", "new"),
    ("due_diligence=OECD-DDG", "draft old"),
    ("carats_from=12.5&carats_to=12.50", "new"),
    ("carats_from=1000", "draft old"),
    ("usd_to=901", "new"),
    ("issued_from={day}", "new old"),
    ("issued_to={before}", ""),
    ("created_to={before}", ""),
    ("expires_from={day}&expires_to=9999-12-31", "new old"),
    ("expires_to={day}", ""),
    ("prepared_by=BW-ADA", "draft new old"),
    ("prepared_by=BW-BEN", ""),
    ("approved_by=BW-BEN", "new old"),
    ("receipt=no", "new old"),
    ("receipt=yes", ""),
    ("printed=no", "new old"),
    ("changed=replacement", ""),
    ("zone=CF-BODA", ""),
    ("list=drafts", "draft"),
]


def test_everything_on_a_certificate_is_searched_by_page_and_api_alike(ada, shipping, three):
    new, old = three["new"], three["old"]
    new.tail, old.number_lower = new.number[-3:], old.number.lower()
    new.code, new.dashed = new.check_code.lower(), f"{new.check_code[:4]}-{new.check_code[4:]}"
    day = new.issued_at.date()
    names = {str(one.pk): name for name, one in three.items()}
    for query, expected in ASKED:
        asked = query.format(new=new, old=old, day=day, before=day - timedelta(days=1))
        asked = "&".join(f"{part.partition('=')[0]}={quote(part.partition('=')[2])}" for part in asked.split("&"))
        page = ada.get(f"/office/?{asked}")
        assert " ".join(names[one] for one in found(page)) == expected, query
        answer = ada.get(f"/api/v1/certificates/?{asked}").json()
        assert " ".join(names[one["id"]] for one in answer["results"]) == expected, query


def test_what_is_found_follows_what_happens(ada, ben, shipping):
    made = shipping.issued()
    services.confirm_receipt(number=made.number, by=shipping.approver, now=shipping.now)
    assert found(ada.get("/office/?receipt=yes&state=issued")) == [str(made.pk)]
    other = shipping.issued()
    draft = services.replace_certificate(number=other.number, reason="Weight", by=shipping.preparer, now=shipping.now)
    assert found(ada.get("/office/?changed=replaced")) == [str(other.pk)]
    assert found(ada.get("/office/?changed=replacement")) == [str(draft.pk)]
    changed = {**draft.content, "importer": {**draft.content["importer"], "name": "Volga Cutters"}}
    services.change_draft(certificate_id=draft.pk, content=changed, by=shipping.preparer, now=shipping.now)
    assert found(ada.get("/office/?q=volga")) == [str(draft.pk)]
    assert found(ada.get("/office/?q=gulf&state=draft")) == []


def test_what_was_amended_is_found(ada, shipping, world):
    from kpverify.certificates.models import Amendment

    made = shipping.issued()
    row = {"certificate": made, "seq": 1, "changes": [], "reason": "x", "proposed_by": world.ada, "intent": "x"}
    amendment = Amendment(**row, confirmed_by=world.ben, amended_at=shipping.now)
    amendment.save()
    assert found(ada.get("/office/?changed=amended")) == []
    Amendment.objects.update(state="signed", token="x")
    assert found(ada.get("/office/?changed=amended")) == [str(made.pk)]


def test_other_authorities_are_never_found(chen, shipping):
    made = shipping.issued()
    assert made.number not in words(chen.get("/office/"))
    assert "Nothing is found" in words(chen.get("/office/", q=made.number))
    assert found(chen.get("/office/lists/overdue/")) == []


def test_each_condition_is_shown_and_taken_away_by_itself(ada, shipping):
    shipping.issued()
    page = ada.get("/office/?q=gulf&state=issued&state=draft&destination=AE&after=999&x=1&kind=")
    text = page.content.decode()
    assert "State: Issued" in words(page)
    assert "Destination: United Arab Emirates" in words(page)
    assert 'href="/office/?q=gulf&amp;state=draft&amp;destination=AE"' in text
    assert 'href="/office/?state=issued&amp;state=draft&amp;destination=AE"' in text
    form = ada.get("/office/search/?q=gulf&state=draft&destination=AE&carats_from=5").content.decode()
    for shown in ('value="AE" selected', 'value="draft" checked', 'value="gulf"', 'value="5"'):
        assert shown in form
    empty = words(ada.get("/office/?q=nobody&destination=AE"))
    assert "All conditions have to hold" in empty
    assert "found by their beginnings" in empty


LISTS = {
    "ada": "sent-back drafts to-check to-validate to-print awaiting-receipt overdue",
    "ben": "to-approve to-sign to-validate to-print awaiting-receipt overdue",
}


def test_each_role_has_its_lists_with_what_waits_there(world, ada, ben, shipping):
    places = {}
    for state in ("draft", "submitted", "approved", "issued", "revoked"):
        places[state] = str(getattr(shipping, state)().pk)
    sent = shipping.submitted()
    services.send_back(certificate_id=sent.pk, reason="Weight", by=world.ben, now=shipping.now)
    old = shipping.issued()
    Certificate.objects.filter(pk=old.pk).update(issued_at=shipping.now - timedelta(days=31))
    Certificate.objects.get(pk=old.pk).save()
    waiting = {
        "sent-back": [str(sent.pk)],
        "drafts": [places["draft"]],
        "to-check": [],
        "to-approve": [places["submitted"]],
        "to-sign": [places["approved"]],
        "to-validate": [str(old.pk), places["issued"]],
        "to-print": [places["issued"], str(old.pk)],
        "awaiting-receipt": [places["issued"]],
        "overdue": [str(old.pk)],
    }
    for nick, desk in {"ada": ada, "ben": ben}.items():
        front = desk.get("/office/").content.decode()
        for name, expected in waiting.items():
            page = desk.get(f"/office/lists/{name}/")
            if name not in LISTS[nick].split():
                assert page.status_code == 404, (nick, name)
                assert f"/office/lists/{name}/" not in front
                continue
            if (nick, name) == ("ada", "to-validate"):
                # She prepared them: another officer looks at the goods.
                expected = []
            assert found(page) == expected, (nick, name)
            row = front.partition(f'href="/office/lists/{name}/"')[2].partition("</a>")[0]
            assert f">{len(expected)}<" in row, (nick, name)
    top = words(ben.get("/office/")).partition("Waiting for you")[2].partition("More conditions")[0]
    assert "Waits for approval" in top
    assert "Approved, not issued" in top
    assert "Draft of" not in top


def test_what_an_officer_prepared_does_not_wait_for_their_own_approval(world, ada, shipping):
    world.grant(world.ada, "approver")
    made = shipping.submitted()
    assert found(ada.get("/office/lists/to-approve/")) == []
    assert str(made.pk) in found(ada.get("/office/"))


@pytest.mark.parametrize("address", ["/office/?state=issued", "/office/lists/overdue/", "/office/lists/to-print/"])
def test_pages_follow_one_another_without_a_gap_and_back_again(ada, shipping, address):
    made = shipping.issued()
    long_ago = timezone.now() - timedelta(days=40)
    for place in range(110):
        # Several are of one instant: the order is whole all the same.
        at = long_ago + timedelta(minutes=place // 3)
        expires = at if "overdue" in address else made.expires_at
        copy(made, 1, number=f"BW25{place:06}", issued_at=at, expires_at=expires)
    seen, pages, at = [], [], address
    while at:
        text = ada.get(at)
        pages.append(found(text))
        seen += pages[-1]
        at = _link(text, "next", address)
    assert len(seen) == len(set(seen)) == (110 if "overdue" in address else 111)
    back, at = [], _link(text, "prev", address)
    while at:
        text = ada.get(at)
        back.append(found(text))
        at = _link(text, "prev", address)
    assert back == pages[-2::-1]


def _link(page, way, address):
    before, is_there, _ = page.content.decode().partition(f'" rel="{way}"')
    query = before.rpartition('href="')[2].replace("&amp;", "&")
    return address.partition("?")[0] + query if is_there else ""


NOBODYS = "00000000-0000-4000-8000-000000000000"


@pytest.mark.parametrize("place", ["x", "1~1", "-1", "9" * 30, "2026-01-01T00:00:00+00:00~1", "\x00", NOBODYS])
def test_a_place_no_page_gave_is_not_there(ada, place):
    assert ada.get("/office/", after=place).status_code == 404
    assert ada.get("/office/", before=place).status_code == 404


@pytest.mark.parametrize("place", ["1", "2026-13-01T00:00:00+00:00~1", "9999-12-31T23:59:59-12:00~1", "x~1"])
def test_a_place_of_another_order_is_not_there(ada, place):
    assert ada.get("/office/lists/overdue/", after=place).status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        *({"state": "x"}, {"destination": "Z"}, {"q": "q" * 121}, {"q": "a\x00b"}, {"carats_from": "1,5"}),
        *({"issued_from": "1.2.2026"}, {"kind": "x"}, {"usd_to": "1e400"}, {"list": "x"}, {"receipt": "maybe"}),
    ],
)
def test_a_search_that_is_not_possible_says_so(ada, query):
    for address in ("/office/", "/office/search/"):
        page = ada.get(address, **query)
        assert page.status_code == 400
        assert "This search is not possible" in words(page)
    assert ada.get("/api/v1/certificates/", **query).status_code == 400


def cost(desk, address):
    with CaptureQueriesContext(connection) as asked:
        assert desk.get(address).status_code == 200
    return len(asked)


def test_a_long_list_asks_no_more_than_a_short_one(ada, ben, shipping):
    made = shipping.draft()
    addresses = ("/office/", "/office/?state=draft", "/office/?q=okavango", "/office/new/", f"/office/{made.pk}/")
    # The trust list is read once for all.
    ada.get(addresses[-1])
    before = [cost(ada, address) for address in addresses]
    copy(made, 1001)
    assert [cost(ada, address) for address in addresses] == before
    assert max(before) <= 30
    assert "Your drafts 1,000+ or more" in words(ada.get("/office/"))


def test_every_page_asks_little(world, ada, ben, shipping):
    for state in ("submitted", "approved", "issued", "suspended", "revoked"):
        made = getattr(shipping, state)()
        assert cost(ben, f"/office/{made.pk}/") <= 30, state
    assert cost(ben, f"/office/{made.pk}/qr.svg") <= 30
    draft = shipping.draft()
    assert cost(ada, f"/office/{draft.pk}/edit/") <= 30
    world.grant(world.ada, "approver")
    lists = [f"/office/lists/{work.name}/" for work in WORK_LISTS]
    for address in ("/office/", "/office/search/", f"/office/{made.pk}/story/", *lists):
        assert cost(ada, address) <= 30, address


@pytest.mark.parametrize(
    "query",
    ["", "?state=draft", "?q=abc", "?destination=AE", "?after=7", "?q=abc&state=draft&origin=BW", "lists/overdue/"],
)
def test_lists_are_read_from_an_index(ada, shipping, query):
    """SQLite tells how it would look for the keys: never by sorting all of an authority's certificates."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by what it knows of the rows.")
    shipping.draft()
    with CaptureQueriesContext(connection) as asked:
        ada.get(f"/office/{query}")
    keys = [one["sql"] for one in asked if "LIMIT 51" in one["sql"]]
    assert len(keys) == 1
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {keys[0].replace('%', '%%')}")
        plan = " ".join(row[3] for row in cursor.fetchall())
    assert "TEMP B-TREE" not in plan, plan
