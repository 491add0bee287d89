"""Everything an offline check needs, as one JSON object.  Twin of `bundle.js`.  Source: docs/token.md section 5."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from kpverify.tokens.errors import Malformed
from kpverify.tokens.status import StatusList, open_list
from kpverify.tokens.strictjson import read_json
from kpverify.tokens.trust import Trust, is_signed_by_roots_of, open_trust_list

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 12
# Changes of roots, of which a scheme has one in years: each list costs a signature check.
MAX_HISTORY = 64

# A list, or the code that says why there is none.
Listed = tuple[StatusList | None, str | None]


class Bundle:
    """A bundle whose trust list holds; status lists are checked when first asked for."""

    __slots__ = ("_found", "_lists", "history", "trust")

    def __init__(self, *, trust: Trust, history: Sequence[Trust], lists: dict[str, Any]) -> None:
        self.trust = trust
        self.history = tuple(history)
        self._lists = lists
        self._found: dict[tuple[str, str], Listed] = {}

    @classmethod
    def load(cls, source: bytes) -> Bundle:
        """Read what `/trust/bundle` serves.  Raises: Malformed `trust.*`."""
        found = _read(source)
        history: list[Trust] = []
        for envelope in found.get("trust_history", ()):
            history.append(open_trust_list(envelope, history))
        trust = open_trust_list(found["trust_list"], history)
        return cls(trust=trust, history=history, lists=found["status_lists"])

    def find_list(self, authority: dict[str, Any], uri: str) -> Listed:
        """Give the list a certificate names, or None and the code that says why there is none."""
        name = authority["id"], uri
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._open(authority, uri)
        return found

    def supposing(self, *, authority_id: str, uri: str, iat: int, amendments: Mapping[str, list[str]]) -> Bundle:
        """Give the same bundle as if a usable list of it said this: what an issuer asks before it signs the next list.

        Where the list cannot be used, nothing is supposed.
        """
        found = Bundle(trust=self.trust, history=self.history, lists=self._lists)
        authority = next((one for one in self.trust.data["authorities"] if one["id"] == authority_id), None)
        held = None if authority is None else self.find_list(authority, uri)[0]
        if held is not None:
            found._found[authority_id, uri] = held._replace(iat=max(held.iat, iat), amendments=amendments), None
        return found

    def _open(self, authority: dict[str, Any], uri: str) -> Listed:
        published = self.trust.published[authority["id"]].get(uri)
        if published is None:
            return None, "status.foreign-list"
        if uri not in self._lists:
            return None, "status.list-missing"
        status_list = open_list(self._lists[uri], authority, published)
        return status_list, "status.list-refused" if status_list is None else None

    def succeeds(self, held: Bundle) -> bool:
        """May this take the place of `held`? True, or it raises.

        Raises: Malformed trust.rollback, trust.not-successor.
        """
        before, after = held.trust.data["version"], self.trust.data["version"]
        if after < before or (after == before and self.trust.payload != held.trust.payload):
            raise Malformed("trust.rollback")
        step = held.trust
        for trust in (*self.history, self.trust):
            if trust.data["version"] <= step.data["version"]:
                continue
            if not is_signed_by_roots_of(trust, step):
                raise Malformed("trust.not-successor")
            step = trust
        # A later list in the history would let this one, which nobody held has signed, slip by.
        if step.payload != self.trust.payload:
            raise Malformed("trust.not-successor")
        return True


def _read(source: bytes) -> dict[str, Any]:
    if len(source) > MAX_BYTES:
        raise Malformed("trust.too-large")
    try:
        found = read_json(source, depth=MAX_DEPTH)
    except ValueError:
        raise Malformed("trust.shape") from None
    if type(found) is not dict or type(found.get("kpverify_bundle")) is not int or found["kpverify_bundle"] != 1:
        raise Malformed("trust.shape")
    if "trust_list" not in found or type(found.get("status_lists")) is not dict:
        raise Malformed("trust.shape")
    if type(found.get("trust_history", [])) is not list:
        raise Malformed("trust.shape")
    if len(found.get("trust_history", [])) > MAX_HISTORY:
        raise Malformed("trust.too-large")
    return found


def pack(
    *, trust_list: Mapping[str, Any], status_lists: Mapping[str, str], trust_history: Sequence[Mapping[str, Any]] = ()
) -> bytes:
    """Write a bundle from a signed trust list (JWS JSON) and status list tokens by uri."""
    document = {
        "kpverify_bundle": 1,
        "trust_list": trust_list,
        "status_lists": dict(status_lists),
        "trust_history": list(trust_history),
        "checkpoint": None,
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
