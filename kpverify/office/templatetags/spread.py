"""Drawing figures in templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from kpverify.office.drawing import drawn

register = template.Library()


@register.inclusion_tag("office/_spread.html")
def spread(picture: Mapping[str, Any] | None) -> dict[str, Any]:
    """Draw where a figure lies: `{% spread one.picture %}`; nothing when there is no picture."""
    return {"drawn": drawn(picture)}
