"""Systems at the API: `Authorization: Bearer kp_...`."""

from __future__ import annotations

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from kpverify.accounts.apikeys import find_key
from kpverify.accounts.models import ApiKey, Officer

MOST = 200


class KeyAuthentication(BaseAuthentication):
    """Let a system in by its key. A wrong key is a no, also beside a good session."""

    def authenticate(self, request: Request) -> tuple[Officer, ApiKey] | None:
        """Find the key's officer.  Raises: AuthenticationFailed."""
        scheme, _, plain = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        key = find_key(plain[:MOST].decode("latin-1").strip(), now=timezone.now())
        if key is None:
            # One answer for no such key, a wrong secret, an ended and an expired one.
            raise AuthenticationFailed("This key opens nothing: it is wrong, ended or expired.", code="key-refused")
        return key.officer, key

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme in a 401."""
        return "Bearer"
