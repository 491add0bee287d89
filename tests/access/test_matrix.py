"""Every route, every role, own and foreign objects: what is answered is what the table says."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from kpverify.audit.models import AuditEntry

from . import things
from .people import FOREIGN, Asker
from .routes import all_routes
from .table import ABSENT, ENTRANCE, MONITOR, OBSERVER, PUBLIC, SIGNED_IN, TABLE, Row, rows

# The world's transaction is around those of the tests: pytest-django closes nothing in between.
pytestmark = pytest.mark.django_db
ALL_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_browser = Client()
WRITING = ("POST", "PATCH", "PUT", "DELETE")


def test_every_route_has_a_row_and_every_row_a_route():
    routes = set(all_routes())
    assert sorted(routes - set(TABLE)) == [], "routes without a row in tests/access/table.py"
    assert sorted(set(TABLE) - routes) == [], "rows without a route"


@pytest.fixture(params=rows(), ids=lambda given: f"{given[0]}{given[1].of_path.get('name', '')}")
def asked(request, peopled):
    """One row, with the object it is about; whatever it does is undone."""
    route, row = request.param
    world, askers = peopled
    with transaction.atomic():
        thing = getattr(things, row.thing)(world) if row.thing else things.Thing({})
        address = route.format(**{**row.of_path, **thing.of_path})
        yield row, address, thing.secret, askers
        transaction.set_rollback(True)


def test_the_table_holds(asked):
    row, address, secret, askers = asked
    for asker in who_asks(row, address, askers):
        for method in row.methods.split():
            with transaction.atomic():
                _check(row, address, secret, asker, method)
                transaction.set_rollback(True)
    _check_other_methods(row, address, askers)


def who_asks(row: Row, address: str, askers: list[Asker]) -> list[Asker]:
    """Leave out who would only ask the same again."""
    if row.who in (PUBLIC, ABSENT):
        return askers[:5]
    if row.thing not in OWNED:
        askers = [one for one in askers if one.authority != FOREIGN]
    # Pages know no keys: one shows it.
    keys = [one for one in askers if one.key][: None if address.startswith("/api/") else 1]
    return [one for one in askers if not one.key] + keys


def _check(row: Row, address: str, secret: str, asker: Asker, method: str) -> None:
    before = AuditEntry.objects.count()
    answer = send(asker, method, address)
    if answer.streaming:
        # Read to its end, the test client closes it without closing the database connection.
        answer.getvalue()
    told = f"{method} {address} by {asker.name}: {answer.status_code}"
    assert answer.status_code < 500 or answer.status_code == 503, told
    wanted = expected(row, asker, method, address)
    got = kind_of(answer, address)
    # A foreign thing may be "not yours" or "not there" to who could do nothing with it anyway.
    is_same = got == wanted or (row.thing and asker.authority == FOREIGN and {got, wanted} == {"no", "nothing there"})
    assert is_same, f"{told}, which is {got}, but the table says {wanted}"
    if wanted != "in":
        assert AuditEntry.objects.count() == before, f"{told}, and something was done"
        body = b"" if answer.streaming else answer.content
        assert not secret or secret.encode() not in body, f"{told}, and shows what it is about"


def send(asker: Asker, method: str, address: str):
    """Send a request without content: whoever is let in is told what is missing."""
    # One browser for everybody, for each has to read where all static files are; and what one page does to it (signing
    # out, too) the next does not see.
    _browser.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: asker.session} if asker.session else {})
    headers = {"Authorization": f"Bearer {asker.key}"} if asker.key else {}
    if method == "GET":
        return _browser.get(address, headers=headers)
    kind = "application/json" if address.startswith("/api/") else "application/x-www-form-urlencoded"
    return _browser.generic(method, address, "{}" if kind.endswith("json") else "", content_type=kind, headers=headers)


def expected(row: Row, asker: Asker, method: str, address: str) -> str:
    """Say what the table says: in, sign-in, no, or nothing there."""
    if row.who in (PUBLIC, ENTRANCE):
        return "in"
    if row.who == ABSENT:
        return "nothing there"
    if asker.role is None:
        return "sign in"
    if asker.key:
        # Pages do not know keys.
        if not address.startswith("/api/"):
            return "sign in"
        scopes = row.writer_scopes if row.writer_scopes is not None and method in WRITING else row.scopes
        if asker.scope not in scopes.split():
            return "no"
        return "nothing there" if row.thing in OWNED and asker.authority == FOREIGN else "in"
    if row.who == SIGNED_IN:
        return "in"
    if row.thing in PRIVATE and asker.role in PRIVATE[row.thing]:
        return "nothing there"
    allowed = row.writers if row.writers is not None and method in WRITING else row.who
    if asker.role not in allowed.split():
        return "no"
    return "nothing there" if row.thing in OWNED and asker.authority == FOREIGN else "in"


# Things of one authority; the others are the scheme's.
OF_THE_SCHEME = {"clearance", "concern", "list_load", "range_", "specimen", "status_list", "key", "key_proposal"}
# Things of one person: others of these roles have such things too, and do not find this one.
PRIVATE = {"concern": (OBSERVER, MONITOR)}
OWNED = {name for name in dir(things) if not name.startswith("_")} - OF_THE_SCHEME


def kind_of(answer, address: str) -> str:
    """Say what an answer is."""
    status = answer.status_code
    if status in (302, 303) and answer["Location"].startswith("/accounts/login/?"):
        return "sign in"
    if status == 401:
        return "sign in"
    if status == 403:
        is_sign_in = answer.wsgi_request.user.is_anonymous
        return "sign in" if is_sign_in else "no"
    return "nothing there" if status == 404 else "in"


def _check_other_methods(row: Row, address: str, askers: list[Asker]) -> None:
    if row.who in (ABSENT, ENTRANCE) or address.startswith("/accounts/"):
        return  # django-allauth's own forms take PUT for POST
    asker = next(one for one in askers if expected(row, one, row.methods.split()[0], address) == "in")
    for method in set(ALL_METHODS) - set(row.methods.split()):
        with transaction.atomic():
            answer = send(asker, method, address)
            transaction.set_rollback(True)
        assert answer.status_code in (403, 405), f"{method} {address}: {answer.status_code}"
