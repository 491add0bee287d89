"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    """Configuration of kpverify.proposals."""

    name = "kpverify.proposals"
