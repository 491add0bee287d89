"""Published bytes over HTTP: codings, tags and dates as RFC 9110 has them."""

import gzip
from datetime import UTC, datetime

import brotli
import pytest
from django.test import RequestFactory

from kpverify.verification.artefacts import Artefact, preferred_coding, send

BODY = b'{"a":1}' * 500
ARTEFACT = Artefact(
    BODY, content_type="application/json", issued_at=datetime(2026, 5, 1, 12, 0, 0, 400_000, tzinfo=UTC)
)


def get(**headers):
    request = RequestFactory().get(
        "/trust/bundle", headers={name.replace("_", "-"): text for name, text in headers.items()}
    )
    return send(request, ARTEFACT, max_age=60)


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.5, gzip;q=0.9", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("identity", ""),
        ("identity;q=1, *;q=0", ""),
        ("br;q=rubbish", ""),
        (",;,", ""),
    ],
)
def test_preferred_coding(accepted, coding):
    assert preferred_coding(accepted) == coding


@pytest.mark.parametrize(("accepted", "unpack"), [("", bytes), ("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_every_form_holds_the_same_bytes(accepted, unpack):
    response = get(Accept_Encoding=accepted)
    assert unpack(response.content) == BODY
    assert response.get("Content-Encoding", "") == accepted
    assert response["Vary"] == "Accept-Encoding"
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["Last-Modified"] == "Fri, 01 May 2026 12:00:00 GMT"


def test_each_form_has_its_own_tag():
    assert len({get(Accept_Encoding=coding)["ETag"] for coding in ("", "gzip", "br")}) == 3


@pytest.mark.parametrize(
    ("name", "held", "status"),
    [
        ("If-None-Match", ARTEFACT.etag(""), 304),
        ("If-None-Match", ARTEFACT.etag("br"), 304),
        ("If-None-Match", "W/" + ARTEFACT.etag("gzip"), 304),
        ("If-None-Match", f'"other", {ARTEFACT.etag("")}', 304),
        ("If-None-Match", "*", 304),
        ("If-None-Match", '"other"', 200),
        ("If-None-Match", "", 200),
        ("If-Modified-Since", "Fri, 01 May 2026 12:00:00 GMT", 304),
        ("If-Modified-Since", "Fri, 01 May 2026 12:00:00 -0000", 304),
        ("If-Modified-Since", "Fri, 01 May 2026 11:59:59 GMT", 200),
        ("If-Modified-Since", "yesterday", 200),
        ("If-Modified-Since", "", 200),
        ("If-Modified-Since", "Fri, 01 May 99999999999999999999 12:00:00 GMT", 200),
        ("If-Modified-Since", "Fri, 01 May 2026 12:00:00 +99999999999999999999", 200),
    ],
)
def test_conditional(name, held, status):
    response = get(**{name: held})
    assert response.status_code == status
    assert response["ETag"]
    if status == 304:
        assert response.content == b""
        assert "Content-Type" not in response


def test_the_tag_decides_before_the_date():
    assert get(If_None_Match='"other"', If_Modified_Since="Fri, 01 May 2026 12:00:00 GMT").status_code == 200
