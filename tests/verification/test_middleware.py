"""Headers on every answer, and bodies refused before they are read."""

import json

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from kpverify.verification.metrics import counted
from kpverify.verification.middleware import QUESTION_CAP, BodyCapMiddleware, HeadersMiddleware

FACTORY = RequestFactory()


def through(request, **headers):
    return HeadersMiddleware(lambda _: HttpResponse("text", headers=headers))(request)


@pytest.mark.parametrize(
    ("path", "camera"),
    [("/v", "(self)"), ("/v/", "(self)"), ("/", "()"), ("/v/lang/fr.json", "()"), ("/office/", "()"), ("/vault", "()")],
)
def test_camera_only_on_the_scan_page(path, camera):
    policy = through(FACTORY.get(path))["Permissions-Policy"].split(", ")
    assert f"camera={camera}" in policy
    assert {"microphone=()", "geolocation=()", "usb=()"} <= set(policy)


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/trust/list", "cross-origin"),
        ("/status/BW/26", "cross-origin"),
        ("/statistics.csv", "cross-origin"),
        ("/api/schema/", "cross-origin"),
        ("/", "same-origin"),
        ("/trustworthy", "same-origin"),
        ("/office/", "same-origin"),
        ("/api/v1/verify", "same-origin"),
    ],
)
def test_resource_policy(path, policy):
    assert through(FACTORY.get(path))["Cross-Origin-Resource-Policy"] == policy


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (FACTORY.get("/"), "no-cache"),
        (FACTORY.get("/office/"), "no-store"),
        (FACTORY.get("/accounts/login/"), "no-store"),
        (FACTORY.get("/api/v1/certificates/"), "no-store"),
        (FACTORY.post("/api/v1/verify"), "no-store"),
        (FACTORY.get("/officers-of-the-world"), "no-cache"),
    ],
)
def test_cache_control_where_the_view_says_nothing(request_, expected):
    assert through(request_)["Cache-Control"] == expected


def test_an_answer_within_a_session_is_never_stored(settings):
    request = FACTORY.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"
    assert through(request)["Cache-Control"] == "no-store"


def test_an_answer_that_sets_a_cookie_is_never_stored():
    def view(_):
        response = HttpResponse("text")
        response.set_cookie("csrftoken", "abc")
        return response

    assert HeadersMiddleware(view)(FACTORY.get("/"))["Cache-Control"] == "no-store"


def test_the_views_own_cache_control_stays():
    assert through(FACTORY.get("/office/"), **{"Cache-Control": "max-age=5"})["Cache-Control"] == "max-age=5"


def test_published_bytes_vary_with_nothing_but_the_coding():
    response = through(FACTORY.get("/trust/list"), **{"Vary": "Accept-Language, Cookie", "Content-Language": "en"})
    assert response["Vary"] == "Accept-Encoding"
    assert "Content-Language" not in response


def unread(_):
    raise AssertionError("The request went on.")


def cap(view, path="/api/v1/verify", method="POST", **meta):
    request = FACTORY.generic(method, path, b"")
    request.META.pop("CONTENT_LENGTH", None)
    request.META.update(meta)
    return BodyCapMiddleware(view)(request)


@pytest.mark.parametrize(
    ("meta", "status", "code"),
    [
        ({"CONTENT_LENGTH": str(QUESTION_CAP + 1)}, 413, "too-large"),
        ({"CONTENT_LENGTH": "9" * 5000}, 413, "too-large"),
        ({"CONTENT_LENGTH": "-1"}, 400, "wrong-shape"),
        ({"CONTENT_LENGTH": "12abc"}, 400, "wrong-shape"),
        ({"CONTENT_LENGTH": "٣"}, 400, "wrong-shape"),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411, "length-required"),
        ({"CONTENT_LENGTH": "20", "HTTP_CONTENT_ENCODING": "gzip"}, 415, "unsupported-media-type"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/verify", "/api/v1/lookup"])
def test_body_is_refused_unread(path, meta, status, code):
    response = cap(unread, path, **meta)
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    assert json.loads(response.content)["code"] == code
    assert counted()[f"refused {code}"] == 1


@pytest.mark.parametrize("announced", [str(QUESTION_CAP), "0", "", "00012"])
def test_body_within_the_cap_passes(announced):
    assert cap(lambda _: HttpResponse("in"), CONTENT_LENGTH=announced).content == b"in"


def test_other_addresses_have_the_larger_cap(settings):
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert cap(lambda _: HttpResponse("in"), "/api/v1/certificates/", CONTENT_LENGTH=str(limit)).content == b"in"
    assert cap(unread, "/api/v1/certificates/", CONTENT_LENGTH=str(limit + 1)).status_code == 413


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_requests_without_a_body_pass(method):
    assert cap(lambda _: HttpResponse("in"), method=method, CONTENT_LENGTH="999999999").content == b"in"
