"""The cast: Ada prepares and Ben approves for Botswana, Chen does both for the Emirates, Dora may do nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from kpverify.accounts.models import Officer
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


def revoked_by_two(number, *, by, now, reason="Cancelled"):
    """Propose to revoke as one officer, confirm as any other of the authority who may."""
    services.revoke_certificate(number=number, reason=reason, by=by, now=now)
    others = Officer.objects.filter(authority_id=by.authority_id, grants__role="approver", grants__ended_at=None)
    second = others.exclude(pk=by.pk).order_by("pk")[0]
    return services.revoke_certificate(number=number, reason="", by=second, now=now)


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
        return revoked_by_two(self.issued(**changes).number, by=self.approver, now=self.now)

    def amended(self, changes=None, **content):
        """One whose importer's address was corrected."""
        made = self.issued(**content)
        changes = changes or [{"field": "importer.address", "new": "Almas Tower, 3rd floor, Dubai"}]
        how = {"number": made.number, "now": self.now}
        proposal = services.propose_amendment(
            **how, changes=changes, reason="The floor was left out.", by=self.preparer
        )
        services.confirm_amendment(**how, proposal_id=proposal.pk, by=self.approver)
        return Certificate.objects.get(pk=made.pk)

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
