"""An observer, another one, a monitor and the Secretariat at their pages; evidence in a folder of each test."""

import pytest

from tests.dossier.conftest import folder
from tests.secretariat.conftest import Desk, officer

__all__ = ["folder"]


@pytest.fixture
def olga(world):
    return officer(world, "olga", "observer")


@pytest.fixture
def oscar(world):
    return officer(world, "oscar", "observer")


@pytest.fixture
def mona(world):
    return officer(world, "mona", "monitor")


@pytest.fixture
def desk():
    return Desk
