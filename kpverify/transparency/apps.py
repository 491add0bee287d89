"""Where Django learns that this package is here."""

from django.apps import AppConfig


class TransparencyConfig(AppConfig):
    """Configuration of kpverify.transparency."""

    name = "kpverify.transparency"
