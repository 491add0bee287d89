"""Every test here counts in a table of its own: limits and metrics of one never reach another."""

import pytest


@pytest.fixture(autouse=True)
def own_var(settings, tmp_path):
    settings.VAR = tmp_path
    return tmp_path
