"""Which files lie behind a certificate: the package that keeps them registers here, and its neighbours ask."""

from __future__ import annotations

from collections.abc import Callable

from kpverify.certificates.models import Certificate

# Gives the SHA-256, in hexadecimal, of each file that was not taken away.
Provider = Callable[[Certificate], frozenset[str]]
_PROVIDERS: list[Provider] = []


def register(provider: Provider) -> None:
    """Let a package tell.  Raises: ValueError for a second one."""
    if _PROVIDERS:
        raise ValueError("files are told of already")
    _PROVIDERS.append(provider)


def hashes_of(certificate: Certificate) -> frozenset[str]:
    """Give the hashes of a certificate's files.  Reads the database."""
    return _PROVIDERS[0](certificate) if _PROVIDERS else frozenset()
