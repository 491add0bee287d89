"""How often a system may ask, and how the OpenAPI document names its key.

Apart from `bearer.py`, which Django REST framework imports before it has views.
"""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from kpverify.accounts.bearer import KeyAuthentication
from kpverify.accounts.models import ApiKey


class KeyThrottle(SimpleRateThrottle):
    """How often one key may ask; people at browsers are not counted."""

    scope = "key"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Count per key."""
        return f"throttle_key_{request.auth.pk}" if isinstance(request.auth, ApiKey) else None


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document names it."""

    target_class = KeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Describe it."""
        words = "A system's key, made by its authority's administrator at `/office/keys/`: `kp_<prefix>_<secret>`."
        return {"type": "http", "scheme": "bearer", "description": words}
