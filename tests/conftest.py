"""What every test may ask for: a world, and one issued certificate in it."""

from __future__ import annotations

import base64
import fcntl
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings as node
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection, models
from django.test import TransactionTestCase
from django.utils import timezone, translation

from kpverify.audit import guards
from tests.world import CAST, World, make_world

# The first world is made by the services, which takes most of a second; the others are copies of its rows.
_rows: dict[type[models.Model], list[models.Model]] = {}
NOW = timezone.now().replace(microsecond=0) - timedelta(minutes=15)


def pytest_configure(config: pytest.Config) -> None:
    """Collect the static files once a run, when any of them changed: pages are served as in production."""
    if hasattr(config, "workerinput"):
        return
    root = Path(node.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    manifest = root / "staticfiles.json"
    sources = [path for path in (node.ROOT / "kpverify").glob("*/static/**/*") if path.is_file()]
    with (root.parent / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        # A folder that was moved keeps its time: the folder that holds it tells.
        seen = {one for path in sources for one in (path, path.parent, path.parents[1])}
        if not manifest.exists() or any(path.stat().st_mtime > manifest.stat().st_mtime for path in seen):
            call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True, scope="session")
def the_log_may_be_emptied():
    """Tests with real transactions empty every table at their end, which the log refuses: lift that for the moment."""
    empty = TransactionTestCase._fixture_teardown

    def unguarded(case):
        guards.take_down(connection)
        try:
            empty(case)
        finally:
            guards.put_up(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", unguarded)
        yield


@pytest.fixture
def unguarded(db):
    """Let a test damage the log, as somebody with the database's own keys could."""
    guards.take_down(connection)


@pytest.fixture(autouse=True)
def quick_and_sealed(settings):
    """Keys are sealed as in production; passwords are hashed quickly."""
    settings.SEAL_KEY = base64.b64encode(b"the key of tests, 32 bytes long!").decode()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def in_the_default_language():
    """The test client leaves the language of its last page switched on, and the next test need not read it."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def base_url() -> None:
    """None: every browser test names its own address."""


@pytest.fixture
def world(db) -> World:
    """A node with real reference data, keys, officers and a trust list, a quarter of an hour old."""
    if not _rows:
        made = make_world(NOW)
        _rows.update({model: list(model.objects.all()) for model in _models()})
        return made
    for model, rows in _rows.items():
        model._base_manager.bulk_create(_copies(rows))
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(_rows)):
            cursor.execute(statement)
    officers = apps.get_model("accounts", "Officer").objects
    return World(now=NOW, **{nick: officers.get(email=f"{nick}@example.org") for nick in CAST})


def _models() -> list[type[models.Model]]:
    """Ours, those first that others point to."""
    found: list[type[models.Model]] = []
    for name in ("audit", "registry", "accounts", "mfa", "status", "transparency"):
        left = list(apps.get_app_config(name).get_models())
        while left:
            free = [one for one in left if not _points_to(one) & (set(left) - {one})]
            found += free
            left = [one for one in left if one not in free]
    return found


def _points_to(model: type[models.Model]) -> set[Any]:
    return {field.related_model for field in model._meta.get_fields() if isinstance(field, models.ForeignKey)}


def _copies(rows: list[models.Model]) -> list[models.Model]:
    copies = []
    for row in rows:
        copy = type(row)(**{field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields})
        copies.append(copy)
    return copies


@dataclass(frozen=True, slots=True)
class Issued:
    """One certificate as the outside sees it."""

    now: datetime
    number: str
    check_code: str
    token: str
    qr_text: str
    uri: str
    idx: int
    path: str


@pytest.fixture
def issued(world, settings) -> Issued:
    """A certificate of Botswana, issued five minutes ago."""
    from kpverify.tokens.transport import qr_text
    from tests.certificates.conftest import Shipping

    now = NOW + timedelta(minutes=10)
    made = Shipping(world.ada, world.ben, now).issued()
    return Issued(
        now=now,
        number=made.number or "",
        check_code=made.check_code,
        token=made.token,
        qr_text=qr_text(made.token, settings.PUBLIC_URL),
        uri=made.status_uri,
        idx=made.status_idx or 0,
        path=made.status_uri.removeprefix(settings.PUBLIC_URL),
    )
