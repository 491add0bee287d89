"""Where Django learns that this package is here."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Configuration of kpverify.demo."""

    name = "kpverify.demo"
