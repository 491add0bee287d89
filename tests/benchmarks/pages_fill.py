"""Fill an empty node with many certificates in bulk, then ask for the office's pages; print the times, as JSON.

    python -m tests.benchmarks.pages_fill 300000

The rows are written as the services would have left them (what is asked of the narrow rows is worked out by the code
that works it out in production), but by COPY on PostgreSQL and in one transaction on SQLite.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django

PER_YEAR = 30_000
REPEATS = 9
STATIC = re.compile(r'(?:src|href)="/static/([^"]+)"')
STATES = [*["issued"] * 90, *["revoked"] * 3, *["suspended"] * 2, "draft", "draft", "submitted", "approved", "void"]


def main(many: int) -> None:
    """Print one JSON object: milliseconds and queries by page, and the form's bytes."""
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    from tests.certificates.conftest import Shipping
    from tests.world import make_world

    call_command("createcachetable")
    call_command("collectstatic", interactive=False, verbosity=0)
    world = make_world(timezone.now() - timedelta(minutes=15))
    shipping = Shipping(world.ada, world.ben, timezone.now() - timedelta(minutes=2))
    template = shipping.issued()
    started = time.perf_counter()
    fill(template, world, many)
    for table in ("certificates_certificate", "certificates_searchrow"):
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table}")
    filled = time.perf_counter() - started
    print(f"filled {many} in {filled:.0f} s", file=sys.stderr)
    last = shipping.issued(importer={"name": "Zanzibar Unique Buyers", "address": "Dubai", "country": "AE"})
    world.grant(world.ada, "approver")
    found = {name: measured(world.ada, address) for name, address in PAGES.items()}
    for name, address in list(PAGES.items()):
        found |= next_page(world.ada, name, address)
    found["one certificate"] = measured(world.ada, f"/office/{last.pk}/")
    found["its story"] = measured(world.ada, f"/office/{last.pk}/story/")
    print(json.dumps({"filled_s": filled, "pages": found, "form": form_bytes(world.ada)}))


PAGES = {
    "front page": "/office/",
    "list: sent back": "/office/lists/sent-back/",
    "list: drafts": "/office/lists/drafts/",
    "list: to check": "/office/lists/to-check/",
    "list: to approve": "/office/lists/to-approve/",
    "list: to sign": "/office/lists/to-sign/",
    "list: to print": "/office/lists/to-print/",
    "list: awaiting receipt": "/office/lists/awaiting-receipt/",
    "list: overdue": "/office/lists/overdue/",
    "search: a number": "/office/?q=BW21000777",
    "search: end of a number": "/office/?q=0777",
    "search: one rare name": "/office/?q=zanzibar",
    "search: a name in a tenth": "/office/?q=exporter7",
    "search: a word in all": "/office/?q=trading",
    "search: two words in all": "/office/?q=trading+gulf",
    "search: nothing": "/office/?q=nobodyatall",
    "search: two letters": "/office/?q=tr",
    "search: word in all, state rare": "/office/?q=trading&state=void",
    "filter: state": "/office/?state=revoked",
    "filter: destination": "/office/?destination=CH",
    "filter: carats, nothing": "/office/?carats_from=99999999",
    "filter: oldest year": "/office/?issued_to=2017-12-31",
    "filter: importer, origin, HS": "/office/?importer=buyer3&origin=BW&hs=7102.31&issued_from=2024-01-01",
    "filter: received nothing, approver nobody": "/office/?receipt=yes&approved_by=BW-DORA",
    "filter: zone nobody has": "/office/?zone=CF-BODA&state=issued",
    "conditions": "/office/search/",
    "new certificate": "/office/new/",
}


def fill(template: Any, world: Any, many: int) -> None:
    """Write `many` certificates over ten years, the oldest first."""
    from django.db import connection

    from kpverify.certificates.models import Certificate
    from kpverify.certificates.search_row import SearchRow

    wide, narrow = _names(Certificate), [name for name in _names(SearchRow) if name != "id"]
    pairs = _made(template, world, many)
    at_once = 5_000
    while batch := [pair for pair, _ in zip(pairs, range(at_once), strict=False)]:
        _write(connection, Certificate._meta.db_table, wide, [one for one, _ in batch])
        _write(connection, SearchRow._meta.db_table, narrow, [one for _, one in batch])


def _names(model: Any) -> list[str]:
    return [field.column for field in model._meta.concrete_fields]


def _write(connection: Any, table: str, names: list[str], rows: list[dict[str, Any]]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    values = ([_value(connection, row[name]) for name in names] for row in rows)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
            for one in values:
                copy.write_row(one)
        return
    from django.db import transaction

    marks = ", ".join(["?"] * len(names))
    connection.ensure_connection()
    with transaction.atomic():
        connection.connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)


def _value(connection: Any, value: Any) -> Any:
    if isinstance(value, dict):
        return json.dumps(value)
    if connection.vendor == "sqlite":
        if isinstance(value, UUID):
            return value.hex
        if hasattr(value, "astimezone"):
            return str(value.replace(tzinfo=None))
        return str(value) if value.__class__.__name__ == "Decimal" else value
    return value


