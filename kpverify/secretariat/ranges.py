"""How ranges of certificate numbers are shown."""

from __future__ import annotations

from typing import Any

from kpverify.registry.models import NumberRange


def laid_out(one: NumberRange) -> dict[str, Any]:
    """Lay a range out for a table."""
    return {
        "pk": one.pk,
        "authority": one.authority_id,
        "year": one.year,
        "place": one.place,
        "first": one.number(one.first_value),
        "last": one.number(one.last_good),
        "given": one.next_value - one.first_value,
        "left": one.left,
        "closed_at": one.closed_at,
        # Less than a tenth is left: the next one is wanted.
        "is_nearly_used": one.closed_at is None and one.left * 10 < one.size,
        "percent": 100 * (one.next_value - one.first_value) // one.size,
    }
