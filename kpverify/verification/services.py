"""Judging a code by what is published; the scan itself leaves no trace but a count."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from kpverify.tokens import Bundle, Verdict, verify
from kpverify.transparency import services as transparency
from kpverify.verification.artefacts import Artefact
from kpverify.verification.published import shelf

NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z/-]{1,18}")
CHECK_CODE = re.compile(r"[0-9A-HJKMNP-TV-Z]{8}")
# Nobody's number and code: what cannot exist is still looked for, so that the answer takes as long.
NOBODY = ("ZZ0", "00000000")
# Source: Crockford base32, decoding.
ALIKE = str.maketrans("OIL", "011")


def current_bundle() -> Artefact | None:
    """Give the bundle as it is served, or None before the first trust list."""
    return shelf.published().bundle


def loaded_bundle() -> Bundle | None:
    """Give the bundle as it is used, its signatures already checked."""
    return shelf.published().loaded


def judge(*, code: str, now: datetime) -> Verdict:
    """Say what the code is worth."""
    return verify(code, loaded_bundle(), now)


def look_up(*, number: str, check_code: str, now: datetime) -> Verdict | None:
    """Judge the certificate with this number and check code; None when there is none or the code is not its own.

    The caller cannot tell the two apart, nor can its caller by the clock: the same rows are read for both.
    """
    token = transparency.find(*_wanted(number, check_code))
    return None if token is None else judge(code=token, now=now)


def number_held(*, number: str, check_code: str) -> str | None:
    """Give the number of a certificate issued here, as it is written; None as in `look_up`, by the same work."""
    wanted = _wanted(number, check_code)
    return None if transparency.find(*wanted) is None else wanted[0]


def _wanted(number: str, check_code: str) -> tuple[str, str]:
    number, check_code = _typed(number), _typed(check_code).replace("-", "").translate(ALIKE)
    fits = NUMBER.fullmatch(number) and CHECK_CODE.fullmatch(check_code)
    return (number, check_code) if fits else NOBODY


def _typed(text: str) -> str:
    """Read what a person typed: any script's digits, any case, spaces where the eye wants them."""
    found = []
    for sign in unicodedata.normalize("NFKC", text[:256]):
        digit = unicodedata.decimal(sign, None)
        if digit is not None:
            found.append(str(digit))
        elif not sign.isspace() and unicodedata.category(sign) != "Cf":
            found.append(sign)
    return "".join(found).upper()
