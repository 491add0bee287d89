"""Pages for everybody: the same for each reader of a language, kept by caches, and without a cookie."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation


def page(template: str, context: Mapping[str, Any], *, seconds: int) -> HttpResponse:
    """Render without the request: no session is opened, so no cookie can be set."""
    response = HttpResponse(render_to_string(template, context))
    response["Content-Language"] = translation.get_language() or "en"
    response["Cache-Control"] = f"public, max-age={seconds}"
    return response
