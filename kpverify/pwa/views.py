"""The checking page: the same for everybody, without a cookie."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Serve the checking page. Rendered without the request, so that no session can be opened."""
    return HttpResponse(render_to_string("pwa/verify.html", {}))
