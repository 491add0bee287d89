"""Which acts may be proposed: each package that owns one registers it in its `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.proposals.models import Proposal


class Execute(Protocol):
    """Does what was proposed, inside the transaction that confirms it.  Raises: Refused, which undoes that."""

    def __call__(self, proposal: Proposal, *, by: Officer, now: datetime) -> object: ...


class Kind(NamedTuple):
    """One kind of act: the right it takes to propose and to confirm it, how it is done, and how it is told."""

    name: str
    action: Action
    execute: Execute
    # What the act is called on the pages: a text, lazily translated.
    words: Any
    # Where a person can look at the thing, and decide there; None: on the page of what waits.
    address: Callable[[Proposal], str] | None = None
    # Tidies up what was noted for a proposal, in the transaction that closes it, whatever became of it.
    over: Callable[[Proposal, datetime], object] | None = None


_KINDS: dict[str, Kind] = {}


def register(
    kind: str,
    *,
    action: Action,
    execute: Execute,
    words: Any,
    address: Callable[[Proposal], str] | None = None,
    over: Callable[[Proposal, datetime], object] | None = None,
) -> None:
    """Let a kind of act be proposed.  Raises: ValueError for one that is registered already."""
    if kind in _KINDS:
        raise ValueError(kind)
    _KINDS[kind] = Kind(kind, action, execute, words, address, over)


def kind_of(name: str) -> Kind:
    """Find a kind.  Raises: KeyError, for the caller has a bug."""
    return _KINDS[name]


class Line(NamedTuple):
    """One proposal as a line of a list: what it is called, and where it is decided."""

    proposal: Proposal
    words: Any
    address: str
    is_own: bool


def waiting_lines(officer: Officer, rights: Collection[Action], *, now: datetime) -> list[Line]:
    """List what waits for a second person, of the kinds this officer might decide, the oldest first."""
    may_decide = {one.name: one for one in _KINDS.values() if one.action in rights and one.address is not None}
    rows = Proposal.objects.visible_to(officer).waiting(now).filter(kind__in=may_decide)
    lines = []
    for one in rows.select_related("proposed_by").order_by("proposed_at"):
        kind = may_decide[one.kind]
        address = kind.address(one) if kind.address else ""
        lines.append(Line(one, kind.words, address, one.proposed_by_id == officer.pk))
    return lines
