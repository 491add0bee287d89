"""Where Django learns that this package is here."""

from django.apps import AppConfig


class StatusConfig(AppConfig):
    """Configuration of kpverify.status."""

    name = "kpverify.status"
