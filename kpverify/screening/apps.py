"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Configuration of kpverify.screening."""

    name = "kpverify.screening"
