"""Passkeys: what a browser is asked, and whether its answer is right.

django-allauth and python-fido2 do the work; here the answer is also held to one origin, this node's public address,
and whatever is sent instead of an answer is a no, never a fault.
"""

from __future__ import annotations

import json
import struct
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer

MAX_CHARS = 20_000
NAME_CHARS = 60
_NO = _("The passkey was not accepted. Try again; a passkey works only at the address of this office.")
# What reading hostile bytes raises in python-fido2 and below it.
_WRONG = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, NotImplementedError, RecursionError),
    *(struct.error, InvalidSignature, UnsupportedAlgorithm, OverflowError),
)


def creation_options(officer: Officer) -> dict[str, Any]:
    """Ask for a new passkey that verifies its user and can be found without a name."""
    options: dict[str, Any] = auth.begin_registration(officer, passwordless=True)
    return options


def request_options(officer: Officer | None) -> dict[str, Any]:
    """Ask for a proof: of one officer's passkeys, or of whichever the browser offers."""
    options: dict[str, Any] = auth.begin_authentication(officer)
    return options


def created(sent: str) -> dict[str, Any]:
    """Read a new passkey.  Raises: ValidationError."""
    try:
        credential = _read(sent)
        answer = auth.parse_registration_response(credential)
        _check_origin(answer.response.client_data)
        if not auth.complete_registration(credential).is_user_verified():
            raise ValidationError(_NO)
    except (ValidationError, *_WRONG) as wrong:
        raise ValidationError(_NO) from wrong
    return credential


def proved(sent: str, officer: Officer | None) -> Authenticator:
    """Read a proof; without an officer, the passkey tells whose it is.  Raises: ValidationError."""
    try:
        credential = _read(sent)
        answer = auth.parse_authentication_response(credential)
        _check_origin(answer.response.client_data)
        whose = officer or auth.extract_user_from_response(credential)
        found = auth.complete_authentication(whose, credential)
    except (ValidationError, *_WRONG) as wrong:
        raise ValidationError(_NO) from wrong
    if not isinstance(found, Authenticator):
        raise ValidationError(_NO)
    return found


def _read(sent: str) -> dict[str, Any]:
    if len(sent) > MAX_CHARS:
        raise ValueError
    credential = json.loads(sent)
    if not isinstance(credential, dict):
        raise TypeError
    return credential


def _check_origin(client_data: Any) -> None:
    """A passkey holds for a whole domain: only our own address may ask for it.  Source: WebAuthn 7.1, 7.2."""
    if client_data.origin != settings.PUBLIC_URL or client_data.cross_origin:
        raise ValueError
