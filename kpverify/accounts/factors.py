"""An officer's second factors: passkeys, one authenticator app, and codes on paper for the day both are lost.

Kept in django-allauth's `Authenticator`. What of it is secret is sealed for its officer (`registry.sealing`), so that
a row copied to another officer opens nothing; of paper codes only hashes are kept.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import struct
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.sealing import seal, unseal

PERIOD_SECONDS = 30
DIGITS = 6
# A code is taken one period early or late: people type, and clocks differ.  Source: RFC 6238 section 5.2.
TOLERANCE = 1
PAPER_CODES = 10
# Without the characters that look alike.
_PAPER_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"

Type = Authenticator.Type
SECOND = (Type.TOTP, Type.WEBAUTHN)


def held(officer: Officer) -> list[Authenticator]:
    """List what the officer can prove themselves with, paper codes left out, oldest first."""
    return list(Authenticator.objects.filter(user=officer, type__in=SECOND).order_by("pk"))


def new_secret() -> str:
    """Make the secret of an authenticator app: 160 bits, base32.  Source: RFC 4226 section 4, R6."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def counter_at(now: datetime) -> int:
    """Number the period of 30 seconds an instant lies in."""
    return int(now.timestamp()) // PERIOD_SECONDS


def code_of(secret: str, counter: int) -> str:
    """Work out the code of one period.  Source: RFC 4226 section 5.3."""
    digest = hmac.new(base64.b32decode(secret), struct.pack(">Q", counter), hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    value = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{value % 10**DIGITS:0{DIGITS}}"


def matching_counter(secret: str, code: str, *, now: datetime, after: int = -1) -> int | None:
    """Find the period a code is of, later than `after`; None for a wrong code, and for one that was used."""
    for counter in range(counter_at(now) - TOLERANCE, counter_at(now) + TOLERANCE + 1):
        if counter > after and hmac.compare_digest(code_of(secret, counter).encode(), code.encode()):
            return counter
    return None


@transaction.atomic
def add_app(officer: Officer, secret: str, *, last: int, by: str, now: datetime) -> Authenticator:
    """Keep an authenticator app whose code of the period `last` has just been right; it takes the old one's place.

    Raises: Refused seal-key-missing, seal-key-wrong.  Writes: Authenticator, AuditEntry.
    """
    Authenticator.objects.filter(user=officer, type=Type.TOTP).delete()
    data = {"secret": _sealed(officer, secret), "last": last}
    app = Authenticator.objects.create(user=officer, type=Type.TOTP, data=data, created_at=now)
    _record("second-factor.add", officer, by=by, now=now, kind="app")
    return app


@transaction.atomic
def add_passkey(officer: Officer, credential: dict[str, Any], *, name: str, by: str, now: datetime) -> Authenticator:
    """Keep a passkey that `passkeys.created` has read.  Writes: Authenticator, AuditEntry."""
    data = {"name": name, "credential": credential}
    passkey = Authenticator.objects.create(user=officer, type=Type.WEBAUTHN, data=data, created_at=now)
    _record("second-factor.add", officer, by=by, now=now, kind="passkey", name=name)
    return passkey


@transaction.atomic
def remove(officer: Officer, factor_id: int, *, by: str, now: datetime) -> None:
    """Take one away, never the last.  Raises: Refused no-factor, last-factor.  Writes: Authenticator, AuditEntry."""
    # Two removals at a time would each see the other's factor left.
    Officer.objects.select_for_update(no_key=True).get(pk=officer.pk)
    one = next((one for one in held(officer) if one.pk == factor_id), None)
    if one is None:
        raise Refused("no-factor", "This second factor is not there any more.", status=404)
    if not can_remove(officer, one):
        words = "This is the last one you can prove yourself with. Add another first, then take this one away."
        raise Refused("last-factor", words)
    one.delete()
    kind = "app" if one.type == Type.TOTP else "passkey"
    _record("second-factor.remove", officer, by=by, now=now, kind=kind, name=str(one.data.get("name", "")))


def secret_of(app: Authenticator) -> str:
    """Open an app's secret.  Raises: Refused seal-key-missing, seal-key-wrong."""
    return unseal(base64.b64decode(app.data["secret"]), place=_place(app.user_id)).decode()


@transaction.atomic
def spend_code(officer: Officer, typed: str, *, now: datetime, paper: bool) -> Authenticator | None:
    """Take a code of the app, or with `paper` one of the codes on paper; each is taken once, also of two at a time.

    Raises: Refused seal-key-missing, seal-key-wrong.  Writes: Authenticator.
    """
    code = "".join(typed.split()).replace("-", "").upper()
    kinds = [Type.TOTP, Type.RECOVERY_CODES] if paper else [Type.TOTP]
    for one in Authenticator.objects.select_for_update().filter(user=officer, type__in=kinds).order_by("-type"):
        found = _spend_app(one, code, now) if one.type == Type.TOTP else _spend_paper(one, code)
        if found:
            one.save(update_fields=["data"])
            return one
    return None


def _spend_app(app: Authenticator, code: str, now: datetime) -> bool:
    counter = matching_counter(secret_of(app), code, now=now, after=app.data.get("last", -1))
    if counter is None:
        return False
    app.data["last"] = counter
    return True


def _spend_paper(paper: Authenticator, code: str) -> bool:
    hashed = _hash(paper.user_id, code)
    if hashed not in paper.data["hashes"]:
        return False
    paper.data["hashes"].remove(hashed)
    return True


def new_paper_codes() -> list[str]:
    """Make ten codes of 50 bits to be printed: `ABCDE-23456`."""
    letters = ["".join(secrets.choice(_PAPER_LETTERS) for _ in range(10)) for _ in range(PAPER_CODES)]
    return [f"{one[:5]}-{one[5:]}" for one in letters]


@transaction.atomic
def keep_paper_codes(officer: Officer, codes: list[str], *, by: str, now: datetime) -> None:
    """Keep the hashes of codes the officer has printed; older ones hold no longer.

    Writes: Authenticator, AuditEntry.
    """
    Authenticator.objects.filter(user=officer, type=Type.RECOVERY_CODES).delete()
    data = {"hashes": [_hash(officer.pk, one.replace("-", "")) for one in codes]}
    Authenticator.objects.create(user=officer, type=Type.RECOVERY_CODES, data=data, created_at=now)
    _record("second-factor.add", officer, by=by, now=now, kind="paper-codes")


def paper_codes_left(officer: Officer) -> int | None:
    """Count the codes on paper that were not used yet; None without paper."""
    paper = Authenticator.objects.filter(user=officer, type=Type.RECOVERY_CODES).first()
    return len(paper.data["hashes"]) if paper else None


def can_remove(officer: Officer, one: Authenticator) -> bool:
    """Whether something is left to prove oneself with; without a password it has to be a passkey."""
    rest = [other for other in held(officer) if other.pk != one.pk]
    return any(officer.has_usable_password() or other.type == Type.WEBAUTHN for other in rest)


def _hash(officer_id: int, code: str) -> str:
    # 50 random bits and one user each: no dictionary helps, so a quick hash does.
    return hashlib.sha256(f"kpverify paper code:{officer_id}:{code}".encode()).hexdigest()


def _place(officer_id: int) -> str:
    return f"authenticator:{officer_id}:app"


def _sealed(officer: Officer, plain: str) -> str:
    return base64.b64encode(seal(plain.encode(), place=_place(officer.pk))).decode()


def _record(verb: str, officer: Officer, *, by: str, now: datetime, **detail: str) -> None:
    subject = f"officer:{officer.code}"
    record(verb, subject, by=by, at=now, authority=officer.authority_id or "", detail=detail)
