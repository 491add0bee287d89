"""What every page of an officer knows: who is here, and what they may do (`{% if may.certificate_draft %}`)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, actions_of


def rights(request: HttpRequest) -> dict[str, Any]:
    """Add `officer`, `may`, and the one address passkeys work at.

    Nobody signed in may nothing. Only a page that asks costs a query.
    """
    officer = getattr(request, "user", None)
    if not isinstance(officer, Officer):
        return {"officer": None, "may": {}, "public_url": settings.PUBLIC_URL, "oidc_name": _oidc_name()}
    may = SimpleLazyObject(lambda: {action.name.lower(): True for action in asked_once(request, officer)})
    return {"officer": officer, "may": may, "public_url": settings.PUBLIC_URL}


def asked_once(request: HttpRequest, officer: Officer) -> frozenset[Action]:
    """List what an officer may do, asked once for a request: a page and what it shows agree."""
    found: frozenset[Action] | None = getattr(request, "actions", None)
    if found is None:
        found = request.actions = actions_of(officer)  # type: ignore[attr-defined]
    return found


def _oidc_name() -> str:
    """Name the identity provider for the sign-in page; empty when there is none."""
    return settings.OIDC_NAME if settings.OIDC_ISSUER else ""
