"""What verifiers hold of this node, loaded once per version: the trust list and one authority's status list."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from django.db.models.functions import Right

from kpverify.errors import Refused
from kpverify.registry.models import TrustList
from kpverify.status.models import Publication
from kpverify.tokens import Bundle, base64url
from kpverify.tokens.trust import Trust, open_trust_list

# Enough of a signature to tell two lists of one version apart: tests make many worlds in one process.
TAIL = 32


def trust_in_force() -> Trust:
    """Give the newest trust list.  Raises: Refused no-trust-list."""
    newest = TrustList.objects.annotate(tail=Right("body", TAIL)).values_list("version", "tail").first()
    if newest is None:
        words = "No trust list is published, so nothing can be checked: the Secretariat has to publish one first."
        raise Refused("no-trust-list", words, status=503)
    return _loaded(*newest)


@lru_cache(maxsize=4)
def _loaded(version: int, tail: str) -> Trust:
    bodies = TrustList.objects.filter(version__lte=version).order_by("version").values_list("body", flat=True)
    held: list[Trust] = []
    before: dict[str, Any] | None = None
    for body in bodies.iterator(chunk_size=20):
        envelope = json.loads(body)
        # The last list before each change of roots: its roots may have signed what follows.
        if before is not None and _roots(before) != _roots(envelope):
            held.append(open_trust_list(before, held))
        before = envelope
    return open_trust_list(before, held)


def _roots(envelope: dict[str, Any]) -> Any:
    payload = json.loads(base64url.decode(envelope["payload"]) or b"{}")
    return payload.get("threshold"), payload.get("roots")


def bundle_for(uri: str) -> Bundle:
    """Give what a verifier needs for certificates on this status list.  Raises: Refused no-trust-list."""
    trust = trust_in_force()
    newest = Publication.objects.filter(status_list_id=uri).order_by("-issued_at").values_list("pk", "token").first()
    lists = {} if newest is None else {uri: newest[1]}
    return _bundled(trust.payload, uri, lists.get(uri, ""))


@lru_cache(maxsize=32)
def _bundled(payload: str, uri: str, token: str) -> Bundle:
    return Bundle(trust=trust_in_force(), history=(), lists={uri: token} if token else {})
