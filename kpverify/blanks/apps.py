"""Where Django learns that this package is here."""

from django.apps import AppConfig


class BlanksConfig(AppConfig):
    """Configuration of kpverify.blanks."""

    name = "kpverify.blanks"
