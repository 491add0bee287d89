"""Nothing typed is lost, nothing typed is changed, and what is wrong is said beside its field."""

import re
from html import unescape
from urllib.parse import urlencode

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpverify.certificates.models import Certificate
from kpverify.registry.models import Regime

from .conftest import Desk, sign_in, typed, words

FORM = "application/x-www-form-urlencoded"
HOSTILE = (
    "<script>alert(1)</script>",
    "{{7*7}}",
    "{% debug %}",
    "'; DROP TABLE x;--",
    "javascript:alert(1)",
    '"><img src=x>',
)


def value_of(page, name):
    """Read what a text field shows."""
    text = page.content.decode()
    found = re.search(rf'<input[^>]*name="{name}"[^>]*?value="([^"]*)"', text) or re.search(
        rf'<textarea[^>]*name="{name}"[^>]*>\s?([^<]*)</textarea>', text
    )
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize(
    ("name", "wrong", "anchor", "said"),
    [
        ("goods-0-carats", "1,804.52", "id_goods-0-carats", "digits and one full stop only"),
        ("goods-0-carats", "1 804.52", "id_goods-0-carats", "digits and one full stop only"),
        ("goods-0-carats", "1.804,52", "id_goods-0-carats", "digits and one full stop only"),
        ("goods-0-carats", "0", "id_goods-0-carats", "above zero"),
        ("goods-0-carats", "1804.525", "id_goods-0-carats", "at most two decimals"),
        ("goods-0-usd", "362 118", "id_goods-0-usd", "digits and one full stop only"),
        ("goods-0-usd", "12e9", "id_goods-0-usd", "at most two decimals"),
        ("parcels", "two", "id_parcels", "1 to 9999"),
        ("parcels", "1.0", "id_parcels", "1 to 9999"),
        ("seals", "BW1\nBW1", "id_seals", "1 to 12 different seals"),
        ("exporter_name", "x" * 121, "id_exporter_name", "1 to 120 characters"),
        ("exporter_name", "Abc \u202edcba", "id_exporter_name", "1 to 120 characters on one line"),
        ("importer_address", "a\u2028b", "id_importer_address", "1 to 200 characters on one line"),
        ("importer_country", "Botswana", "id_importer_country", "Choose the country"),
        ("remarks", "y" * 201, "id_remarks", "at most 200 characters"),
        ("due_other", "oecd", "id_due_diligence_0", "at most 8 different ids"),
        ("exporter_name", "A\x00B", "id_exporter_name", "Null characters are not allowed"),
    ],
)
def test_a_wrong_value_stays_and_is_explained_beside_its_field(ada, name, wrong, anchor, said):
    page = ada.post("/office/new/", **typed(**{name: wrong}))
    assert page.status_code == 422
    text = page.content.decode()
    assert f'<a href="#{anchor}">' in text
    assert f'id="{anchor}"' in text
    assert said in words(page)
    assert text.count('class="field wrong"') + text.count('class="error"') >= 1
    # Browsers send line ends as CR LF, and all the other fields are there too.
    if name != "importer_country":
        assert value_of(page, name).replace("\r\n", "\n") == wrong
    assert value_of(page, "importer_name") == "Gulf Tender House DMCC"
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_texts_are_shown_as_texts(ada, ben, hostile):
    fields = typed(exporter_name=hostile, importer_address=hostile, remarks=hostile)
    assert ada.post("/office/new/", **fields).status_code == 303
    made = Certificate.objects.get()
    assert made.content["exporter"]["name"] == hostile
    for address in ("/office/", "/office/new/", f"/office/{made.pk}/", f"/office/{made.pk}/edit/"):
        page = ada.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page
        assert "<bdi>49" not in page
        assert 'value="49"' not in page
    assert hostile in unescape(ada.get(f"/office/{made.pk}/").content.decode())
    assert ada.get("/office/", q=hostile).status_code == 200


def test_names_in_every_script_survive(ada):
    names = ("شركة الخليج للماس ذ.م.م", "上海黄浦钻石加工有限公司", "ООО «Северная огранка»", "Lunda Comercialização")
    for name in names:
        assert ada.post("/office/new/", **typed(importer_name=name)).status_code == 303
    assert {made.content["importer"]["name"] for made in Certificate.objects.all()} == set(names)


def test_a_draft_may_be_half_done_and_says_what_is_missing(ada):
    response = ada.post("/office/new/", **typed(exporter_name="", parcels="", seals=""))
    page = ada.get(response["Location"])
    assert "Not ready yet" in words(page)
    assert "Give the number of parcels" in words(page)
    made = Certificate.objects.get()
    refused = ada.press(made, "submit")
    assert refused.status_code == 422
    assert "This was not done" in words(refused)
    for anchor in ("id_parcels", "id_seals", "id_exporter_name"):
        assert f'href="/office/{made.pk}/edit/#{anchor}"' in refused.content.decode()
        assert f'id="{anchor}"' in ada.get(f"/office/{made.pk}/edit/").content.decode()
    assert "Give the number of parcels" in words(ada.get(f"/office/{made.pk}/edit/"))


