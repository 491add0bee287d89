"""What is new in a trust list, in words a person can check before signing or publishing it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from kpverify.tokens import base64url

Payload = Mapping[str, Any]
Kind = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that the new list says otherwise; `before` or `after` is empty where it was not or is no more."""

    kind: Kind
    what: str
    before: str = ""
    after: str = ""

    def __str__(self) -> str:
        if self.kind == "changed":
            return f"changed: {self.what}: {self.before} -> {self.after}"
        said = self.before or self.after
        return f"{self.kind}: {self.what}{': ' if said else ''}{said}"


def differences(old: Payload | None, new: Payload) -> list[Difference]:
    """List what was added, changed and removed between two payloads; version and times aside."""
    before, after = dict(() if old is None else _facts(old)), dict(_facts(new))
    added = [Difference("added", what, after=after[what]) for what in after if what not in before]
    removed = [Difference("removed", what, before=before[what]) for what in before if what not in after]
    changed = [
        Difference("changed", what, before[what], after[what])
        for what in after
        if what in before and before[what] != after[what]
    ]
    return [*added, *changed, *removed]


def summary(payload: Payload) -> str:
    """Say what a list holds, in one line."""
    authorities = payload["authorities"]
    keys = sum(len(one["keys"]) for one in authorities)
    until = datetime.fromtimestamp(payload["exp"], UTC)
    return (
        f"version {payload['version']}, until {until:%Y-%m-%d %H:%M} UTC: {len(payload['participants'])} participants, "
        f"{len(authorities)} authorities, {keys} keys, {len(payload['zones'])} zones, "
        f"{payload['threshold']} of {len(payload['roots'])} roots"
    )


def _facts(payload: Payload) -> Iterator[tuple[str, str]]:
    """Take a list apart into things that can be named, each with what is said of it."""
    yield "threshold", f"{payload['threshold']} roots must sign"
    yield "demonstration", "yes" if payload.get("demo") else "no"
    for root in payload["roots"]:
        yield f"root {root['kid']}", _thumbprint(root)
    for host in payload["hosts"]:
        yield f"host {host}", ""
    for name, value in payload["policy"].items():
        yield f"policy {name}", str(value)
    for one in payload["statements"]:
        yield f"wording {one['id']}", f"{one['title']}: {one['text']}"
    for one in payload["participants"]:
        yield from _participant(one)
    for one in payload["regimes"]:
        yield f"rule for {one['origin']} from {one['from']}", f"{one['rule']}, {_until(one)}"
    for one in payload["zones"]:
        yield f"zone {one['id']}", one["name"]
        for period in one["periods"]:
            yield f"zone {one['id']} from {period['from']}", f"compliant, {_until(period)}"
    for key in payload.get("monitors", ()):
        yield f"monitors' key {key['kid']}", _key(key)
    for one in payload["authorities"]:
        yield from _authority(one)


def _participant(one: Payload) -> Iterator[tuple[str, str]]:
    name = f"participant {one['code']}"
    listed = f", every origin listed from {one['origin_list_from']}" if one["origin_list_from"] else ""
    yield name, f"{one['name']}{' with ' if one['members'] else ''}{' '.join(one['members'])}{listed}"
    for period in one["periods"]:
        reason = f": {period['reason']}" if period["reason"] else ""
        yield f"{name} from {period['from']}", f"{period['state']}, {_until(period)}{reason}"
    for found in one["advisories"]:
        yield f"warning {found['id']}", f"from {found['from']}, {_until(found)}: {_warning(found)}"


def _warning(found: Payload) -> str:
    """Write all that its readers will see: who signs the list signs the words in every language."""
    zones = f" (only {' '.join(found['zones'])})" if found.get("zones") else ""
    kind = "notice: " if found.get("kind") == "notice" else ""
    words = "".join(
        f" [{language}] {wording['text']} {wording['do']}".rstrip()
        for language, wording in sorted(found.get("words", {}).items())
    )
    return f"{kind}{found['text']}{zones} {found.get('do', '')}".rstrip() + words


def _authority(one: Payload) -> Iterator[tuple[str, str]]:
    yield f"authority {one['id']}", ", ".join(filter(None, (one["name"], one["place"])))
    for key in one["keys"]:
        yield f"key {key['kid']}", _key(key)
    for span in one["numbers"]:
        yield f"numbers of {one['id']} {span['year']}: {span['first']} to {span['last']}", ""
    for void in one["void"]:
        yield f"void number {void['number']}", void["reason"]
    for run in one.get("blanks", ()):
        yield f"blank sheets of {one['id']} {run['first']} to {run['last']}", run["reason"]
    for listed in one["status_lists"]:
        # The oldest instant allowed moves with every publication: it is no news.
        yield f"status list {listed['uri']}", ""


def _key(key: Payload) -> str:
    until = "open" if key["to"] is None else f"until {_instant(key['to'])}"
    distrusted = "" if key["distrusted_at"] is None else f", DISTRUSTED since {_instant(key['distrusted_at'])}"
    return f"{key['use']}, from {_instant(key['from'])}, {until}{distrusted}, {_thumbprint(key)}"


def _thumbprint(key: Payload) -> str:
    """Name a key by its whole point: a few letters of it could be met by trying.  Source: RFC 7638."""
    members = json.dumps({name: key[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    return base64url.encode(hashlib.sha256(members.encode()).digest())


def _until(period: Payload) -> str:
    return "open" if period["to"] is None else f"until {period['to']}"


def _instant(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"
