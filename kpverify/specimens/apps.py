"""Where Django learns that this package is here."""

from django.apps import AppConfig


class SpecimensConfig(AppConfig):
    """Configuration of kpverify.specimens."""

    name = "kpverify.specimens"
