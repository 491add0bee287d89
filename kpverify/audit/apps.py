"""Where Django learns that this package is here."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Configuration of kpverify.audit."""

    name = "kpverify.audit"
