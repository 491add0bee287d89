"""What "conflict diamonds" means in the scheme: a text with versions, for a wider one has been asked for since 2021.

Source: KPCS core document, Section I. The plenaries of 2021 to 2025 reached no consensus on another text.
"""

from __future__ import annotations

from typing import NamedTuple

from kpverify.tokens.codes import gettext_noop

_ = gettext_noop


class Definition(NamedTuple):
    """One wording; `until` is the first day on which another one holds, None for the one in force."""

    since: str
    until: str | None
    text: str
    source: str
    url: str


CONFLICT_DIAMONDS: tuple[Definition, ...] = (
    Definition(
        since="2003-01-01",
        until=None,
        text=_(
            "rough diamonds used by rebel movements or their allies to finance conflict aimed at undermining "
            "legitimate governments"
        ),
        source="KPCS core document, Section I; unchanged by the plenaries of 2021 to 2025",
        url="https://www.thediamondpress.com/post/the-conflict-divide",
    ),
)
