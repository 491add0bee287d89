"""Where Django learns that this package is here."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Configuration of kpverify.accounts."""

    name = "kpverify.accounts"
