"""From an act that is written down to the mails of the table, within the act's own transaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from kpverify.audit.listening import Heard
from kpverify.notices.services import enqueue_mails
from kpverify.proposals.kinds import kind_of
from kpverify.telling.audiences import Audience, readers_of
from kpverify.telling.table import HEARD, LETTERS, PROPOSAL, PROPOSED


def hear(act: Heard) -> None:
    """Tell whoever the table names.  Writes: Notice."""
    for kind in HEARD.get(act.verb, ()):
        tell(kind, subject=act.subject, authority_id=act.authority, detail=_kept(act), now=act.at, but=act.by)
    if act.verb.endswith(PROPOSED) and not act.authority:
        what = act.verb.removesuffix(PROPOSED)
        subject = f"proposal:{act.detail['proposal']}"
        tell(PROPOSAL, subject=subject, authority_id=None, detail={"what": what}, now=act.at, but=act.by)


def _kept(act: Heard) -> dict[str, str]:
    """Keep of an act what the list of notices shows: the number, never a reason."""
    number = act.detail.get("number")
    return {"number": str(number)} if number else {}


def tell(
    kind: str,
    *,
    subject: str,
    authority_id: str | None,
    detail: Mapping[str, Any],
    now: datetime,
    but: str = "",
    once: str = "",
) -> int:
    """Put one kind of mail into the outbox for its audience; tells how many.  Writes: Notice."""
    audience = audience_of(kind, detail)
    owner = None if audience.is_scheme else authority_id or None
    readers = readers_of(audience, authority_id=owner, subject=subject, but=but)
    if not readers and not audience.rights:
        # Who sent it has left: there is nobody to be found, now or later.
        return 0
    return enqueue_mails(
        kind=kind, subject=subject, authority_id=owner, detail=detail, readers=readers, now=now, once=once
    )


def audience_of(kind: str, detail: Mapping[str, Any]) -> Audience:
    """Give whom a kind is for; a proposal is for whoever may confirm that very act."""
    audience = LETTERS[kind].audience
    if kind != PROPOSAL:
        return audience
    return audience._replace(rights=frozenset({kind_of(str(detail["what"])).action}))
