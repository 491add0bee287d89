"""No request whatever of an officer makes the certificates API break, and the OpenAPI document tells its truth."""

import json

import pytest
import schemathesis
from django.core import signals
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error, response_schema_conformance, status_code_conformance

from kpverify.certificates.models import IdempotencyKey
from kpverify.certificates.sheets import XLSX_TYPE
from kpverify.verification import schema
from kpverify.wsgi import application
from tests.world import sign_in

from .typed import content

bounded = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
pytestmark = pytest.mark.django_db
ROOT = "/api/v1/certificates/"
ACTS = ["", "submit/", "send-back/", "approve/", "issue/", "suspend/", "reinstate/", "revoke/", "replace/"]
STATES = ["draft", "submitted", "approved", "issued", "suspended", "revoked"]
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20)
    | st.sampled_from(["BW", "7102.31", "1.00", "replacement", "BW26000001"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "address", "country", "hs", "carats", "usd"]), inner, max_size=3)
    ),
    max_leaves=8,
)
MEMBERS = [*content(), "zones", "remarks", "replaces", "statement", "officers", "version", "reason", "state", "\x00"]
MONSTERS = [
    *(b"[" * 100_000, b'{"a":' * 50_000, b"9" * 10_000, b'{"parcels":' + b"9" * 5_000 + b"}", b"\xff\xfe{}"),
    *(b'{"version":1e999}', b'{"version":99999999999999999999}', b'{"version":true}', b'{"reason":"\\u0000\\ud800"}'),
]


@pytest.fixture(autouse=True)
def one_connection():
    """A request to the application itself does not end the test's own connection, nor does one of Django's client."""
    ends = (signals.request_started, signals.request_finished)
    held = [one for one in ends if one.disconnect(close_old_connections)]
    yield
    for one in held:
        one.connect(close_old_connections)


@pytest.fixture
def everybody(world):
    """Somebody who may do everything an officer of Botswana may, but not alone: Ada prepares."""
    world.grant(world.ben, "preparer")
    client = Client()
    sign_in(client, world.ben)
    return client


def send(client, method, path, body):
    return client.generic(method, path, body, content_type="application/json")


@bounded
@given(is_complete=st.booleans(), members=st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=4))
def test_every_content_is_a_draft_that_can_be_looked_at_or_a_clear_no(everybody, is_complete, members):
    body = {**(content() if is_complete else {}), **members}
    made = send(everybody, "POST", ROOT, json.dumps(body).encode())
    assert made.status_code in {201, 400, 422}
    if made.status_code == 201:
        where = made["Location"]
        office = f"/office/{made.json()['id']}/"
        assert [everybody.get(one).status_code for one in (where, office, f"{office}edit/")] == [200, 200, 200]
        assert send(everybody, "POST", f"{where}submit/", b"{}").status_code in {200, 422}


@pytest.mark.parametrize("state", STATES)
@settings(bounded, max_examples=15)
@given(body=st.sampled_from(MONSTERS) | st.binary(max_size=60) | JSON.map(lambda one: json.dumps(one).encode()))
def test_every_body_is_answered_by_every_act(everybody, shipping, state, body):
    where = f"{ROOT}{_in_state(shipping, state).pk}/"
    found = [send(everybody, "POST", where + act, body).status_code for act in ACTS if act]
    found.append(send(everybody, "PATCH", where, body).status_code)
    assert all(status in {200, 201, 400, 409, 422} for status in found)


def _in_state(shipping, state):
    return getattr(shipping, state)()


READY_FOR = {
    "": "draft",
    "submit": "draft",
    "send-back": "submitted",
    "approve": "submitted",
    "issue": "approved",
    "reinstate": "suspended",
}
TOKEN = "t" * 32
OFFICERS = schemathesis.openapi.from_dict(schema.document()).include(path_regex=rf"^{ROOT}")
OFFICERS.app = application
# A workbook is bytes like any other.
schemathesis.serializer.alias(XLSX_TYPE, "application/octet-stream")


@OFFICERS.parametrize()
@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_document_tells_the_truth(case, everybody, shipping):
    if "key" in case.path_parameters and case.meta.generation.mode.is_positive:
        what = case.operation.path.partition("{key}/")[2].strip("/")
        case.path_parameters["key"] = str(_in_state(shipping, READY_FOR.get(what, "issued")).pk)
    # Each request is the first with its key: retries have their own tests.
    IdempotencyKey.objects.all().delete()
    response = case.call(
        headers={"Accept-Encoding": "identity", "X-CSRFToken": TOKEN},
        cookies={"sessionid": everybody.cookies["sessionid"].value, "csrftoken": TOKEN},
    )
    assert response.status_code != 403
    case.validate_response(response, checks=[not_a_server_error, response_schema_conformance, status_code_conformance])
