"""Statements about Botswana's certificates."""

import pytest

from kpverify.diligence import services
from tests.certificates.conftest import Shipping, ada, ben, chen, dora, now

__all__ = ["ada", "ben", "chen", "dora", "now"]


@pytest.fixture
def shipping(ada, ben, now):
    return Shipping(ada, ben, now)


def said(standard="OECD-DDG", **changes):
    """What an officer types: all there is to say."""
    found = {
        "standard": standard,
        "version": {"OECD-DDG": "3", "WDC-SOW-2021": "2021", "UNGP": "2011"}.get(standard, "2010"),
        "stated_by": {"name": "Okavango Sorting (Pty) Ltd", "role": "exporter", "register": "BW 12 345"},
        "scope": "All purchases of the sorting house",
        "since": "2026-01-01",
        "until": "2026-10-31",
        "site": "Orapa",
        "steps": [{"step": one, "done": "done", "on": "2026-09-01"} for one in "12345"],
        "auditor": {"name": "Kalahari Assurance", "accreditation": "BOBS 17"},
        "valid_from": "2026-01-01",
        "valid_to": "2099-12-31",
        "grievance": "grievance@okavango.example",
        **changes,
    }
    return {name: value for name, value in found.items() if value is not None}


@pytest.fixture
def state(ada, now):
    def save(certificate, typed=None, **more):
        return services.save_statement(certificate_id=certificate.pk, typed=typed or said(), by=ada, now=now, **more)

    return save
