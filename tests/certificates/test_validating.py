"""Validating: content found to match, container sealed; after issuing, once, by another officer."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from kpverify.audit.models import AuditEntry
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.printing import pdf
from kpverify.certificates.validating import ContentCheck, validate_certificate
from kpverify.errors import Refused
from tests.world import sign_in

from .paper import words
from .typed import content

pytestmark = pytest.mark.django_db
SEALS = tuple(content()["seals"])
CARATS = "1804.52"


def check(**changes):
    found = {
        "method": "every-container",
        "carats": CARATS,
        "parcels": content()["parcels"],
        "seals": SEALS,
        "checked_by": "T. Moeng, valuer",
        **changes,
    }
    return ContentCheck(**found)


def validate(made, by, now, **changes):
    return validate_certificate(number=made.number, check=check(**changes), by=by, now=now)


def refused(made, by, now, **changes):
    with pytest.raises(Refused) as caught:
        validate(made, by, now, **changes)
    made.refresh_from_db()
    assert (made.validated_at, made.validation) == (None, {})
    return caught.value


def test_it_is_recorded_with_who_and_what_and_printed(shipping, ben, now):
    made = shipping.issued()
    before = pdf(made)
    done = validate(made, ben, now, seals=tuple(reversed(SEALS)), remarks=" Bag\n2 ")
    done.refresh_from_db()
    assert (done.state, done.validated_by, done.validated_at) == (State.ISSUED, ben, now)
    assert done.validation["carats"] == CARATS
    assert done.validation["remarks"] == "Bag 2"
    entry = AuditEntry.objects.get(verb="certificate.validate")
    assert (entry.actor, entry.detail["validation"]) == (ben.actor, done.validation)
    text = words(pdf(done))
    assert f"{now:%Y-%m-%d, %H:%M} UTC" in text
    assert "Ben Tau (BW-BEN)" in text
    assert "Container opened" in text
    assert "Container opened" not in words(before)
    # What is signed knows nothing of it.
    assert done.token == made.token


@pytest.mark.parametrize(
    ("changes", "code", "fields"),
    [
        ({"method": "a look"}, "check-incomplete", {"method"}),
        ({"carats": ""}, "check-incomplete", {"carats"}),
        ({"carats": "1.804,52", "method": "risk-analysis"}, "check-incomplete", {"carats"}),
        (
            {"parcels": None, "seals": (" ",), "checked_by": "\u200b"},
            "check-incomplete",
            {"parcels", "seals", "checked_by"},
        ),
        ({"carats": "1805.43", "remarks": "scale"}, "content-differs", {"carats"}),
        ({"carats": "1804.51"}, "content-differs", {"remarks"}),
        ({"parcels": 3}, "content-differs", {"parcels"}),
        ({"seals": SEALS[:1]}, "seals-differ", {"seals"}),
        ({"seals": (*SEALS, "BW9")}, "seals-differ", {"seals"}),
        ({"seals": (*SEALS, SEALS[0])}, "seals-differ", {"seals"}),
    ],
)
def test_what_does_not_match_is_refused_beside_its_field(shipping, ben, now, changes, code, fields):
    refusal = refused(shipping.issued(), ben, now, **changes)
    assert (refusal.code, refusal.status) == (code, 422)
    assert {one["field"] for one in refusal.findings} == fields


@pytest.mark.parametrize(
    "changes", [{"carats": "1804.51", "remarks": "Scale 2"}, {"carats": "", "method": "risk-analysis"}]
)
def test_a_small_difference_that_is_explained_and_an_unopened_container_pass(shipping, ben, now, changes):
    assert validate(shipping.issued(), ben, now, **changes).validated_at == now


@pytest.mark.parametrize("state", ["draft", "submitted", "approved", "issuing", "suspended", "revoked", "void"])
def test_only_what_is_in_force_is_validated(shipping, ben, now, state):
    made = getattr(shipping, state)()
    with pytest.raises(Refused) as caught:
        validate_certificate(number=made.number or "BW0", check=check(), by=ben, now=now)
    assert caught.value.code in ("wrong-state", "not-found")


def test_once_by_another_officer_and_in_time(world, shipping, ada, ben, now):
    made = shipping.issued()
    assert refused(made, ada, now).code == "same-officer"
    assert refused(made, ben, made.expires_at).code == "expired"
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(validated_by=ada, validated_at=now)
    validate(made, ben, now)
    with pytest.raises(Refused, match="validated already"):
        validate(made, ben, now)
    late = shipping.issued()
    Certificate.objects.filter(pk=late.pk).update(receipt_confirmed_at=now)
    assert refused(late, ben, now).code == "receipt-confirmed"


def test_waiting_are_those_in_force_only(shipping, ben, now):
    waiting, done = shipping.issued(), shipping.issued()
    shipping.revoked()
    validate(done, ben, now)
    assert list(Certificate.objects.to_validate(now)) == [waiting]
    assert not Certificate.objects.to_validate(waiting.expires_at).exists()


def test_by_api_with_the_same_rules(shipping, ada, ben):
    made = shipping.issued()
    body = {**check()._asdict(), "seals": list(SEALS)}
    address = f"/api/v1/certificates/{made.number}/validate"
    client = Client()
    sign_in(client, ada)
    assert client.post(address, body, content_type="application/json").json()["code"] == "same-officer"
    sign_in(client, ben)
    wrong = client.post(address, {**body, "seals": ["BW9"]}, content_type="application/json")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "seals-differ")
    first, again = (
        client.post(address, body, content_type="application/json", headers={"Idempotency-Key": "v1"}) for _ in "12"
    )
    assert (first.status_code, first.json()["validated_by"]) == (200, "BW-BEN")
    assert first.json()["validation"]["carats"] == CARATS
    assert again["Idempotent-Replayed"] == "true"
    assert timedelta(0) < made.expires_at - made.issued_at
