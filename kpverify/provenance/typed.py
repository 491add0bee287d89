"""What people type about where stones come from, put in one form, with a finding for each value that cannot stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_noop as _

from kpverify.errors import Refused
from kpverify.tokens.claims import HIDDEN
from kpverify.tokens.shape import is_day, is_number

HS_CODES = ("7102.10", "7102.21", "7102.31")
_DECIMAL = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?", re.ASCII)
_ZONE = re.compile(r"[A-Z]{2}-[A-Z0-9-]{1,24}", re.ASCII)
# Longer texts are not looked at.
MAX_TYPED = 500
CENT = Decimal("0.01")

# Gives the value, or None for one that cannot stand.
Reader = Callable[[str], Any]


def text(most: int, *, is_optional: bool = False) -> Reader:
    """Read a text on one line of at most `most` characters; nothing hidden in it."""

    def read(typed: str) -> str | None:
        found = " ".join(typed.split())
        is_fit = len(found) <= most and HIDDEN.search(found) is None and (bool(found) or is_optional)
        return found if is_fit else None

    return read


def day(typed: str) -> date | None:
    """Read a day of the calendar, `YYYY-MM-DD`."""
    return date.fromisoformat(typed) if is_day(typed) else None


def carats(typed: str) -> Decimal | None:
    """Read a weight above zero with at most two decimals."""
    return Decimal(typed).quantize(CENT) if _DECIMAL.fullmatch(typed) and typed.strip("0.") else None


def usd(typed: str) -> Decimal | None:
    """Read a value with at most two decimals."""
    return Decimal(typed).quantize(CENT) if _DECIMAL.fullmatch(typed) else None


def zone(typed: str) -> str | None:
    """Read the id of a zone, `CF-CARNOT`."""
    found = typed.upper()
    return found if _ZONE.fullmatch(found) else None


def hs(typed: str) -> str | None:
    """Read an HS code of rough diamonds; `710231` too."""
    found = f"{typed[:4]}.{typed[4:]}" if len(typed) == 6 else typed
    return found if found in HS_CODES else None


CARATS = _('Write the carats with at most two decimals, above zero, like "1234.56".')
USD = _('Write the value in US dollars with at most two decimals, like "1234.56".')
HS = _("Choose 7102.10, 7102.21 or 7102.31.")


def read_all(
    typed: Mapping[str, Any], fields: Mapping[str, tuple[Reader, str]], *, code: str, message: str
) -> dict[str, Any]:
    """Read every field.  Raises: Refused `code` with a finding for each that cannot stand."""
    found, findings = {}, []
    for name, (read, words) in fields.items():
        given = unicodedata.normalize("NFC", str(typed.get(name) or "")[:MAX_TYPED].encode("utf-8", "replace").decode())
        value = read(given.strip())
        if value is None:
            findings.append({"field": name, "code": "wrong" if given.strip() else "missing", "message": words})
        found[name] = value
    if findings:
        raise Refused(code, message, status=422, findings=findings)
    return found


def country(typed: str) -> str | None:
    """Read a country by its two letters."""
    found = typed.upper()
    return found if re.fullmatch(r"[A-Z]{2}", found, re.ASCII) else None


def origins(typed: str) -> str | None:
    """Read countries of mining origin with blanks or commas between; `***` or nothing is a mixture not disclosed."""
    found = sorted({one.upper() for one in re.split(r"[\s,;+]+", typed) if one and one != "***"})
    is_fit = len(found) <= 20 and all(country(one) for one in found)
    return " ".join(found) if is_fit else None


def number(typed: str) -> str | None:
    """Read the number of a certificate."""
    found = typed.upper()
    return found if is_number(found) else None


COUNTRY = _("Give the country by its two capital letters.")
ORIGINS = _("Give the countries of mining origin by their two letters; leave it empty for a mixture not disclosed.")
CERTIFICATE = _("Give the number as it stands on the certificate: two letters of the country, then digits.")
DAY = _("Give the day like 2018-06-01.")
