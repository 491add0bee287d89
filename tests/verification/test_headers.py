"""Every public address, crawled from the URL table: its headers, its methods, no cookie."""

import re

import pytest
from django.test import Client

from kpverify.verification.urls import urlpatterns
from tests.conftest import NOW

pytestmark = pytest.mark.django_db

LIST = f"/status/BW/{NOW:%y}"
EXAMPLES = {
    "status-list": LIST,
    "specimens": "/specimens/BW/",
    "specimens-json": "/api/v1/specimens/BW",
    "specimen-picture": f"/specimens/pictures/{'0' * 32}.jpg",
}
QUESTIONS = {"verify", "lookup"}


def address(pattern):
    return EXAMPLES.get(pattern.name) or f"/{pattern.pattern}"


PAGES = [address(pattern) for pattern in urlpatterns if pattern.name not in QUESTIONS]
MISSING = ["/status/ZZ/99", "/status/bw/26", "/status/BW/26?time=x", "/api/v1/nothing", "/nothing-here"]


@pytest.fixture
def client(world):
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("path", PAGES + MISSING)
def test_every_answer_is_hardened(client, path):
    response = client.get(path)
    assert response.status_code < 500 or path == "/readyz"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] in {"same-origin", "cross-origin"}
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["Cache-Control"]
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert not re.search(r"unsafe-(inline|eval)\b", response["Content-Security-Policy"].replace("wasm-unsafe-eval", ""))


@pytest.mark.parametrize("path", PAGES + MISSING)
def test_no_answer_sets_a_cookie_or_opens_a_session(client, path):
    response = client.get(path, headers={"Accept-Language": "fr"})
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_published_addresses_only_read(client, path, method):
    assert client.generic(method, path).status_code == 405


@pytest.mark.parametrize("path", PAGES)
def test_head_is_get_without_the_body(client, path):
    got, headed = client.get(path), client.head(path)
    assert headed.status_code == got.status_code
    assert headed.content == b""
    assert headed["Content-Type"] == got["Content-Type"]


@pytest.mark.parametrize("path", ["/trust/list", "/trust/bundle", "/status/", LIST, "/api/schema/"])
@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null"])
def test_published_bytes_are_open_to_every_origin_without_credentials(client, path, origin):
    response = client.get(path, headers={"Origin": origin})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("path", ["/", "/api/v1/verify", "/api/v1/lookup", "/api/docs/", "/readyz", "/metrics"])
def test_nothing_else_is_open(client, path):
    assert "Access-Control-Allow-Origin" not in client.get(path, headers={"Origin": "https://elsewhere.example"})


def test_preflight_allows_reading_only(client):
    headers = {"Origin": "https://elsewhere.example", "Access-Control-Request-Method": "DELETE"}
    response = client.options("/trust/list", headers=headers)
    assert response["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", ["/trust/list", "/trust/bundle", LIST])
def test_published_bytes_are_cached_for_a_minute_and_checked_by_tag(client, path):
    response = client.get(path, headers={"Accept-Encoding": "br", "Accept-Language": "fr"})
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Vary"] == "Accept-Encoding"
    assert response["Content-Encoding"] == "br"
    assert "Content-Language" not in response
    again = client.get(path, headers={"Accept-Encoding": "gzip", "If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/trust/list", "application/jose+json"),
        ("/trust/bundle", "application/json"),
        ("/status/", "application/json"),
        (LIST, "application/statuslist+jwt"),
        ("/api/schema/", "application/vnd.oai.openapi+json"),
        ("/api/schema/?format=yaml", "application/yaml"),
        ("/", "text/html; charset=utf-8"),
        ("/api/docs/", "text/html; charset=utf-8"),
        ("/healthz", "text/plain; charset=utf-8"),
        ("/readyz", "application/json"),
        ("/status/ZZ/99", "application/problem+json"),
        ("/api/v1/nothing", "application/problem+json"),
    ],
)
def test_content_type(client, path, kind):
    assert client.get(path)["Content-Type"] == kind
