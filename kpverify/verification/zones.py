"""Which zones were compliant on a day, for everybody: a map, and a table with the same facts and their sources.

No cookie is set and nothing is stored: who asks about which zone is nobody's business.
"""

from __future__ import annotations

import re
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kpverify.errors import Refused
from kpverify.registry.regime_words import RULE
from kpverify.registry.zone_map import BARRED, COMPLIANT, NOT_COMPLIANT, OPEN, countries_on, views_of
from kpverify.verification.faults import for_programs
from kpverify.verification.pages import page

PAGE_SECONDS = 300
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SHAPES = (COMPLIANT, NOT_COMPLIANT, BARRED, OPEN)


@for_programs
def zones_page(request: HttpRequest) -> HttpResponse:
    """Show every country that has rules or zones of its own, as it stood on the day `on`, or stands today."""
    today = timezone.now().date()
    day = read_day(request.GET.get("on")) or today
    shown = [
        {
            "it": one,
            "views": views_of(one),
            "tag": RULE[one.rule_code],
            "rules": [(rule, RULE[rule.rule]) for rule in one.rules],
        }
        for one in countries_on(day)
    ]
    context = {"countries": shown, "day": day, "today": today, "shapes": SHAPES}
    return page("verification/zones.html", context, seconds=PAGE_SECONDS)


def read_day(asked: str | None) -> date | None:
    """Read a day of the calendar.  Raises: Refused wrong-day."""
    if not asked:
        return None
    try:
        return date.fromisoformat(asked if DAY.fullmatch(asked) else "")
    except ValueError as wrong:
        raise Refused("wrong-day", "Give on as a day: 2018-06-01.", status=400) from wrong
