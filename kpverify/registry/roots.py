"""Roots whose holders keep the private half elsewhere: taking their public half, letting them go."""

from __future__ import annotations

from datetime import datetime

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.db import transaction

from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.keys import check_root
from kpverify.registry.models import RootKey
from kpverify.tokens.sign import SoftwareSigner, public_jwk

NOT_P256 = "is no P-256 key in PEM form (docs/operations.md shows how to make one)."


@transaction.atomic
def register_root_key(*, kid: str, holder: str, public_pem: bytes, now: datetime, by: str) -> RootKey:
    """Take the public half of a root key that its holder made and keeps.

    Raises: Refused root-wrong, root-exists.  Writes: RootKey, AuditEntry.
    """
    check_root(kid=kid, holder=holder)
    jwk = public_jwk(_public_key(public_pem))
    held = RootKey.objects.filter(pk=kid).first() or RootKey.objects.filter(public_jwk=jwk).first()
    if held is not None:
        raise Refused("root-exists", f"There is a root {held.kid} of {held.holder} with this id or this key already.")
    root = RootKey.objects.create(kid=kid, holder=holder, public_jwk=jwk, created_at=now)
    record("root.register", kid, by=by, at=now, detail={"holder": holder})
    return root


def _public_key(pem: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = serialization.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as wrong:
        raise Refused("root-wrong", f"The file {NOT_P256}", status=422) from wrong
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused("root-wrong", f"The file {NOT_P256}", status=422)
    return key


@transaction.atomic
def retire_root_key(*, kid: str, now: datetime, by: str) -> RootKey:
    """Leave a root out of the next trust list; the holders of the last one still ask for its signature's like.

    Raises: Refused no-root, root-state, root-needed.  Writes: RootKey, AuditEntry.
    """
    roots = {root.kid: root for root in RootKey.objects.select_for_update().order_by("kid")}
    root = roots.get(kid)
    if root is None:
        raise Refused("no-root", f"There is no root {kid}.", status=404)
    if not root.is_active:
        raise Refused("root-state", f"Root {kid} is retired already.")
    left = sum(1 for one in roots.values() if one.is_active) - 1
    if left < settings.TRUST_THRESHOLD:
        words = f"{settings.TRUST_THRESHOLD} roots must sign, and {left} would be left. Add the next root first."
        raise Refused("root-needed", words)
    root.is_active = False
    root.save(update_fields=["is_active"])
    record("root.retire", kid, by=by, at=now)
    return root


def open_pem(kid: str, pem: bytes, passphrase: bytes | None) -> SoftwareSigner:
    """Open a holder's private key.  Raises: Refused root-wrong."""
    try:
        key = serialization.load_pem_private_key(pem, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        words = f"The passphrase does not open the file, or the file {NOT_P256}"
        raise Refused("root-wrong", words, status=422) from wrong
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Refused("root-wrong", f"The file {NOT_P256}", status=422)
    return SoftwareSigner(kid, key)
