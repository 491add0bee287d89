"""Where Django learns that this package is here."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Configuration of kpverify.certificates."""

    name = "kpverify.certificates"

    def ready(self) -> None:
        """Say who writes mails about certificates, which acts take two officers, and whom screening looks at."""
        from kpverify.certificates import amending, mails, mass, revoking, screening

        mails.register()
        amending.register()
        revoking.register()
        mass.register()
        screening.register_subjects()
