"""Keys through their lives: created, active, retired, distrusted. One purpose each.

A key is made by a person's command, never in passing: a missing key is a refusal, not a new key.
"""

from __future__ import annotations

import re
from datetime import datetime

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import transaction

from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.models import Authority, RootKey, SigningKey
from kpverify.registry.sealing import seal
from kpverify.tokens.sign import public_jwk

State = SigningKey.State
# As in every signature: docs/token.md section 1.
ROOT_KID = re.compile(r"[A-Za-z0-9._-]{1,32}")
# How the keys of the Monitoring Team begin: no participant's code has four letters.
MONITORS = "KPMT"


@transaction.atomic
def create_key(*, authority_id: str | None, purpose: str, now: datetime, by: str) -> SigningKey:
    """Make a key that signs nothing yet; of no authority: the Monitoring Team's, which clears shipments.

    Raises: Refused no-authority, no-purpose, seal-key-*.  Writes: SigningKey.
    """
    authority = Authority.objects.select_for_update().filter(pk=authority_id).first() if authority_id else None
    if authority_id and authority is None:
        raise Refused("no-authority", f"There is no authority {authority_id}.", status=404)
    clearance = SigningKey.Purpose.CLEARANCE
    purposes = [one for one in SigningKey.Purpose.values if (one == clearance) == (authority is None)]
    if purpose not in purposes:
        whose = f"of {authority_id}" if authority_id else "of the Monitoring Team"
        raise Refused("no-purpose", f"A key {whose} is for one of {', '.join(purposes)}.", status=422)
    begin = authority_id or MONITORS
    kid = f"{begin}-{now:%y}-{_next_place(begin, now)}"
    private = ec.generate_private_key(ec.SECP256R1())
    key = SigningKey.objects.create(
        kid=kid,
        authority=authority,
        purpose=purpose,
        public_jwk=public_jwk(private.public_key()),
        sealed_private=_sealed(private, place=place_of(kid)),
        created_at=now,
    )
    record("key.create", kid, by=by, at=now, authority=authority_id or "", detail={"purpose": purpose})
    return key


def _next_place(begin: str, now: datetime) -> int:
    prefix = f"{begin}-{now:%y}-"
    taken = SigningKey.objects.filter(kid__startswith=prefix).values_list("kid", flat=True)
    return max((int(kid.removeprefix(prefix)) for kid in taken), default=0) + 1


def _sealed(private: ec.EllipticCurvePrivateKey, *, place: str) -> bytes:
    plain = private.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return seal(plain, place=place)


def place_of(kid: str) -> str:
    """Name the field a signing key is sealed for."""
    return f"signing_key:{kid}:sealed_private"


def root_place_of(kid: str) -> str:
    """Name the field a root key is sealed for."""
    return f"root_key:{kid}:sealed_private"


@transaction.atomic
def activate_key(*, kid: str, now: datetime, by: str) -> SigningKey:
    """Let a key sign from now on; the one before it is retired.  Raises: Refused no-key, key-state."""
    key = _locked(kid)
    if key.state != State.CREATED:
        raise Refused("key-state", f"Key {kid} is {key.state}: only a key that was just created can be activated.")
    former = SigningKey.objects.select_for_update().filter(
        authority_id=key.authority_id, purpose=key.purpose, state=State.ACTIVE
    )
    for old in former:
        _retire(old, now=now, by=by)
    key.state, key.active_from = State.ACTIVE, now
    key.save(update_fields=["state", "active_from"])
    record("key.activate", kid, by=by, at=now, authority=key.authority_id or "")
    return key


@transaction.atomic
def retire_key(*, kid: str, now: datetime, by: str) -> SigningKey:
    """Let a key sign no more; what it signed stays good.  Raises: Refused no-key, key-state."""
    key = _locked(kid)
    if key.state not in (State.CREATED, State.ACTIVE):
        raise Refused("key-state", f"Key {kid} is {key.state} already.")
    _retire(key, now=now, by=by)
    return key


def _retire(key: SigningKey, *, now: datetime, by: str) -> None:
    # The private half is destroyed: a retired key can never be misused.
    key.state, key.active_to, key.sealed_private = State.RETIRED, now, None
    key.save(update_fields=["state", "active_to", "sealed_private"])
    record("key.retire", key.kid, by=by, at=now, authority=key.authority_id or "")


@transaction.atomic
def distrust_key(*, kid: str, since: datetime, now: datetime, by: str) -> SigningKey:
    """Tell the world that a key was compromised at `since`.  Raises: Refused no-key, key-state."""
    key = _locked(kid)
    if key.state == State.DISTRUSTED and key.distrusted_at is not None and since >= key.distrusted_at:
        raise Refused("key-state", f"Key {kid} is distrusted since {key.distrusted_at:%Y-%m-%d %H:%M} UTC already.")
    if since > now:
        raise Refused("key-time", "A compromise cannot lie in the future.", status=422)
    key.state, key.distrusted_at, key.sealed_private = State.DISTRUSTED, since, None
    key.active_to = key.active_to or now
    key.save(update_fields=["state", "distrusted_at", "sealed_private", "active_to"])
    record("key.distrust", kid, by=by, at=now, authority=key.authority_id or "", detail={"since": since.isoformat()})
    return key


def _locked(kid: str) -> SigningKey:
    key = SigningKey.objects.select_for_update().filter(pk=kid).first()
    if key is None:
        raise Refused("no-key", f"There is no key {kid}.", status=404)
    return key


@transaction.atomic
def create_root_key(*, kid: str, holder: str, now: datetime, by: str) -> RootKey:
    """Make a root key sealed on this node, for small schemes and demonstrations.

    Raises: Refused root-wrong, root-exists, seal-key-*.  Writes: RootKey, AuditEntry.
    """
    check_root(kid=kid, holder=holder)
    if RootKey.objects.filter(pk=kid).exists():
        raise Refused("root-exists", f"There is a root key {kid} already.")
    private = ec.generate_private_key(ec.SECP256R1())
    root = RootKey.objects.create(
        kid=kid,
        holder=holder,
        public_jwk=public_jwk(private.public_key()),
        sealed_private=_sealed(private, place=root_place_of(kid)),
        created_at=now,
    )
    record("root.create", kid, by=by, at=now, detail={"holder": holder})
    return root


def check_root(*, kid: str, holder: str) -> None:
    """Take only an id that signatures can carry, and a name.  Raises: Refused root-wrong."""
    if not ROOT_KID.fullmatch(kid) or not 1 <= len(holder.strip()) <= 120:
        words = "A root has an id of 1 to 32 letters, digits, dots, dashes or underscores, and a holder's name."
        raise Refused("root-wrong", words, status=422)
