"""Where Django learns that this package is here."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class BlanksConfig(AppConfig):
    """Configuration of kpverify.blanks."""

    name = "kpverify.blanks"

    def ready(self) -> None:
        """Let sheets be put back into the stock by two people."""
        from kpverify.accounts.rights import Action
        from kpverify.blanks.recovery import KIND, recover
        from kpverify.proposals.kinds import register
        from kpverify.proposals.models import Proposal

        def address(proposal: Proposal) -> str:
            return reverse("office-paper-fate", kwargs={"number": proposal.detail["fate"]})

        words = _("Take paper back into stock")
        register(KIND, action=Action.PAPER_MANAGE, execute=recover, words=words, address=address)