def test_lines_are_added_and_taken_away_without_a_script(ada):
    more = ada.post("/office/new/", **typed(do="add-line"))
    assert value_of(more, "goods-0-carats") == "1804.52"
    assert 'name="goods-1-carats"' in more.content.decode()
    two = typed(
        lines="2", **{"goods-1-hs": "7102.21", "goods-1-carats": "5", "goods-1-usd": "60", "do": "remove-line-0"}
    )
    less = ada.post("/office/new/", more, **two)
    assert value_of(less, "goods-0-carats") == "5"
    assert 'name="goods-1-carats"' not in less.content.decode()
    assert not Certificate.objects.exists()


def test_an_empty_line_is_passed_over_and_errors_find_the_right_one(ada):
    lines = {"goods-0-hs": "", "goods-0-carats": "", "goods-0-usd": "", "goods-1-hs": "7102.21", "goods-1-carats": "x"}
    page = ada.post("/office/new/", **typed(lines="2", **lines, **{"goods-1-usd": "1"}))
    assert '<a href="#id_goods-1-carats">' in page.content.decode()


def test_mixed_and_disclosed_origins_exclude_one_another(ada):
    page = ada.post("/office/new/", **typed(mixed="on"))
    assert page.status_code == 422
    assert "not both" in words(page)
    assert ada.post("/office/new/", **typed(mixed="on", mining_origin=None)).status_code == 303
    assert Certificate.objects.get().content["mining_origin"] == []


def test_a_country_nobody_offers_is_kept_and_judged(ada):
    response = ada.post("/office/new/", **typed(mining_origin=["ZZ"], importer_country="QQ"))
    page = ada.get(response["Location"])
    assert "ZZ" in words(page)
    form = ada.get(f"/office/{Certificate.objects.get().pk}/edit/").content.decode()
    assert '<option value="QQ" selected>' in form
    assert re.search(r'value="ZZ"[^>]*checked', form)


def test_saving_unchanged_changes_nothing(ada, shipping):
    made = shipping.draft(remarks="Hand luggage", due_diligence=["OECD-DDG", "OWN-1"], zones=["CF-BERBERATI"])
    before = dict(made.content)
    page = ada.get(f"/office/{made.pk}/edit/")
    fields = typed(due_other="OWN-1", zones=["CF-BERBERATI"], remarks="Hand luggage")
    assert ada.post(f"/office/{made.pk}/edit/", page, **fields).status_code == 303
    made.refresh_from_db()
    assert made.content == before


def test_a_conflict_shows_both_and_keeps_what_was_typed(world, ada, shipping):
    made = shipping.draft()
    mine = ada.get(f"/office/{made.pk}/edit/")
    world.grant(world.ben, "preparer")
    other = Desk(world.ben)
    other.post(f"/office/{made.pk}/edit/", **typed(remarks="From Ben"))
    page = ada.post(f"/office/{made.pk}/edit/", mine, **typed(remarks="From Ada"))
    assert page.status_code == 409
    told = words(page)
    assert "Ben Tau changed this draft" in told
    assert "From Ben" in told
    assert value_of(page, "remarks") == "From Ada"
    made.refresh_from_db()
    assert made.content["remarks"] == "From Ben"
    # Only now that both were seen does saving go over it.
    assert ada.post(f"/office/{made.pk}/edit/", page, **typed(remarks="From Ada")).status_code == 303
    made.refresh_from_db()
    assert made.content["remarks"] == "From Ada"


def test_an_error_does_not_hide_a_conflict(world, ada, shipping):
    made = shipping.draft()
    mine = ada.get(f"/office/{made.pk}/edit/")
    world.grant(world.ben, "preparer")
    Desk(world.ben).post(f"/office/{made.pk}/edit/", **typed(remarks="From Ben"))
    wrong = ada.post(f"/office/{made.pk}/edit/", mine, **typed(mixed="on"))
    assert wrong.status_code == 422
    assert ada.post(f"/office/{made.pk}/edit/", wrong, **typed()).status_code == 409


def test_what_was_submitted_meanwhile_is_not_changed_and_not_lost(ada, shipping):
    from kpverify.certificates.services import submit_certificate

    made = shipping.draft()
    mine = ada.get(f"/office/{made.pk}/edit/")
    submit_certificate(certificate_id=made.pk, by=shipping.preparer, now=shipping.now)
    page = ada.post(f"/office/{made.pk}/edit/", mine, **{**typed(remarks="Late"), "version": made.version + 1})
    assert page.status_code == 409
    assert value_of(page, "remarks") == "Late"
    assert "no longer a draft" in words(page)


