"""Who may see and do what at the Secretariat: per role and page."""

import pytest

from kpverify.audit.models import AuditEntry
from kpverify.registry.models import TrustList
from tests.conftest import NOW

YY = f"{NOW:%y}"

READ = [
    "/secretariat/",
    "/secretariat/participants/",
    "/secretariat/participants/CF/",
    "/secretariat/zones/",
    "/secretariat/zones/?on=2017-01-01",
    "/secretariat/advisories/",
    "/secretariat/advisories/CF-2021-REPORTED-ABUSES/",
    "/secretariat/wordings/",
    "/secretariat/authorities/",
    "/secretariat/authorities/BW/",
    "/secretariat/authorities/EU-ANR/",
]
EDIT = [
    "/secretariat/open-year/",
    "/secretariat/participants/add/",
    "/secretariat/participants/CF/start-period/",
    "/secretariat/participants/CF/end-period/",
    "/secretariat/advisories/add/",
    "/secretariat/participants/CF/wordings/",
    "/secretariat/wordings/add/",
    "/secretariat/advisories/CF-2021-REPORTED-ABUSES/change/",
    "/secretariat/advisories/CF-2021-REPORTED-ABUSES/end/",
    "/secretariat/zones/CF/add/",
    "/secretariat/zones/CF/rule/",
    "/secretariat/zones/CF-BODA/open/",
    "/secretariat/zones/CF-BODA/close/",
    "/secretariat/authorities/add/",
    "/secretariat/authorities/BW/edit/",
    "/secretariat/authorities/BW/add-range/",
    "/secretariat/authorities/BW/void-number/",
    "/secretariat/authorities/BW/create-key/",
    f"/secretariat/keys/BW-{YY}-1/activate/",
    f"/secretariat/keys/BW-{YY}-1/retire/",
    f"/secretariat/keys/BW-{YY}-1/distrust/",
    "/secretariat/publish/",
]
KEPT = ["/secretariat/log/", "/secretariat/publish/request.json"]


@pytest.mark.parametrize("address", READ + EDIT + KEPT)
def test_the_secretariat_sees_everything(sefako, address):
    assert sefako.get(address).status_code == 200


@pytest.mark.parametrize("address", READ)
def test_an_observer_reads(olga, address):
    page = olga.get(address)
    assert page.status_code == 200
    main = page.content.decode().partition("<main")[2].partition("</main>")[0]
    assert 'method="post"' not in main
    for part in ("start-period", "void-number", "create-key", "/retire/", "/publish/", "/close/", "/add/"):
        assert part not in main


@pytest.mark.parametrize("address", EDIT + KEPT)
def test_an_observer_neither_edits_nor_reads_the_log(olga, address):
    assert olga.get(address).status_code == 403


@pytest.mark.parametrize("address", READ + EDIT + KEPT)
def test_officers_of_an_authority_are_not_of_the_secretariat(ada, dora, address):
    assert ada.get(address).status_code == 403
    assert dora.get(address).status_code == 403


@pytest.mark.parametrize("address", READ + EDIT + KEPT)
def test_a_stranger_is_asked_to_sign_in_and_led_back(stranger, address):
    page = stranger.get(address)
    assert page.status_code == 302
    path, _, query = page["Location"].partition("?")
    assert path == "/accounts/login/"
    assert query.startswith("next=%2Fsecretariat%2F")


@pytest.mark.parametrize("address", EDIT)
def test_a_role_that_ended_ends_in_the_middle_of_a_session(sefako, world, address):
    from kpverify.accounts.services import end_role

    page = sefako.get(address)
    end_role(officer_id=world.sefako.pk, role="secretariat", by="test", now=world.now)
    entries = AuditEntry.objects.count()
    assert sefako.post(address, page).status_code == 403
    assert AuditEntry.objects.count() == entries


@pytest.mark.parametrize("address", EDIT)
def test_nothing_is_done_by_a_get_or_without_the_token(sefako, address):
    entries = AuditEntry.objects.count()
    sefako.get(address)
    sefako.get(address, reason="x", source="x", starts_on="2026-12-01", state="suspended")
    assert sefako.client.post(address, {"state": "suspended"}).status_code == 403
    assert AuditEntry.objects.count() == entries
    assert TrustList.objects.count() == 1


@pytest.mark.parametrize("address", READ + KEPT)
def test_pages_that_only_show_take_no_post(sefako, address):
    page = sefako.get("/secretariat/authorities/BW/void-number/")
    assert sefako.post(address.partition("?")[0], page).status_code == 405


@pytest.mark.parametrize(
    "address",
    [
        "/secretariat/participants/XX/",
        "/secretariat/participants/cf/",
        "/secretariat/participants/XX/start-period/",
        "/secretariat/advisories/CF-NONE/",
        "/secretariat/advisories/CF-NONE/change/",
        "/secretariat/advisories/CF-NONE/end/",
        "/secretariat/zones/CF-NONE/close/",
        "/secretariat/zones/XX/rule/",
        "/secretariat/authorities/XX/",
        "/secretariat/authorities/BW-NONE/void-number/",
        "/secretariat/keys/BW-99-9/retire/",
        "/secretariat/none/",
    ],
)
def test_what_is_not_there_is_not_found(sefako, address):
    assert sefako.get(address).status_code == 404


def test_pages_are_not_kept_by_shared_caches_and_run_no_foreign_script(sefako):
    page = sefako.get("/secretariat/")
    assert "script-src 'self'" in page["Content-Security-Policy"]
    assert "style=" not in page.content.decode()
    assert "<script" not in page.content.decode().partition("<main")[2]
