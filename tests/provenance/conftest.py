"""The cast of the tests of certificates, and slips as somebody types them."""

from tests.certificates.conftest import ada, ben, chen, dora, now, shipping

__all__ = ["ada", "ben", "chen", "dora", "now", "shipping"]


def typed(**changes):
    """Give a purchase slip as it is typed."""
    return {
        "number": "B-17",
        "seller": "Jean Ngbanda",
        "permit": "AM-2018-33",
        "zone": "CF-CARNOT",
        "produced_on": "2018-01-05",
        "hs": "7102.31",
        "carats": "812.36",
        "usd": "90000",
        **changes,
    }
