"""Alive, ready, measured."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.test import Client

from kpverify.registry.models import TrustList
from kpverify.verification import health

pytestmark = pytest.mark.django_db


def broken(*_):
    raise OperationalError("gone")


def test_alive_without_the_database():
    with connection.execute_wrapper(broken):
        assert Client().get("/healthz").content == b"ok\n"


def test_ready_says_every_part(world):
    response = Client().get("/readyz")
    checks = response.json()["checks"]
    assert response.status_code == 200, checks
    assert set(checks) == {"database", "trust_list", "status_lists", "keys", "leavers", "numbers"}
    assert all(check["ok"] for check in checks.values())
    assert checks["trust_list"]["version"] >= 1
    assert checks["keys"]["active"] == checks["keys"]["sealed_here"] > 0


def test_not_ready_without_the_database():
    with connection.execute_wrapper(broken):
        response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["database"] == {"ok": False, "alarm": True, "reason": "OperationalError"}


def test_not_ready_before_the_first_trust_list():
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["trust_list"]["reason"] == "none published"


@pytest.mark.parametrize(
    ("lived", "is_ok", "alarm"), [(0.1, True, False), (0.49, True, False), (0.51, True, True), (1.0, False, True)]
)
def test_trust_list_alarms_from_half_of_its_life(world, lived, is_ok, alarm):
    row = TrustList.objects.first()
    now = row.issued_at + (row.expires_at - row.issued_at) * lived + timedelta(seconds=1)
    check = health.readiness(now)["trust_list"]
    assert (check.is_ok, check.alarm) == (is_ok, alarm)


@pytest.mark.parametrize(("age", "is_ok", "alarm"), [(1, True, False), (13, True, True), (24 * 8, False, True)])
def test_status_lists_alarm_when_overdue_and_fail_when_expired(issued, age, is_ok, alarm):
    check = health.readiness(issued.now + timedelta(hours=age))["status_lists"]
    assert (check.is_ok, check.alarm) == (is_ok, alarm)


def test_keys_that_cannot_be_opened_are_not_ready(world, settings):
    settings.SEAL_KEY = ""
    response = Client().get("/readyz")
    assert response.status_code == 503
    assert response.json()["checks"]["keys"]["ok"] is False


def test_metrics_tell_ages_and_counts_and_no_names(issued):
    Client().post("/api/v1/verify", {"code": issued.token}, content_type="application/json")
    text = Client().get("/metrics").content.decode()
    assert 'kpverify_verdicts_total{channel="verify",outcome="valid"} 1.0' in text
    assert 'kpverify_published_age_seconds{artefact="trust_list",name=""}' in text
    assert issued.uri in text
    assert issued.number not in text
    assert issued.check_code not in text


def test_metrics_answer_without_the_database():
    with connection.execute_wrapper(broken):
        assert Client().get("/metrics").status_code == 200
