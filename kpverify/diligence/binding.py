"""The id that binds a certificate's statements to its signature: `DETAILS-` and 80 bits of their SHA-256.

The bytes that are hashed are the bytes that are given out, so whoever has them needs no rule of canonical JSON to
check them.  Source: docs/adr/0030-due-diligence.md.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from kpverify.certificates.details import PREFIX
from kpverify.diligence.models import Statement
from kpverify.errors import Refused

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SIGNS = 16
MOST_IDS = 8


def written(said: Iterable[dict[str, Any]]) -> bytes:
    """Write statements the one way that is hashed and given out: by standard, names sorted, no blanks, UTF-8."""
    ordered = sorted(said, key=lambda one: str(one["standard"]))
    text = json.dumps({"statements": ordered}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def details_id(body: bytes) -> str:
    """Give the id of written statements."""
    bits = int.from_bytes(hashlib.sha256(body).digest()[:10], "big")
    signs = (ALPHABET[bits >> 5 * place & 31] for place in reversed(range(SIGNS)))
    return PREFIX + "".join(signs)


def body_of(certificate_id: UUID) -> bytes | None:
    """Write the statements of a certificate; None when it has none."""
    said = list(Statement.objects.filter(certificate_id=certificate_id).values_list("said", flat=True))
    return written(said) if said else None


def bound(ids: list[str], certificate_id: UUID | None) -> list[str]:
    """Give a draft's ids with those its statements need, and no other binding.  Raises: Refused too-many-standards."""
    found = [one for one in ids if not one.startswith(PREFIX)]
    said = [] if certificate_id is None else list(Statement.objects.filter(certificate_id=certificate_id))
    if said:
        found += [one.standard for one in said if one.standard not in found]
        found.append(details_id(written(one.said for one in said)))
    if len(found) > MOST_IDS:
        words = "A certificate names at most eight due diligence ids, with the one of its details. Take one away first."
        raise Refused("too-many-standards", words, status=422)
    return found
