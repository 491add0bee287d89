"""What is checked stays with whoever checks it."""

import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db


def test_no_log_holds_a_token_a_number_or_a_check_code(issued, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client(raise_request_exception=False)
    client.post("/api/v1/verify", {"code": issued.token}, content_type="application/json")
    client.post("/api/v1/verify", {"code": issued.qr_text}, content_type="application/json")
    client.post("/api/v1/verify", {"code": [issued.token]}, content_type="application/json")
    client.post("/api/v1/verify", issued.token, content_type="text/plain")
    client.post(
        "/api/v1/lookup", {"number": issued.number, "check_code": issued.check_code}, content_type="application/json"
    )
    logged = "\n".join(
        f"{record.getMessage()} {record.__dict__}" for record in caplog.records if "sql" not in record.__dict__
    )
    assert logged
    for secret in (
        issued.token,
        issued.token.split(".")[1][:40],
        issued.number,
        issued.check_code,
        issued.qr_text[-60:],
    ):
        assert secret not in logged


def test_a_check_writes_nothing(issued):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        Client().post("/api/v1/verify", {"code": issued.token}, content_type="application/json")
        body = {"number": issued.number, "check_code": issued.check_code}
        Client().post("/api/v1/lookup", body, content_type="application/json")
    assert {query["sql"].split()[0] for query in queries} <= {"SELECT"}
