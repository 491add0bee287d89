"""How django-allauth is held to our rules: nobody signs up, officers are made by those who answer for them."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from kpverify.accounts import limits
from kpverify.registry.sealing import seal, unseal


class OfficersOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No public sign-up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("This address and this password do not belong together. Try both once more."),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes, then try again. Your account is not locked, and nobody else can "
            "lock it."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Say no, always."""
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count one attempt: of the network address, of the account from there, and of the account from everywhere.

        Raises: ValidationError.
        """
        super().pre_authenticate(request, **credentials)
        if limits.is_password_tried_too_often(request, str(credentials.get("email", "")).lower()):
            raise self.validation_error("too_many_login_attempts")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Count wrong passwords of an account apart for each network address: strangers lock nobody out."""
        key: str = super()._get_login_attempts_cache_key(request, **credentials)
        return f"{key}:{self.get_client_ip(request)}"

    def is_safe_url(self, url: str | None) -> bool:
        """Go on to addresses of this node only: paths, never another host or port."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Begin where the work is: people of no authority at the Secretariat's pages."""
        is_of_none = getattr(request.user, "authority_id", "") is None
        return "/secretariat/" if is_of_none else str(super().get_login_redirect_url(request))


class SealedFactorsAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors of this node's public address; whatever allauth itself keeps of them is sealed."""

    def encrypt(self, text: str) -> str:
        """Seal a secret.  Raises: Refused seal-key-missing, seal-key-wrong."""
        return base64.b64encode(seal(text.encode(), place="authenticator")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Open a secret.  Raises: Refused seal-key-missing, seal-key-wrong."""
        return unseal(base64.b64decode(encrypted_text), place="authenticator").decode()

    def get_totp_issuer(self) -> str:
        """Name the entry in the authenticator app."""
        return f"kpverify {urlsplit(settings.PUBLIC_URL).hostname}"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Bind passkeys to the public address, whatever Host a request names."""
        return {"id": str(urlsplit(settings.PUBLIC_URL).hostname), "name": "kpverify"}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """Show the officer's name beside the passkey."""
        found: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return {**found, "display_name": user.name}