def test_a_session_that_ended_loses_nothing(world, ada):
    page = ada.get("/office/new/")
    ada.client.cookies.pop("sessionid")
    ended = ada.post("/office/new/", page, **typed(remarks="Typed for half an hour"))
    assert ended.status_code == 403
    assert "What you typed is kept in this page" in words(ended)
    action = unescape(re.search(r'<form method="post" action="(/accounts/login/[^"]*)"', ended.content.decode())[1])
    wrong = sign_in(ada, "ada", ended, action, password="not this one")
    assert wrong.status_code == 200
    again = unescape(re.search(r'<form method="post" action="(/accounts/login/[^"]*)"', wrong.content.decode())[1])
    back = sign_in(ada, "ada", wrong, again)
    assert back["Location"] == "/office/new/?kept=1"
    form = ada.get(back["Location"])
    assert value_of(form, "remarks") == "Typed for half an hour"
    assert value_of(form, "goods-0-carats") == "1804.52"
    assert "before your session ended" in words(form)
    assert not Certificate.objects.exists()
    assert ada.post("/office/new/", form, **typed(remarks="Typed for half an hour")).status_code == 303
    assert value_of(ada.get(back["Location"]), "remarks") == ""


def test_a_reason_is_not_lost_with_the_session(ben, shipping):
    made = shipping.issued()
    page = ben.get(f"/office/{made.pk}/revoke/")
    ben.client.cookies.pop("sessionid")
    ended = ben.post(f"/office/{made.pk}/revoke/", page, reason="A long story", do="do")
    action = unescape(re.search(r'<form method="post" action="(/accounts/login/[^"]*)"', ended.content.decode())[1])
    back = sign_in(ben, "ben", ended, action)
    assert value_of(ben.get(back["Location"]), "reason") == "A long story"
    made.refresh_from_db()
    assert made.state == "issued"


def test_a_page_older_than_the_sign_in_does_nothing_and_shows_it_again(ada):
    old = ada.get("/office/new/")
    sent = {**ada.hidden(old), **typed(remarks="Typed before"), "csrfmiddlewaretoken": "x" * 64}
    stale = ada.client.post("/office/new/", sent)
    assert stale.status_code == 403
    assert not Certificate.objects.exists()
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', stale.content.decode())
    fields = {}
    for name, value in hidden:
        fields.setdefault(name, []).append(unescape(value))
    again = ada.client.post("/office/new/", {**fields, "do": "show"})
    assert value_of(again, "remarks") == "Typed before"
    assert not Certificate.objects.exists()


def test_a_stale_sign_in_page_never_sends_the_password_back(stranger):
    sent = {"login": "ada@example.org", "password": "my-secret-passphrase", "csrfmiddlewaretoken": "x" * 64}
    page = stranger.client.post("/accounts/login/", sent)
    assert page.status_code == 403
    assert "my-secret-passphrase" not in page.content.decode()


def test_a_form_sent_twice_makes_one_draft(ada):
    page = ada.get("/office/new/")
    first = ada.post("/office/new/", page, **typed())
    second = ada.post("/office/new/", page, **typed())
    assert (second.status_code, second["Location"]) == (303, first["Location"])
    assert Certificate.objects.count() == 1
    other = ada.post("/office/new/", page, **typed(remarks="Another"))
    assert other.status_code == 422
    assert "was saved already" in words(other)
    assert ada.post("/office/new/", other, **typed(remarks="Another")).status_code == 303


def test_a_button_pressed_twice_shows_the_result(ben, shipping):
    made = shipping.approved()
    page = ben.get(f"/office/{made.pk}/")
    fields = ben.hidden(page, "issue")
    first = ben.client.post(f"/office/{made.pk}/issue/", fields)
    second = ben.client.post(f"/office/{made.pk}/issue/", fields)
    assert first["Location"] == second["Location"] == f"/office/{made.pk}/?done=issue"


def test_an_act_on_what_has_changed_is_refused_and_shows_it_as_it_is(ada, ben, shipping):
    made = shipping.submitted()
    seen = ben.hidden(ben.get(f"/office/{made.pk}/"), "approve")
    Desk(shipping.approver).press(made, "send-back", reason="Look at the seals")
    page = ben.client.post(f"/office/{made.pk}/approve/", seen)
    assert page.status_code == 409
    assert "changed since you saw it" in words(page)
    assert "Look at the seals" in words(page)


