"""The demonstration has no phones: its pages show the code an app would show. Nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings

from kpverify.accounts import factors


def demo_code(officer: Any, now: datetime) -> str:
    """Give the next code that was not used yet; nothing but in a demonstration."""
    if settings.KPVERIFY_ENV != "demo":
        return ""
    app = next((one for one in factors.held(officer) if one.type == factors.Type.TOTP), None)
    if app is None:
        return ""
    counter = max(factors.counter_at(now), app.data["last"] + 1)
    return factors.code_of(factors.secret_of(app), counter)
