"""The lines of goods in a form: their three fields, the pattern a script makes more of, and what they come to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from django import forms
from django.utils.translation import gettext as _

Pair = tuple[str, str]
MOST_LINES = 3
LINE = ("hs", "carats", "usd")
# As `tokens.claims` wants an amount; of anything else there is no total.
AMOUNT = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,2})?")
CENT = Decimal("0.01")


class Totals(NamedTuple):
    """What the lines come to, as text; empty where a line is not an amount yet."""

    carats: str = ""
    usd: str = ""
    per_carat: str = ""


def line_fields(
    place: object,
    number: object,
    hs: list[Pair],
    *,
    text: Callable[..., forms.Field],
    one_of: Callable[..., forms.Field],
) -> dict[str, forms.Field]:
    """Make the fields of one line; `place` stands in their names, `number` in their labels."""
    named = {"number": number}
    amount = {"inputmode": "decimal", "class": "short", "dir": "ltr"}
    code = one_of(
        label=_("HS code, line %(number)s") % named,
        help_text=_("Each code once."),
        required=False,
        choices=[("", ""), *hs],
    )
    carats = text(_("Carats, line %(number)s") % named, _("For example 1804.52"), **amount)
    usd = text(_("US dollars, line %(number)s") % named, _("For example 362118.75"), **amount)
    return {f"goods-{place}-{part}": field for part, field in zip(LINE, (code, carats, usd), strict=True)}


def totals_of(lines: Iterable[Mapping[str, str]]) -> Totals:
    """Add carats and dollars exactly, and divide to the cent; no floats anywhere."""
    filled = [line for line in lines if any(text.strip() for text in line.values())]
    carats, usd = (_sum(line[part].strip() for line in filled) for part in ("carats", "usd"))
    per_carat = "" if not carats or usd is None else str((usd / carats).quantize(CENT, ROUND_HALF_UP))
    return Totals(_written(carats), _written(usd), per_carat)


def _written(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:.2f}"


def _sum(texts: Iterable[str]) -> Decimal | None:
    found = list(texts)
    if not found or not all(AMOUNT.fullmatch(text) for text in found):
        return None
    return sum(map(Decimal, found), Decimal(0))


def resized(data: Any, do: str, *, add: str, remove: str) -> Any:
    """Add or remove a line of goods in what was sent, for browsers without scripts."""
    sent = data.copy()
    typed = sent.get("lines", "1")
    count = int(typed) if typed in {"1", "2", "3"} else 1
    if do == add and count < MOST_LINES:
        sent["lines"] = str(count + 1)
    elif do.startswith(remove) and do.removeprefix(remove) in {"0", "1", "2"} and count > 1:
        for place in range(int(do.removeprefix(remove)), count):
            for part in LINE:
                sent[f"goods-{place}-{part}"] = sent.get(f"goods-{place + 1}-{part}", "")
        sent["lines"] = str(count - 1)
    return sent
