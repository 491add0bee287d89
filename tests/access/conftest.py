"""One world for the whole table, and a transaction rolled back after each test."""

import base64

import pytest
from django.db import transaction
from django.test import override_settings

from tests.conftest import NOW
from tests.world import make_world

from .people import make_askers

SEAL_KEY = base64.b64encode(b"the key of tests, 32 bytes long!").decode()
HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="module")
def peopled(django_db_setup, django_db_blocker):
    """Make the world and everybody who asks, once."""
    with (
        django_db_blocker.unblock(),
        override_settings(SEAL_KEY=SEAL_KEY, PASSWORD_HASHERS=HASHERS),
        transaction.atomic(),
    ):
        world = make_world(NOW)
        yield world, make_askers(world)
        transaction.set_rollback(True)
