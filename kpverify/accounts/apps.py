"""Where Django learns that this package is here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of kpverify.accounts."""

    name = "kpverify.accounts"

    def ready(self) -> None:
        """List every session, and offer codes for the paper to whoever signs in without having kept any."""
        from django.contrib.auth.signals import user_logged_in

        from kpverify.accounts.bindings import bind
        from kpverify.accounts.paper import offer_codes
        from kpverify.accounts.sessions import remember

        user_logged_in.connect(offer_codes, dispatch_uid="kpverify.accounts.paper")
        user_logged_in.connect(bind, dispatch_uid="kpverify.accounts.bindings")
        user_logged_in.connect(remember, dispatch_uid="kpverify.accounts.sessions")