def test_an_act_without_the_version_that_was_seen_is_refused(ben, shipping):
    made = shipping.approved()
    fields = ben.hidden(ben.get(f"/office/{made.pk}/"), "issue")
    for version in ("", "x", "-1", "9" * 30, "²"):
        assert ben.client.post(f"/office/{made.pk}/issue/", {**fields, "version": version}).status_code == 400
    made.refresh_from_db()
    assert made.state == "approved"


@pytest.mark.parametrize("reason", ["", "   ", "\u200b", "r" * 301])
def test_a_reason_is_asked_for_and_never_cut(ben, shipping, reason):
    made = shipping.issued()
    page = ben.press(made, "revoke", reason=reason, do="do")
    assert page.status_code == 422
    assert 'href="#id_reason"' in page.content.decode()
    assert value_of(page, "reason").strip() == reason.strip()
    made.refresh_from_db()
    assert made.state == "issued"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({f"x{number}": "1" for number in range(2_500)}, 400),
        ({"remarks": "x" * 3_000_000}, 413),
        ({"remarks": "x" * 1_000_000}, 422),
        ({"lines": "99999999999999999999"}, 422),
        ({"do": "remove-line-99"}, 200),
        ({"mining_origin": ["BW"] * 1_500}, 422),
        ({"key": "k" * 5_000, "remarks": "x"}, 400),
        ({"version": "1" * 5_000}, 303),
    ],
)
def test_strange_posts_are_answered_in_words(ada, fields, expected):
    page = ada.get("/office/new/")
    hidden = ada.hidden(page)
    sent = {**hidden, **typed(**{"lines": "1", "remarks": "" if expected != 422 else "\u202e", **fields})}
    assert ada.client.post("/office/new/", sent).status_code == expected


@pytest.mark.parametrize("body", [b"\xff\xfe%ff=%ff", b"remarks=%ED%A0%80", b"&&&==;", b"csrfmiddlewaretoken=%00"])
def test_bytes_that_are_no_form_break_nothing(ada, body):
    response = ada.client.post("/office/new/", body, content_type="application/x-www-form-urlencoded")
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        ("mining_origin", "id_mining_origin_0"),
        ("zones", "id_zones_0"),
        ("exporter", "id_exporter_name"),
        ("importer.country", "id_importer_country"),
        ("goods", "id_goods-0-hs"),
        ("goods[1]", "id_goods-1-hs"),
        ("goods[1].usd", "id_goods-1-usd"),
        ("kind", "id_kind_0"),
        ("", ""),
    ],
)
def test_every_path_of_a_finding_has_a_place_in_the_form(ada, shipping, path, anchor):
    from kpverify.office.forms import anchor_of

    goods = [{"hs": hs, "carats": "1", "usd": "1"} for hs in ("7102.31", "7102.21")]
    made = shipping.draft(goods=goods, mining_origin=["CF"])
    assert anchor_of(path) == anchor
    assert f'id="{anchor}"' in ada.get(f"/office/{made.pk}/edit/").content.decode() or not anchor


def test_zones_are_asked_for_where_a_regime_asks(world, ada, shipping):
    Regime.objects.filter(origin="CF", ends_on=None).update(rule="zones")
    world.publish(now=timezone.now())
    made = shipping.draft(mining_origin=["CF"])
    page = ada.get(f"/office/{made.pk}/")
    assert f'href="/office/{made.pk}/edit/#id_zones_0"' in page.content.decode()
    form = ada.get(f"/office/{made.pk}/edit/").content.decode()
    assert re.search(r'<fieldset id="zones"[^>]*>.*?<details open>', form, re.S)


def test_zones_are_not_asked_for_elsewhere(ada):
    assert 'name="zones"' not in ada.get("/office/new/").content.decode()


NAMES = (
    "mining_origin",
    "mixed",
    "zones",
    "exporter_name",
    "importer_country",
    "goods-0-hs",
    "goods-0-carats",
    "lines",
)
TEXTS = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["7102.31", "1e5", "٣٫٥", "１２", "0.00", "-1", "NaN", "9" * 400, "\ud7ff", "BW", "3", "add-line"]),
)
FORMS = st.dictionaries(st.sampled_from([*NAMES, "parcels", "seals", "kind", "remarks", "due_other", "do"]), TEXTS)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=FORMS)
def test_no_form_breaks_the_page(ada, changes):
    page = ada.get("/office/new/")
    sent = {**ada.hidden(page), **typed(**changes)}
    response = ada.client.post("/office/new/", urlencode(sent, doseq=True), content_type=FORM)
    assert response.status_code in (200, 303, 422)
    if response.status_code == 422:
        assert 'class="error-summary"' in response.content.decode()
        if (carats := changes.get("goods-0-carats")) and carats.isprintable():
            assert value_of(response, "goods-0-carats") == carats
