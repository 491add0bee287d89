"""Appending issued tokens, and finding one again by what is printed on the paper."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from kpverify.transparency.models import IssuedToken

LEAF = b"\x00"


def append(*, authority: str, number: str, token: str, check_code: str, now: datetime) -> IssuedToken:
    """Append one token, in the transaction that issues it.  Writes: IssuedToken.  Source: RFC 6962, 2.1 (leaf hash)."""
    return IssuedToken.objects.create(
        authority=authority,
        number=number,
        token=token,
        check_code=check_code,
        leaf_hash=hashlib.sha256(LEAF + token.encode("ascii")).hexdigest(),
        appended_at=now,
    )


def find(number: str, check_code: str) -> str | None:
    """Give the token with this number, when the check code is its own; an unknown number takes as long."""
    found = IssuedToken.objects.filter(number=number).values_list("token", "check_code").first()
    token, held = found or (None, "--------")
    return token if hmac.compare_digest(held.encode(), check_code.encode()) else None
