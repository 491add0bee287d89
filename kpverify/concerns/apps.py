"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ConcernsConfig(AppConfig):
    """Configuration of kpverify.concerns."""

    name = "kpverify.concerns"
