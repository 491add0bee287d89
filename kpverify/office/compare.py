"""What changed in a certificate since an approver saw it before, field by field, with what was found beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kpverify.office.summary import summary_of


@dataclass(slots=True)
class Compared:
    """One field: what it said, what it says, and the findings about it. `was` is None when nothing was before."""

    path: str
    label: str
    now: list[str]
    was: list[str] | None = None
    findings: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Does it say something else than before?"""
        return self.was is not None and self.was != self.now


def compare(
    now: Mapping[str, Any], *, was: Mapping[str, Any] | None, findings: Iterable[dict[str, str]]
) -> list[Compared]:
    """Lay both contents side by side, in the order of the paper; `was` None is the first time."""
    found = _fields(now, findings)
    if was is None:
        return list(found.values())
    before = _fields(was, ())
    for path, one in before.items():
        if path in found:
            found[path].was = one.now
        else:
            found[path] = Compared(path, one.label, [], one.now)
    for one in found.values():
        one.was = one.was if one.was is not None else []
    return list(found.values())


def _fields(content: Mapping[str, Any], findings: Iterable[dict[str, str]]) -> dict[str, Compared]:
    summary = summary_of(content, findings=findings)
    rows = [Compared(row.path, str(row.label), list(row.values), findings=row.findings) for row in summary.rows]
    goods = [
        " · ".join((line.get("hs", "–"), f"{line.get('carats', '–')} ct", f"{line.get('usd', '–')} USD"))
        for line in summary.goods
    ]
    rows.append(Compared("goods", _("Goods"), goods, findings=summary.goods_findings))
    rows += [Compared(row.path, str(row.label), list(row.values), findings=row.findings) for row in summary.more]
    return {row.path: row for row in rows}
