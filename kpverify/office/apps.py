"""Where Django learns that this package is here."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Configuration of kpverify.office."""

    name = "kpverify.office"
