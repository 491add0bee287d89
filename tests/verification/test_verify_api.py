"""POST /api/v1/verify: any text gets a verdict, any other shape a 400, and never a cookie."""

import json

import pytest
from django.test import Client

from kpverify.verification.metrics import counted

pytestmark = pytest.mark.django_db
URL = "/api/v1/verify"
OUTCOMES = {"valid", "attention", "undetermined", "invalid", "unrecognised"}
VERDICT = {"outcome", "code", "demo", "checks", "certificate", "amendments", "freshness", "verified_at", "host"}


def post(body, *, content_type="application/json", **headers):
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Client().generic("POST", URL, raw, content_type=content_type, **headers)


TEXTS = {
    "empty": "",
    "space": " ",
    "nul": "\x00",
    "lone surrogate": "\ud800",
    "swapped surrogates": "\udfff\ud800",
    "emoji": "💎" * 1000,
    "web address": "https://example.org/",
    "no digits": "https://kp.example.org/v#",
    "digits": "1" * 1200,
    "60 kB of digits": "1" * 60_000,
    "three parts": "a.b.c",
    "unsigned": "eyJhbGciOiJub25lIiwidHlwIjoia3BjK2p3dCJ9.e30.",
    "vaccination": "HC1:6BFOXN",
    "health card": "shc:/5676290952432060346029243740446031222959532654603460292540772804336028",
    "markup": "<script>alert(1)</script>",
    "statement": "'; DROP TABLE registry_trustlist; --",
    "line breaks": "a\r\nSet-Cookie: b=c",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_any_text_gets_a_verdict(text):
    response = post({"code": text})
    verdict = response.json()
    assert response.status_code == 200
    assert set(verdict) == VERDICT
    assert verdict["outcome"] in {"unrecognised", "invalid", "undetermined"}
    assert verdict["certificate"] is None
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_a_genuine_code_is_valid(issued):
    verdict = post({"code": issued.token}).json()
    assert verdict["outcome"] == "valid", verdict["checks"]
    assert verdict["certificate"]["sub"] == issued.number
    assert verdict["certificate"]["check_code"] == issued.check_code
    assert post({"code": issued.qr_text}).json()["outcome"] == "valid"


def test_an_altered_code_is_invalid_and_shows_nothing(issued):
    header, payload, signature = issued.token.split(".")
    other = signature[:10] + ("A" if signature[10] != "A" else "B") + signature[11:]
    verdict = post({"code": f"{header}.{payload}.{other}"}).json()
    assert verdict["outcome"] == "invalid"
    assert verdict["certificate"] is None


WRONG_SHAPES = {
    "no body": b"",
    "not json": b"{",
    "array": b"[]",
    "text": b'"code"',
    "null": b"null",
    "no code": b"{}",
    "null code": b'{"code":null}',
    "number": b'{"code":1}',
    "object": b'{"code":{}}',
    "list": b'{"code":["a"]}',
    "twice": b'{"code":"a","code":"b"}',
    "not utf-8": b'{"code":"\xff"}',
    "deep": b"[" * 60_000,
    "huge number": b'{"code":' + b"9" * 60_000 + b"}",
}


@pytest.mark.parametrize("body", WRONG_SHAPES.values(), ids=WRONG_SHAPES.keys())
def test_wrong_shape_is_a_400(body):
    response = post(body)
    assert response.status_code == 400
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["code"] == "wrong-shape"
    assert response.json()["errors"]
    assert counted()["refused wrong-shape"] == 1


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jose"],
)
def test_another_media_type_is_a_415(content_type):
    response = post(b'{"code":"a"}', content_type=content_type)
    assert (response.status_code, response.json()["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize(
    "content_type", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;charset=latin-1"]
)
def test_parameters_of_the_media_type_change_nothing(content_type):
    assert post({"code": "a"}, content_type=content_type).status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_a_405(method):
    response = Client().generic(method, URL)
    assert response.status_code == 405
    assert response["Allow"] == "POST"


def test_no_header_overrides_the_method():
    assert Client().get(URL, headers={"X-HTTP-Method-Override": "POST"}).status_code == 405


def test_whatever_is_accepted_the_answer_is_json():
    response = post({"code": "a"}, headers={"Accept": "text/html, image/*;q=0.5"})
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


def test_a_body_over_the_cap_is_a_413():
    response = post({"code": "1" * 66_000})
    assert (response.status_code, response.json()["code"]) == (413, "too-large")


def test_a_session_or_a_forged_token_of_it_makes_no_difference(settings):
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.SESSION_COOKIE_NAME] = "x" * 32
    response = client.post(URL, {"code": "a"}, content_type="application/json")
    assert response.status_code == 200
    assert not response.cookies


@pytest.fixture
def few(settings):
    rates = {"verify": "3/min", "lookup": "2/min"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}


def test_too_many_is_a_429_that_says_how_long(few):
    assert [post({"code": "a"}).status_code for _ in range(4)] == [200, 200, 200, 429]
    response = post({"code": "a"})
    assert response.json()["code"] == "throttled"
    assert 1 <= int(response["Retry-After"]) <= 21
    assert counted()["refused throttled"] == 2


def test_another_client_goes_on(few):
    for _ in range(4):
        post({"code": "a"}, REMOTE_ADDR="198.51.100.1")
    assert post({"code": "a"}, REMOTE_ADDR="203.0.113.9").status_code == 200


def test_a_claimed_address_counts_only_behind_a_proxy(few, settings):
    def asked():
        return [post({"code": "a"}, headers={"X-Forwarded-For": f"203.0.{n}.1"}).status_code for n in range(5)]

    assert asked()[-1] == 429
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": 1}
    assert set(asked()) == {200}


def test_wrong_shapes_count_too(few):
    assert [post(b"{").status_code for _ in range(4)] == [400, 400, 400, 429]


def test_verdicts_are_counted_by_outcome():
    post({"code": "nothing"})
    assert counted()["verdict verify unrecognised"] == 1


def test_checking_asks_the_database_nothing_while_nothing_changed(issued, settings, django_assert_num_queries):
    settings.PUBLISHED_CHECK_SECONDS = 3600
    post({"code": issued.token})
    with django_assert_num_queries(0):
        assert post({"code": issued.token}).json()["outcome"] == "valid"
