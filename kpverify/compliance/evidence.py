"""Who knows what about a shipment: each package registers the fact it can give in its `AppConfig.ready()`.

So the rules need no package above them, and a package that is not there leaves its fact unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from kpverify.compliance.facts import Facts


class Asked(NamedTuple):
    """Whose facts are wanted: `certificate_id` is of a stored draft, or None for one that is only typed yet.

    `content` is the `kpc` claim as it would be signed (docs/token.md section 1), amended entries in their new form.
    """

    certificate_id: UUID | None
    authority_id: str
    content: Mapping[str, Any]
    now: datetime


Provider = Callable[[Asked], Any]
Found = TypeVar("Found")
_PROVIDERS: dict[str, Provider] = {}


def register(fact: str, provider: Provider) -> None:
    """Let a package give one fact of `Facts`.  Raises: ValueError for an unknown one, or one given already."""
    if fact not in Facts._fields or fact in _PROVIDERS:
        raise ValueError(fact)
    _PROVIDERS[fact] = provider


def give(fact: str, asked: Asked) -> Any:
    """Ask the provider of one fact; None when nobody gives it.  Reads the database."""
    provider = _PROVIDERS.get(fact)
    return provider(asked) if provider else None


_READ: ContextVar[dict[Hashable, Any] | None] = ContextVar("read", default=None)


@contextmanager
def at_one_moment() -> Iterator[None]:
    """Judge many shipments within one transaction: what is the same for all of them is read once."""
    token = _READ.set({})
    try:
        yield
    finally:
        _READ.reset(token)


def once(key: Hashable, read: Callable[[], Found]) -> Found:
    """Read what does not depend on the shipment: once within `at_one_moment`, each time outside of it."""
    held = _READ.get()
    if held is None:
        return read()
    if key not in held:
        held[key] = read()
    found: Found = held[key]
    return found


def gather(asked: Asked) -> Facts:
    """Ask every provider.  Reads the database."""
    return Facts(**{fact: provider(asked) for fact, provider in _PROVIDERS.items()})
