"""No request whatever makes the public interface break."""

import json

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error, response_schema_conformance

from kpverify.verification import schema
from kpverify.wsgi import application

bounded = settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None), max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection():
    """A request to the application itself does not end the test's own connection, nor does one of Django's client."""
    ends = (signals.request_started, signals.request_finished)
    held = [one for one in ends if one.disconnect(close_old_connections)]
    yield
    for one in held:
        one.connect(close_old_connections)


@pytest.fixture(autouse=True)
def unlimited(settings, world):
    rates = {"verify": "1000000/s", "lookup": "1000000/s"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}


def post(path, body):
    return Client().generic("POST", path, body, content_type="application/json")


@bounded
@given(code=ANY_TEXT)
def test_every_text_gets_a_verdict(code):
    assert post("/api/v1/verify", json.dumps({"code": code}).encode()).status_code == 200


@bounded
@given(number=ANY_TEXT, check_code=ANY_TEXT)
def test_every_pair_gets_a_verdict(number, check_code):
    body = json.dumps({"number": number, "check_code": check_code}).encode()
    assert post("/api/v1/lookup", body).status_code == 200


@bounded
@given(sent=JSON)
def test_every_json_is_answered(sent):
    assert post("/api/v1/verify", json.dumps(sent).encode()).status_code in {200, 400}


@bounded
@given(body=st.binary(max_size=400))
def test_all_bytes_are_answered(body):
    assert post("/api/v1/lookup", body).status_code in {200, 400}


@bounded
@given(path=st.sampled_from(["/status/", "/trust/", "/api/"]), rest=st.text(max_size=30))
def test_every_address_is_answered(path, rest):
    assert Client().get(path + rest).status_code < 500


@bounded
@given(time=ANY_TEXT)
def test_every_time_is_answered(time):
    assert Client().get("/status/BW/26", {"time": time.encode("utf-8", "surrogatepass")}).status_code in {200, 400, 404}


PUBLIC = schemathesis.openapi.from_dict(schema.document()).include(
    path_regex=r"^/(api/v1/(verify|lookup)|trust/.*|status/.*|healthz|metrics)$"
)
PUBLIC.app = application


@PUBLIC.parametrize()
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_document_tells_the_truth(case):
    # Its client does not read every content coding that it accepts.
    response = case.call(headers={"Accept-Encoding": "identity"})
    case.validate_response(response, checks=[not_a_server_error, response_schema_conformance])
