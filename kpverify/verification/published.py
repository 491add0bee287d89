"""What this node publishes right now, held in memory by each process.

Checking reads only this, never the tables of issuing. The database is asked at most once a second whether something
newer was published, by one thread while the others go on with what they hold; when it cannot be asked, the process
keeps what it has, whose age every verdict shows.
"""

from __future__ import annotations

import base64
import json
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Right

from kpverify.registry.models import TrustList
from kpverify.status.models import Publication, StatusList
from kpverify.tokens import Bundle
from kpverify.tokens.bundle import MAX_HISTORY
from kpverify.verification.artefacts import Artefact

log = structlog.get_logger(__name__)

TRUST_TYPE = "application/jose+json"
STATUS_TYPE = "application/statuslist+jwt"

# Enough of a signature to tell two signed texts apart.
TAIL = 32


@dataclass(frozen=True, slots=True)
class Revision:
    """What is published, told apart by the ends of the signatures."""

    version: int = 0
    trust_tail: str = ""
    status_tails: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """One consistent picture: the trust list, the status lists and the bundle made of them."""

    revision: Revision = Revision()
    trust_list: Artefact | None = None
    status_lists: dict[str, Artefact] = field(default_factory=dict)
    bundle: Artefact | None = None
    loaded: Bundle | None = None


def _newest() -> Subquery:
    newest = Publication.objects.filter(status_list=OuterRef("pk")).order_by("-issued_at").values("pk")[:1]
    return Subquery(newest)


def _revision() -> Revision:
    """Ask the database what is newest: two small queries."""
    trust = TrustList.objects.annotate(tail=Right("body", TAIL)).values_list("version", "tail").first()
    newest = StatusList.objects.annotate(newest=_newest()).exclude(newest=None).values("newest")
    tails = Publication.objects.filter(pk__in=newest).annotate(tail=Right("token", TAIL)).order_by("pk")
    version, trust_tail = trust or (0, "")
    return Revision(version, trust_tail, tuple(tails.values_list("pk", "tail")))


def _read(revision: Revision) -> Published:
    """Read the texts of a revision and make the bundle of them."""
    trust = TrustList.objects.filter(version=revision.version).first()
    rows = Publication.objects.filter(pk__in=[pk for pk, _ in revision.status_tails]).select_related("status_list")
    publications = {row.status_list_id: row for row in rows.order_by("status_list_id")}
    lists = {
        uri: Artefact(row.token.encode(), content_type=STATUS_TYPE, issued_at=row.issued_at, expires_at=row.expires_at)
        for uri, row in publications.items()
    }
    if trust is None:
        return Published(revision=revision, status_lists=lists)
    body = _bundle(trust, {uri: row.token for uri, row in publications.items()})
    newest = max([trust.issued_at, *(row.issued_at for row in publications.values())])
    return Published(
        revision=revision,
        trust_list=Artefact(
            trust.body.encode(), content_type=TRUST_TYPE, issued_at=trust.issued_at, expires_at=trust.expires_at
        ),
        status_lists=lists,
        bundle=Artefact(body, content_type="application/json", issued_at=newest),
        loaded=Bundle.load(body),
    )


def _bundle(trust: TrustList, status_lists: dict[str, str]) -> bytes:
    """Write the bundle.  Source: docs/token.md section 5."""
    document = {
        "kpverify_bundle": 1,
        "trust_list": json.loads(trust.body),
        "status_lists": status_lists,
        "trust_history": list(_changes_of_roots(trust.version, trust.body[-TAIL:])),
        "checkpoint": None,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@lru_cache(maxsize=2)
def _changes_of_roots(version: int, tail: str) -> tuple[Any, ...]:
    """Find the older lists at which the roots changed: a client that slept through them walks from one to the next.

    All others would only make the bundle longer.  Source: docs/token.md section 3, Succession.
    """
    changes, before = [], None
    for body in TrustList.objects.filter(version__lt=version).order_by("version").values_list("body", flat=True):
        signed = json.loads(body)
        payload = json.loads(base64.urlsafe_b64decode(signed["payload"] + "=="))
        roots = (payload["threshold"], payload["roots"])
        if before is not None and roots != before:
            changes.append(signed)
        before = roots
    return tuple(changes[-MAX_HISTORY:])


class Shelf:
    """Holds the newest picture this process has seen."""

    def __init__(self) -> None:
        self._held: Published | None = None
        self._looked_at = float("-inf")
        self._looking = threading.Lock()

    def published(self) -> Published:
        """Give the newest picture, at most a second old.  Raises: DatabaseError when none was ever read."""
        held = self._held
        if held is not None and time.monotonic() - self._looked_at < settings.PUBLISHED_CHECK_SECONDS:
            return held
        # One thread looks; the others are served what is held, and wait only when that is nothing yet.
        if not self._looking.acquire(blocking=held is None):
            return held or self.published()
        try:
            self._held = self._look(self._held)
            self._looked_at = time.monotonic()
            return self._held
        finally:
            self._looking.release()

    @staticmethod
    def _look(held: Published | None) -> Published:
        try:
            revision = _revision()
            return held if held is not None and held.revision == revision else _read(revision)
        except DatabaseError as broken:
            if held is None:
                raise
            log.warning("published_not_read", reason=type(broken).__name__)
            return held


shelf = Shelf()
