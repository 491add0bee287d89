"""Where Django learns that this package is here."""

from django.apps import AppConfig


class PWAConfig(AppConfig):
    """Configuration of kpverify.pwa."""

    name = "kpverify.pwa"
