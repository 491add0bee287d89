"""How django-allauth is held to our rules: nobody signs up, officers are made by those who answer for them."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _


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

    def is_safe_url(self, url: str | None) -> bool:
        """Go on to addresses of this node only: paths, never another host or port."""
        return bool(url) and url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Begin where the work is: people of no authority at the Secretariat's pages."""
        is_of_none = getattr(request.user, "authority_id", "") is None
        return "/secretariat/" if is_of_none else str(super().get_login_redirect_url(request))
