"""Where Django learns that this package is here."""

from django.apps import AppConfig


class PlausibilityConfig(AppConfig):
    """Configuration of kpverify.plausibility."""

    name = "kpverify.plausibility"
