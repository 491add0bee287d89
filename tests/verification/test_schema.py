"""The OpenAPI document: complete, and readable without a script."""

import json
import re

import pytest
from django.test import Client

from kpverify.verification.urls import urlpatterns

pytestmark = pytest.mark.django_db
PAGES_FOR_PEOPLE = {"home", "api-docs", "api-schema", "rules", "specimens", "zones"}
WRITTEN = {
    "status-list": "/status/*/*",
    "specimens-json": "/api/v1/specimens/*",
    "specimen-picture": "/specimens/pictures/*.jpg",
}


def document():
    return json.loads(Client().get("/api/schema/").content)


def test_it_is_openapi_3_1():
    assert document()["openapi"].startswith("3.1.")


def test_no_public_address_is_missing():
    told = {re.sub(r"\{[a-z]+\}", "*", path) for path in document()["paths"]}
    for pattern in urlpatterns:
        if pattern.name not in PAGES_FOR_PEOPLE:
            assert WRITTEN.get(pattern.name, f"/{pattern.pattern}") in told


def test_every_answer_of_the_questions_is_told():
    for path in ("/api/v1/verify", "/api/v1/lookup"):
        assert set(document()["paths"][path]["post"]["responses"]) == {"200", "400", "411", "413", "415", "429", "503"}


def test_page_shows_every_operation_without_a_script():
    page = Client().get("/api/docs/").content.decode()
    assert "<script" not in page
    assert "style=" not in page
    for path, item in document()["paths"].items():
        for method in item:
            assert f"{method.upper()} {path}" in page


def test_yaml_is_the_same_document():
    import yaml

    assert yaml.safe_load(Client().get("/api/schema/?format=yaml").content) == document()


def test_home_names_the_three_who_come():
    page = Client().get("/").content.decode()
    for words in ("at a border", "issue certificates", "buy, insure or carry"):
        assert words in page
    for address in ("/v", "/office/", "/api/docs/", "/trust/list"):
        assert f'href="{address}"' in page
