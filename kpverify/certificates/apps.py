"""Where Django learns that this package is here."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """Configuration of kpverify.certificates."""

    name = "kpverify.certificates"
