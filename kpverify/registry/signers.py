"""Who signs for an authority: the one place where private keys are opened.

A software key sealed in the database today; a device (PKCS#11) would be another branch of `signer_for`.
"""

from __future__ import annotations

from functools import lru_cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from kpverify.errors import Refused
from kpverify.registry.keys import place_of, root_place_of
from kpverify.registry.models import RootKey, SigningKey
from kpverify.registry.sealing import unseal
from kpverify.tokens.sign import Signer, SoftwareSigner


def signer_for(authority_id: str | None, purpose: str) -> Signer:
    """Give the signer of the active key of an authority, or of the Monitoring Team (None).

    The row is read each time: a key retired by another process stops signing here at once.
    Raises: Refused no-active-key, seal-key-*.
    """
    found = (
        SigningKey.objects.filter(authority_id=authority_id, purpose=purpose, state=SigningKey.State.ACTIVE)
        .values_list("kid", "sealed_private")
        .first()
    )
    if found is None or found[1] is None:
        whose = authority_id or "The Monitoring Team"
        words = f"{whose} has no active {purpose} key here: create one and activate it (docs/operations.md)."
        raise Refused("no-active-key", words, status=503)
    return _opened(found[0], place_of(found[0]), bytes(found[1]))


def root_signers() -> list[Signer]:
    """Give the signers of every active root key sealed on this node."""
    roots = RootKey.objects.filter(is_active=True, sealed_private__isnull=False).order_by("kid")
    return [_opened(root.kid, root_place_of(root.kid), bytes(root.sealed_private or b"")) for root in roots]


def root_signer(kid: str) -> Signer:
    """Give the signer of one root key sealed here, one that is leaving too.  Raises: Refused no-root, seal-key-*."""
    root = RootKey.objects.filter(pk=kid, sealed_private__isnull=False).first()
    if root is None:
        raise Refused("no-root", f"There is no private half of a root key {kid} on this node.", status=404)
    return _opened(root.kid, root_place_of(root.kid), bytes(root.sealed_private or b""))


@lru_cache(maxsize=512)
def _opened(kid: str, place: str, sealed: bytes) -> Signer:
    key = serialization.load_der_private_key(unseal(sealed, place=place), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise Refused("seal-key-wrong", f"What is sealed for {kid} is not an EC key.", status=503)
    return SoftwareSigner(kid, key)
