"""Where Django learns that this package is here."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Configuration of kpverify.certificates."""

    name = "kpverify.certificates"

    def ready(self) -> None:
        """Say who writes the mails about certificates, and which acts take two officers."""
        from kpverify.certificates import amending, mails, mass, revoking

        mails.register()
        amending.register()
        revoking.register()
        mass.register()
