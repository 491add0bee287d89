"""What other packages use of screening: one function per verb."""

from __future__ import annotations

from decimal import Decimal

from kpverify.compliance.evidence import Asked
from kpverify.compliance.facts import Hit, Screened
from kpverify.screening.deciding import Screening, decide, note, screen, seen_of
from kpverify.screening.loading import (
    advance_load,
    drop_load,
    finish_loads,
    open_load,
    release_load,
    require_waiting,
    waits,
)
from kpverify.screening.reasons import say
from kpverify.screening.removals import losing, unlisted_by
from kpverify.screening.reports import differences
from kpverify.screening.searching import Match, Party, in_force
from kpverify.screening.staging import stage
from kpverify.screening.subjects import (
    Subject,
    advance_rescreening,
    begin_rescreening,
    finish_rescreening,
    parties_of,
    register,
    register_owners,
)

__all__ = [
    "Match",
    "Party",
    "Screening",
    "Subject",
    "advance_load",
    "advance_rescreening",
    "begin_rescreening",
    "decide",
    "differences",
    "drop_load",
    "finish_loads",
    "finish_rescreening",
    "in_force",
    "losing",
    "note",
    "open_load",
    "parties_of",
    "register",
    "register_owners",
    "release_load",
    "require_waiting",
    "say",
    "screen",
    "screened",
    "seen_of",
    "stage",
    "unlisted_by",
    "waits",
]


def screened(asked: Asked) -> Screened | None:
    """Give the rules what screening finds about a shipment; None while no list is loaded."""
    found = screen(parties_of(asked.authority_id, asked.content), authority_id=asked.authority_id)
    if not found.lists:
        return None
    hits = [
        Hit(
            hit.party.field,
            hit.party.name,
            hit.match.entry_name,
            hit.listed_by,
            hit.decision,
            Decimal(hit.party.share) if hit.party.share else None,
        )
        for hit in found.hits
    ]
    return Screened(found.lists, tuple(hits))
