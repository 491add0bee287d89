"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ScreeningConfig(AppConfig):
    """Configuration of kpverify.screening."""

    name = "kpverify.screening"

    def ready(self) -> None:
        """Let the rules know who is on a list."""
        from kpverify.compliance import evidence
        from kpverify.screening.services import screened

        evidence.register("screened", screened)
