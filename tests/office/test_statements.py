"""Stating due diligence in the office: form, refusals that lose nothing, withdrawing."""

import pytest

from kpverify.certificates.models import Certificate
from kpverify.diligence.models import Statement
from tests.world import sign_in

from .conftest import FIELD

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(shipping):
    return shipping.draft(due_diligence=[])


@pytest.fixture
def ada(client, world):
    sign_in(client, world.ada)
    return client


def hidden(page):
    found = {one["name"]: one["value"] for one in FIELD.finditer(page.content.decode())}
    return {"version": found["version"], "key": found["key"]}


def test_a_statement_is_typed_refused_mended_changed_and_withdrawn(ada, draft):
    address = f"/office/{draft.pk}/statements/OECD-DDG/"
    page = ada.get(address)
    assert 'value="Okavango Sorting (Pty) Ltd"' in page.content.decode()
    typed = {
        **hidden(page),
        "by_name": "Okavango Sorting (Pty) Ltd",
        "by_role": "exporter",
        "scope": "All <purchases>",
        "valid_to": "31.12.2026",
        "step1_done": "done",
        "do": "do",
    }
    refused = ada.post(address, {**typed, "wording": "3"})
    assert refused.status_code == 422
    assert "All &lt;purchases&gt;" in refused.content.decode()
    assert "Write the day as 2026-11-25." in refused.content.decode()
    assert not Statement.objects.exists()
    saved = ada.post(address, {**typed, "wording": "3", **hidden(refused), "valid_to": "2026-12-31"})
    assert saved.status_code == 303, saved.content.decode()
    said = Statement.objects.get().said
    assert said["scope"] == "All <purchases>"
    assert [one["done"] for one in said["steps"]] == ["done", *["not-done"] * 4]
    shown = ada.get(f"/office/{draft.pk}/").content.decode()
    assert "Stated by Okavango Sorting (Pty) Ltd (Exporter), not proven." in shown
    assert "Step 5: report every year" in shown
    assert len(Certificate.objects.get(pk=draft.pk).content["due_diligence"]) == 2
    stale = ada.post(address, {**typed, "wording": "3", "valid_to": "2027-12-31", "key": "another"})
    assert stale.status_code == 409
    assert "2027-12-31" in stale.content.decode()
    page = ada.get(f"{address}withdraw/")
    gone = ada.post(f"{address}withdraw/", {"key": "third", "do": "do"})
    assert gone.status_code == 303
    assert Certificate.objects.get(pk=draft.pk).content["due_diligence"] == []


@pytest.mark.parametrize("standard", ["UNGP", "WDC-SOW-2021", "RJC", "LUSAKA-REF", "FRAME-7"])
def test_every_standard_has_its_form(ada, draft, standard):
    page = ada.get(f"/office/{draft.pk}/statements/{standard}/").content.decode()
    assert ("World Diamond Council" in page) == (standard == "WDC-SOW-2021")
    assert ("nobody is certified by it" in page) == (standard == "LUSAKA-REF")
    assert ada.get(f"/office/{draft.pk}/statements/ICGLR/").status_code == 404
