"""Technical certificates: for goods that were detained, seized or sent back, not for an ordinary export.

The signed text has one place for what such a certificate refers to and why: its remarks, which begin in one of two
ways, so that a reader and a program find the number.  Source: Administrative practice of the scheme's working group of
diamond experts; docs/issuing.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_noop as _

from kpverify.certificates.moves import told
from kpverify.errors import Refused
from kpverify.tokens.shape import is_number

KIND = "technical"
MAX_REMARKS = 200
_REFERS = re.compile(r"For (?P<number>[A-Z]{2}[0-9A-Z/-]{1,18}): \S.*")
_ALONE = "Without certificate: "
NEEDS_REMARKS = _(
    'Begin the remarks of a technical certificate with "For NUMBER: ", the number of the certificate the goods came '
    'with, or with "Without certificate: ", and say why it is needed.'
)


def refers_to(content: Mapping[str, Any]) -> str:
    """Give the number of the certificate that a technical one refers to; empty when there is none."""
    found = _REFERS.fullmatch(content.get("remarks", ""))
    return found["number"] if found and content.get("kind") == KIND else ""


def technical_problem(content: Mapping[str, Any]) -> str:
    """Say what a technical certificate lacks: words, or nothing."""
    remarks = content.get("remarks", "")
    if content.get("kind") != KIND or _REFERS.fullmatch(remarks):
        return ""
    return "" if remarks.startswith(_ALONE) and remarks.removeprefix(_ALONE).strip() else NEEDS_REMARKS


def remarks_for(number: str, reason: str) -> str:
    """Write the remarks of a technical certificate.  Raises: Refused number-wrong, reason-missing, reason-too-long."""
    number, why = number.strip().upper(), told(reason)
    if number and not is_number(number):
        words = _("This is not the number of a certificate: two letters of a country, then digits, like AE26000123.")
        raise _refusal("number-wrong", "number", words)
    if not why:
        raise _refusal("reason-missing", "reason", _("Say why a technical certificate is needed: it is printed."))
    remarks = f"For {number}: {why}" if number else f"{_ALONE}{why}"
    if len(remarks) > MAX_REMARKS:
        words = _("With the number these remarks have more than 200 characters: say it shorter.")
        raise _refusal("reason-too-long", "reason", words)
    return remarks


def _refusal(code: str, field: str, words: str) -> Refused:
    return Refused(code, words, status=422, findings=[{"field": field, "code": "wrong", "message": words}])
