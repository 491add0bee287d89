"""Where Django learns that this package is here."""

from django.apps import AppConfig


class VerificationConfig(AppConfig):
    """Configuration of kpverify.verification."""

    name = "kpverify.verification"
