"""The Secretariat's pages over the registry, the lists and the log."""

from django.apps import AppConfig


class SecretariatConfig(AppConfig):
    name = "kpverify.secretariat"
