"""Where Django learns that this package is here."""

from django.apps import AppConfig


class UploadsConfig(AppConfig):
    """Configuration of kpverify.uploads."""

    name = "kpverify.uploads"
