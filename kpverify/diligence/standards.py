"""The standards a due diligence statement may name, as data with their sources (`data/standards.json`), in words."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

DATA = Path(__file__).parent / "data" / "standards.json"
# The names as the pages say them; the file has the same in English.
NAMES: dict[str, str] = {
    "OECD-DDG": _(
        "OECD Due Diligence Guidance for Responsible Supply Chains of Minerals from Conflict-Affected and High-Risk "
        "Areas"
    ),
    "UNGP": _("United Nations Guiding Principles on Business and Human Rights"),
    "WDC-SOW-2021": _("World Diamond Council System of Warranties"),
    "RJC": _("Responsible Jewellery Council, Code of Practices, provision 7.1"),
    "LUSAKA-REF": _("Lusaka Declaration of the ICGLR, a policy reference"),
    "FRAME-7": _("Frame 7, declaration of seven principles of responsible diamond sourcing"),
}
# What the five steps of the OECD Guidance are.
STEPS: dict[str, str] = {
    "1": _("Step 1: company management systems"),
    "2": _("Step 2: identify and assess risks in the supply chain"),
    "3": _("Step 3: respond to the risks that were found"),
    "4": _("Step 4: independent audit at chosen points"),
    "5": _("Step 5: report every year"),
}


class Version(NamedTuple):
    """One version of a standard; `until` is the first day on which it is not accepted any more."""

    version: str
    name: str
    since: str
    until: str | None

    def is_accepted(self, day: str) -> bool:
        """Is it accepted on this day?"""
        return self.since <= day and (self.until is None or day < self.until)


class Standard(NamedTuple):
    """One standard. `kind`: guidance, warranty, certification, declaration, or reference: nobody is certified by it."""

    id: str
    name: str
    kind: str
    versions: dict[str, Version]
    steps: tuple[str, ...]
    source: str
    url: str


@lru_cache(maxsize=1)
def standards() -> dict[str, Standard]:
    """Read them, by id, in the order in which they are offered."""
    rows = json.loads(DATA.read_text(encoding="utf-8"))["standards"]
    found = {}
    for row in rows:
        versions = [Version(one["version"], one["name"], one["from"], one["until"]) for one in row["versions"]]
        found[row["id"]] = Standard(
            id=row["id"],
            name=NAMES[row["id"]],
            kind=row["kind"],
            versions={one.version: one for one in versions},
            steps=tuple(row["steps"]),
            source=row["source"],
            url=row["url"],
        )
    return found
