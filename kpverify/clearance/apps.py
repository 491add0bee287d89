"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ClearanceConfig(AppConfig):
    """Configuration of kpverify.clearance."""

    name = "kpverify.clearance"

    def ready(self) -> None:
        """Let issuing ask for the monitors' word, and the rules whether there is one."""
        from kpverify.certificates import clearing
        from kpverify.clearance.evidence import is_cleared
        from kpverify.clearance.services import signed_for
        from kpverify.compliance import evidence

        clearing.register(signed_for)
        evidence.register("is_cleared", is_cleared)
