"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    """Configuration of kpverify.clearance."""

    name = "kpverify.clearance"
