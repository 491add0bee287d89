"""Where Django learns that this package is here."""

from django.apps import AppConfig


class OfficeConfig(AppConfig):
    """Configuration of kpverify.office."""

    name = "kpverify.office"

    def ready(self) -> None:
        """Let roles be proposed to a second person."""
        from kpverify.office.people import register_kinds

        register_kinds()
