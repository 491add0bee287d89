"""Robust statistics of figures that spread over ratios: a price is twice another one, not 80 more.  Pure.

Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers (1993): a value is looked at when it is more than 3.5
median absolute deviations, scaled by 1.4826, away from the median.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from math import exp, log
from statistics import median

from kpverify.compliance.facts import Spread

# Of fewer values nothing is said: a handful says nothing about the next one.
ENOUGH = 12
DEVIATIONS = 3.5
# What makes the median absolute deviation of a normal distribution its standard deviation.
SCALE = 1.4826
# However alike the values were: within a factor of 1.1 ** 3.5 of the median (about 1.4) nothing is unusual.
LEAST_DEVIATION = log(1.1)
CENT = Decimal("0.01")
# So that no figure, however odd, is too large for a column or a float.
LARGEST = Decimal(10) ** 15


def spread_of(values: Iterable[Decimal], *, enough: int = ENOUGH) -> Spread | None:
    """Describe how values are distributed; None when fewer than `enough` are above zero: the others are left out."""
    logs = sorted(log(min(one, LARGEST)) for one in values if one > 0)
    if not logs or len(logs) < enough:
        return None
    middle = median(logs)
    deviation = max(SCALE * median(abs(one - middle) for one in logs), LEAST_DEVIATION)
    quarter, three_quarters = _quantile(logs, 0.25), _quantile(logs, 0.75)
    # Where more than half are the same, a quarter may lie beyond: what one in four is, is usual.
    low = min(middle - DEVIATIONS * deviation, quarter)
    high = max(middle + DEVIATIONS * deviation, three_quarters)
    return Spread(len(logs), *(_back(one) for one in (low, quarter, middle, three_quarters, high)))


def _quantile(ordered: Sequence[float], share: float) -> float:
    """Give a quantile, between two values in proportion."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])


def _back(logarithm: float) -> Decimal:
    """Turn a logarithm into a figure of cents, at least one."""
    figure = Decimal(repr(exp(min(logarithm, log(float(LARGEST)))))).quantize(CENT)
    return max(min(figure, LARGEST), CENT)
