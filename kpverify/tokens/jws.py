"""Protected headers and compact JWS as lists carry them.  Twin of `jws.js`."""

from __future__ import annotations

from typing import Any

from kpverify.tokens import base64url
from kpverify.tokens.shape import is_kid
from kpverify.tokens.strictjson import read_json

MAX_DEPTH = 12


def kid_of(header: Any, typ: str) -> str | None:
    """Give the kid of a header that is exactly alg, kid and typ, as wanted; None otherwise."""
    if type(header) is not dict or len(header) != 3:
        return None
    kid = header.get("kid")
    is_right = header.get("alg") == "ES256" and header.get("typ") == typ and is_kid(kid)
    return str(kid) if is_right else None


def read_part(part: str) -> Any:
    """Read the JSON value in a base64url part; None when it is not one (null is not wanted anywhere)."""
    found = base64url.decode(part)
    if found is None:
        return None
    try:
        return read_json(found, depth=MAX_DEPTH)
    except ValueError:
        return None
