"""Where Django learns that this package is here."""

from django.apps import AppConfig


class PlausibilityConfig(AppConfig):
    """Configuration of kpverify.plausibility."""

    name = "kpverify.plausibility"

    def ready(self) -> None:
        """Say who knows an issuer's history."""
        from kpverify.compliance.evidence import register
        from kpverify.plausibility.history import provide

        register("history", provide)
