"""Who gives the monitors' word that a certificate is to carry: the package that keeps it registers here.

Clearances lie in a layer above certificates, because they are about dossiers and slips too; issuing asks through this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from kpverify.certificates.models import Certificate

# Gives `kpc.clearance` (docs/token.md section 9) when two monitors have signed exactly this certificate's content and
# dossier, as they are now; otherwise None.
Provider = Callable[[Certificate], Mapping[str, Any] | None]
# What a certificate only needs once it is issued: it is handed in, read and approved before the monitors have decided.
AWAITED = frozenset({"origin.clearance-missing"})
# Gives those of these certificates the monitors were asked about, or have cleared.
Asked = Callable[[Collection[UUID]], Collection[UUID]]
_PROVIDERS: list[tuple[Provider, Asked]] = []


def register(provider: Provider, asked: Asked) -> None:
    """Let a package give clearances.  Raises: ValueError for a second one."""
    if _PROVIDERS:
        raise ValueError("clearances are given already")
    _PROVIDERS.append((provider, asked))


def clearance_for(certificate: Certificate) -> Mapping[str, Any] | None:
    """Give the clearance a stored certificate may carry now.  Reads the database."""
    if certificate._state.adding or not _PROVIDERS:
        return None
    return _PROVIDERS[0][0](certificate)


def asked_about(certificates: Collection[UUID]) -> frozenset[UUID]:
    """Give those of these certificates the monitors were asked about, or have cleared.  One query, or none."""
    return frozenset(_PROVIDERS[0][1](certificates)) if certificates and _PROVIDERS else frozenset()
