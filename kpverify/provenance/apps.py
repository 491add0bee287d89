"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    """Configuration of kpverify.provenance."""

    name = "kpverify.provenance"
