"""Where Django learns that this package is here."""

from django.apps import AppConfig


class DiligenceConfig(AppConfig):
    """Configuration of kpverify.diligence."""

    name = "kpverify.diligence"
