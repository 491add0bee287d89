"""The Secretariat's pages over the registry, the lists and the log."""

from django.apps import AppConfig


class SecretariatConfig(AppConfig):
    name = "kpverify.secretariat"

    def ready(self) -> None:
        """Say which acts take two people."""
        from kpverify.secretariat import sanctions, seconded

        sanctions.register()
        seconded.register()