def _made(template: Any, world: Any, many: int) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    from kpverify.certificates import search_row
    from kpverify.certificates.models import Certificate

    chance = random.Random(7)
    fields = {field.column: getattr(template, field.attname) for field in Certificate._meta.concrete_fields}
    countries = ["AE", "IN", "CH", "CN", "BE", "IL", "ZA", "US"]
    step = timedelta(days=3_600) / many
    for place in range(many):
        created = template.created_at - timedelta(days=3_600) + step * place
        state = chance.choice(STATES)
        is_signed = state in ("issued", "revoked", "suspended")
        # The oldest are received, as good as all; of the newest some have not even been printed.
        is_old = place < many * 0.98
        state = "issued" if is_old and not is_signed and state != "void" else state
        is_signed = is_signed or state == "issued"
        exporter = f"Exporter{chance.randrange(10)} Trading {chance.randrange(400)} (Pty) Ltd"
        importer = {
            "name": f"Gulf Buyer{chance.randrange(60)} House",
            "address": "x",
            "country": chance.choice(countries),
        }
        content = {
            **template.content,
            "exporter": {**template.content["exporter"], "name": exporter},
            "importer": importer,
            "goods": [
                {
                    "hs": chance.choice(["7102.10", "7102.21", "7102.31"]),
                    "carats": f"{place % 9000}.25",
                    "usd": "900.00",
                }
            ],
            "seals": [f"S{place:07}"],
        }
        year, serial = 15 + place // PER_YEAR, place % PER_YEAR
        one = Certificate(
            authority_id="BW",
            state=state,
            content=content,
            prepared_by_id=(world.ada if chance.random() < 0.5 else world.chen).pk,
            approved_by_id=None if state in ("draft", "submitted") else world.ben.pk,
            created_at=created,
            changed_at=created,
            number=f"BW{year}{serial:06}" if is_signed or state == "void" else None,
            check_code=f"{place:08X}" if is_signed else "",
            token=template.token if is_signed else "",
            intent=template.intent if is_signed else "",
            issued_at=created if is_signed or state == "void" else None,
            expires_at=created + timedelta(days=60) if is_signed or state == "void" else None,
            receipt_confirmed_at=created if is_signed and is_old and chance.random() < 0.99 else None,
            printed_at=created if is_signed and place < many * 0.999 else None,
            destination=importer["country"],
            exporter_name=exporter,
            importer_name=importer["name"],
        )
        wide = {
            **fields,
            **{name: getattr(one, f.attname) for f in Certificate._meta.concrete_fields for name in [f.column]},
        }
        row = {"certificate_id": one.pk, "is_replaced": False, **search_row.standing(one), **search_row.said(one)}
        yield wide, row


def measured(officer: Any, address: str) -> dict[str, Any]:
    """Ask for a page some times; gives the median in milliseconds of server time, and the queries."""
    from django.db import connection
    from django.test import Client

    from tests.world import sign_in

    client = Client()
    sign_in(client, officer)
    asked: list[str] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        answer = client.get(address)
    if answer.status_code not in (200, 404):
        raise SystemExit(f"{address}: {answer.status_code}")
    times, busy = [], time.process_time()
    for _ in range(REPEATS):
        started = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - started) * 1000)
    busy = (time.process_time() - busy) * 1000 / REPEATS
    print(
        f"{address[:60]:60} median {statistics.median(times):6.0f} best {min(times):6.0f} own {busy:6.0f}",
        file=sys.stderr,
    )
    return {"ms": statistics.median(times), "queries": len(asked), "status": answer.status_code}


def next_page(officer: Any, name: str, address: str) -> dict[str, Any]:
    """Measure the page that follows, where there is one."""
    from django.test import Client

    from tests.world import sign_in

    client = Client()
    sign_in(client, officer)
    text = client.get(address).content.decode()
    if 'rel="next"' not in text:
        return {}
    query = text.partition('" rel="next"')[0].rpartition('href="')[2].replace("&amp;", "&")
    return {f"{name}, next page": measured(officer, address.partition("?")[0] + query)}


def form_bytes(officer: Any) -> dict[str, int]:
    """Add up what a first visit to the form fetches: the page, and its static files, compressed."""
    import brotli
    from django.conf import settings
    from django.test import Client

    from tests.world import sign_in

    client = Client()
    sign_in(client, officer)
    page = client.get("/office/new/").content
    files = {Path(settings.STATIC_ROOT) / name for name in STATIC.findall(page.decode())}
    bodies = [page, *(file.read_bytes() for file in _with_imports(files))]
    return {
        "gzip": sum(len(gzip.compress(one, 9)) for one in bodies),
        "brotli": sum(len(brotli.compress(one)) for one in bodies),
        "files": len(bodies),
    }


def _with_imports(files: Iterable[Path]) -> set[Path]:
    """Follow what modules import; pictures and fonts of stylesheets are not followed."""
    found, left = set(), set(files)
    while left:
        file = left.pop()
        found.add(file)
        if file.suffix == ".js":
            names = re.findall(r"""(?:from|import)\s*['"](\.[^'"]+)['"]""", file.read_text(encoding="utf-8"))
            left |= {(file.parent / name).resolve() for name in names} - found
    return found


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    main(int(sys.argv[1]))
