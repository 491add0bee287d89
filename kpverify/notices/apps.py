"""Where Django learns that this package is here."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Configuration of kpverify.notices."""

    name = "kpverify.notices"
