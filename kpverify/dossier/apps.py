"""Where Django learns that this package is here."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Configuration of kpverify.dossier."""

    name = "kpverify.dossier"
