"""Nobody works with a password alone, nor in a session that has rested too long."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kpverify.accounts import factors, sessions
from kpverify.accounts.models import Officer
from kpverify.accounts.paper import has_new_codes
from kpverify.accounts.second_factor import proofs
from kpverify.errors import Refused, problem_response

# Where officers work. What is public stays public for those who are half signed in, and costs no query.
GUARDED = re.compile(r"/(office|secretariat|accounts|api/v1)(/|\Z)")


class SecondFactorMiddleware:
    """Send whoever has no second factor yet to set one up; nothing else is open to them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Look at the session before the view does."""
        if not GUARDED.match(request.path) or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if not getattr(getattr(view, "cls", None), "authentication_classes", (None,)):
            return None  # Public: asks for nobody.
        officer = request.user
        if not isinstance(officer, Officer):
            return None
        if sessions.is_over(request, timezone.now()):
            # The page itself asks to sign in again, with what was typed.
            logout(request)
            return None
        if request.path.startswith("/accounts/"):
            return None  # Here factors are proved and set up.
        is_api = request.path.startswith("/api/")
        if not proofs(request):
            return _unproved(officer, is_api=is_api)
        return redirect("account_codes") if has_new_codes(request) and not is_api else None


def _unproved(officer: Officer, *, is_api: bool) -> HttpResponse:
    if is_api:
        words = "Set up your second factor at /accounts/set-up/ first."
        return problem_response(Refused("second-factor-missing", words, status=403))
    return redirect("account_prove" if factors.held(officer) else "account_set_up")
