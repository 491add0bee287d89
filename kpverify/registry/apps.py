"""Where Django learns that this package is here."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """Configuration of kpverify.registry."""

    name = "kpverify.registry"
