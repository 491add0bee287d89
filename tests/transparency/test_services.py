"""Issued tokens are kept once, and found by what stands on the paper."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from kpverify.transparency import services
from kpverify.transparency.models import IssuedToken

pytestmark = pytest.mark.django_db


def append(now, number="BW26000001", token="a.b.c"):
    return services.append(authority="BW", number=number, token=token, check_code="AAAABBBB", now=now)


def test_a_token_is_found_by_number_and_check_code(world):
    append(world.now)
    assert services.find("BW26000001", "AAAABBBB") == "a.b.c"
    assert services.find("BW26000001", "AAAABBBC") is None
    assert services.find("BW26000002", "AAAABBBB") is None
    assert services.find("BW26000001", "") is None
    assert services.find("ÄÖ", "ÄÖ") is None


def test_an_unknown_number_has_no_secret_check_code(world):
    assert services.find("BW26000009", "--------") is None


def test_a_leaf_is_hashed_as_the_log_will_hash_it(world):
    assert append(world.now).leaf_hash == hashlib.sha256(b"\x00a.b.c").hexdigest()


@pytest.mark.parametrize("other", [{"token": "x.y.z"}, {"number": "BW26000002"}])
def test_a_number_and_a_token_come_once(world, other):
    append(world.now)
    with pytest.raises(IntegrityError), transaction.atomic():
        append(world.now, **other)
    assert IssuedToken.objects.count() == 1
