"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    """Configuration of kpverify.clearance."""

    name = "kpverify.clearance"

    def ready(self) -> None:
        """Let issuing ask for the monitors' word."""
        from kpverify.certificates import clearing
        from kpverify.clearance.services import asked_about, signed_for

        clearing.register(signed_for, asked_about)
