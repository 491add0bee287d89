"""Who writes the mails: each kind of event has one composer, registered by the package that owns the event.

A mail is composed when it is sent, from what is stored then; a kind without a composer is told to webhooks only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from kpverify.notices.events import WORDS
from kpverify.notices.models import Notice
from kpverify.notices.recipients import Recipient


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along: its name, its type (`application/pdf`), and what makes its bytes when it is sent."""

    name: str
    kind: str
    make: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Mail:
    """What a mail says. The subject line is read by everybody on the way: nothing of commercial value belongs there."""

    subject: str
    text: str
    attachments: Sequence[Attachment] = ()


# Called in the recipient's language.  Raises: Refused for a mail that cannot be composed now; it is tried again.
Compose = Callable[[Notice], Mail]
# Finds the readers of a notice anew.
Readers = Callable[[Notice], Sequence[Recipient]]
_composers: dict[str, Compose] = {}
_readers: dict[str, Readers] = {}
_words: dict[str, Any] = {}


def register(kind: str, compose: Compose, *, readers: Readers | None = None, words: Any = None) -> None:
    """Say who composes the mails of a kind; called in `AppConfig.ready()`.

    `readers` finds whom they go to, when that is not an importing authority; `words` is what the pages call the event.
    """
    _composers[kind] = compose
    if readers is not None:
        _readers[kind] = readers
    if words is not None:
        _words[kind] = words


def composer_of(kind: str) -> Compose | None:
    """Give the composer of a kind; None when it has no mails."""
    return _composers.get(kind)


def readers_of(kind: str) -> Readers | None:
    """Give what finds the readers of a kind; None: whom the authority writes to about the destination."""
    return _readers.get(kind)


def words_of(kind: str) -> Any:
    """Give what the pages call an event."""
    return _words.get(kind) or WORDS.get(kind, kind)
