"""Writing serials of sheets in templates."""

from __future__ import annotations

from django import template

from kpverify.blanks.models import Batch

register = template.Library()


@register.simple_tag
def serial(batch: Batch, value: int) -> str:
    """Write one serial of a batch: `{% serial batch run.first %}`."""
    return batch.serial(value)
