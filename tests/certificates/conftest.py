"""The cast: Ada prepares and Ben approves for Botswana, Chen does both for the Emirates, Dora may do nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from kpverify.certificates import services
from kpverify.certificates.models import Certificate

from .typed import content


@pytest.fixture
def ada(world):
    return world.ada


@pytest.fixture
def ben(world):
    return world.ben


@pytest.fixture
def chen(world):
    return world.chen


@pytest.fixture
def dora(world):
    return world.dora


@pytest.fixture
def now(world):
    return world.now + timedelta(minutes=10)


class Shipping:
    """Brings certificates to a state, through the services officers use."""

    def __init__(self, preparer, approver, now):
        self.preparer, self.approver, self.now = preparer, approver, now

    def draft(self, **changes):
        return services.draft_certificate(content=content(**changes), by=self.preparer, now=self.now)

    def submitted(self, **changes):
        return services.submit_certificate(certificate_id=self.draft(**changes).pk, by=self.preparer, now=self.now)

    def approved(self, **changes):
        return services.approve_certificate(certificate_id=self.submitted(**changes).pk, by=self.approver, now=self.now)

    def issued(self, **changes):
        made = self.approved(**changes)
        return services.issue_certificate(certificate_id=made.pk, by=self.approver, now=self.now)

    def suspended(self, **changes):
        made = self.issued(**changes)
        return services.suspend_certificate(number=made.number, reason="Weight", by=self.approver, now=self.now)

    def revoked(self, **changes):
        made = self.issued(**changes)
        return services.revoke_certificate(number=made.number, reason="Cancelled", by=self.approver, now=self.now)

    def issuing(self, **changes):
        """One whose process died between the intent and the signature."""
        from kpverify.certificates import issuing
        from kpverify.registry.signers import signer_for

        made = self.approved(**changes)
        kid = signer_for(made.authority_id, "certificate").kid
        ground = issuing.ground_of(made.authority_id)
        with issuing.transaction.atomic():
            issuing.store_intents([made], ground=ground, kid=kid, by=self.approver, now=self.now.replace(microsecond=0))
        return made

    def void(self, **changes):
        from kpverify.certificates.issuing import give_up

        made = self.issuing(**changes)
        give_up(made, reason="Test", by="system:work", now=self.now)
        return Certificate.objects.get(pk=made.pk)


@pytest.fixture
def shipping(ada, ben, now):
    return Shipping(ada, ben, now)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
