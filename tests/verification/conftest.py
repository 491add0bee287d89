"""Every test here counts in a table of its own: limits and metrics of one never reach another."""

import pytest

from kpverify.verification.published import shelf


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def empty_shelf():
    """What one test published, no other finds."""
    shelf.__init__()
