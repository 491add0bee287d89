"""Who writes the mails: each kind of event has one composer, registered by the package that owns the event.

A mail is composed when it is sent, from what is stored then; a kind without a composer is told to webhooks only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kpverify.notices.models import Notice


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
_composers: dict[str, Compose] = {}


def register(kind: str, compose: Compose) -> None:
    """Say who composes the mails of a kind; called in `AppConfig.ready()`."""
    _composers[kind] = compose


def composer_of(kind: str) -> Compose | None:
    """Give the composer of a kind; None when it has no mails."""
    return _composers.get(kind)
