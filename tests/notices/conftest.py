"""Botswana writes to the Emirates about its shipments, through a real mail server."""

import pytest

from kpverify.notices import contacts, webhooks
from kpverify.notices.models import Notice
from tests.certificates.conftest import Shipping, ada, ben, chen, dora, now

from .servers import HookServer, MailServer

__all__ = ["ada", "ben", "chen", "dora", "now"]


@pytest.fixture
def shipping(ada, ben, now):
    return Shipping(ada, ben, now)


@pytest.fixture
def post_office(settings):
    """A mail server, and a node that uses it."""
    server = MailServer()
    use(settings, server.port)
    yield server
    server.stop()


def use(settings, port):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 3
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_IS_CONFIGURED = True
    settings.DEFAULT_FROM_EMAIL = "kp@bw.example"


@pytest.fixture
def contact(ada, now):
    return contacts.add_contact(
        destination="AE", name="KP Office", email="kp@ae.example", language="fr", by=ada, now=now
    )


@pytest.fixture
def hooks():
    server = HookServer()
    yield server
    server.stop()


@pytest.fixture
def admin(world):
    """Dora keeps Botswana's webhooks."""
    world.grant(world.dora, "authority_admin")
    return world.dora


@pytest.fixture
def hook(admin, hooks, now):
    """A webhook of Botswana, and its secret."""
    return webhooks.add_webhook(url=hooks.url, events=["certificate.issued", "certificate.revoked"], by=admin, now=now)


def only():
    return Notice.objects.get()
