"""Who is told what: the one table, from acts (as the audit log names them) and reminders to readers and words.

Mails are read by many on their way: none names a party, a price, a reason or anything a concern says. They say that
something waits, and where to read it. Source: House (docs/compliance.md, "Who is told what").
"""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from kpverify.telling import audiences as who
from kpverify.telling.audiences import Audience


class Letter(NamedTuple):
    """One kind of mail: whom it goes to, what the pages call it, its subject line, its text, and where to go on.

    A proposal has its own page, which takes the address's place. Texts may name `certificate`, `authority`,
    `participant`, `reference`, `many`, `days`, `what`.
    """

    audience: Audience
    words: Any
    subject: Any
    text: Any
    todo: Any
    # A named address, and the value of its only variable: of the notice's detail.
    address: str
    key: str = ""


# Of an act: the kinds of mail it leads to.
HEARD: dict[str, tuple[str, ...]] = {
    "certificate.clearance-ask": ("clearance.asked",),
    "certificate.clearance-approve": ("clearance.given",),
    "certificate.clearance-object": ("clearance.objected",),
    "concern.send": ("concern.arrived", "concern.acknowledged"),
    "concern.add": ("concern.more",),
    "concern.answer": ("concern.answered",),
    "concern.close": ("concern.closed",),
    "stock.explain": ("stock.explained",),
    "stock.accept": ("stock.accepted",),
    "stock.decline": ("stock.declined",),
}
# Every proposal of the Secretariat: `<kind>-propose`.
PROPOSED, PROPOSAL = "-propose", "proposal.waits"

LETTERS: dict[str, Letter] = {
    "clearance.asked": Letter(
        who.MONITORS,
        _("Clearance asked"),
        _("Clearance is asked for %(certificate)s"),
        _("%(authority)s (%(participant)s) asks the Monitoring Team to clear %(certificate)s."),
        _("Read its dossier, then approve or object:"),
        "secretariat-clearance",
        "clearance",
    ),
    "clearance.waits": Letter(
        who.MONITORS,
        _("Clearances wait"),
        _("Shipments wait for the Monitoring Team: %(many)s"),
        _("Shipments that have waited longer than %(days)s days for the Monitoring Team: %(many)s."),
        _("Read their dossiers, then approve or object:"),
        "secretariat-clearances",
    ),
    "clearance.given": Letter(
        who.ISSUERS,
        _("Clearance given"),
        _("%(certificate)s is cleared"),
        _("Two monitors have approved %(certificate)s. The approval holds for exactly what they read."),
        _("Change nothing in it or in its files, or they have to be asked again. Go on here:"),
        "office-certificate",
        "pk",
    ),
    "clearance.objected": Letter(
        who.ISSUERS,
        _("Clearance objected to"),
        _("The Monitoring Team objects to %(certificate)s"),
        _("A monitor has objected to %(certificate)s. It cannot be issued as it stands."),
        _("The reason stands on its page:"),
        "office-certificate",
        "pk",
    ),
    "clearance.void": Letter(
        who.ISSUERS,
        _("Clearance void"),
        _("The clearance of %(certificate)s is void"),
        _("%(certificate)s or its dossier was changed after the monitors were asked: their word no longer holds."),
        _("Check what was changed, then ask the monitors again:"),
        "office-certificate",
        "pk",
    ),
    "concern.arrived": Letter(
        who.CONCERN_READERS,
        _("Concern arrived"),
        _("Concern %(reference)s arrived"),
        _("A concern arrived in confidence. Its reference is %(reference)s."),
        _("Read it and take it up here, and speak of it by its reference only:"),
        "secretariat-concern",
        "reference",
    ),
    "concern.more": Letter(
        who.CONCERN_READERS,
        _("More on a concern"),
        _("There is more on concern %(reference)s"),
        _("Whoever sent concern %(reference)s has added to it."),
        _("Read it here:"),
        "secretariat-concern",
        "reference",
    ),
    "concern.acknowledged": Letter(
        who.SENDER,
        _("Concern acknowledged"),
        _("Received: %(reference)s"),
        _("What you sent the Secretariat has arrived. Its reference is %(reference)s."),
        _("Follow it, or add to it, here. Keep this message to yourself:"),
        "secretariat-concern",
        "reference",
    ),
    "concern.answered": Letter(
        who.SENDER,
        _("Concern answered"),
        _("Answered: %(reference)s"),
        _("The Secretariat has answered %(reference)s."),
        _("Read the answer here:"),
        "secretariat-concern",
        "reference",
    ),
    "concern.closed": Letter(
        who.SENDER,
        _("Concern closed"),
        _("Closed: %(reference)s"),
        _("The Secretariat has closed %(reference)s."),
        _("Read its last word here:"),
        "secretariat-concern",
        "reference",
    ),
    PROPOSAL: Letter(
        who.SECRETARIAT,
        _("Waits for a second person"),
        _("A second person is needed: %(what)s"),
        _("Somebody of the Secretariat has proposed: %(what)s. Nothing is changed before another person confirms it."),
        _("Read it, then confirm or decline it within seven days:"),
        "secretariat-waiting",
    ),
    "advisory.ends": Letter(
        who.SECRETARIAT,
        _("Advisory about to end"),
        _("%(what)s ends soon, or is due for review"),
        _("Advisory or notice %(what)s ends, or is due for review, within %(days)s days."),
        _("Let it end, or make it last longer, here:"),
        "secretariat-advisory",
        "what",
    ),
    "sanctions.waits": Letter(
        who.LIST_LOADERS,
        _("Sanctions list waits"),
        _("A sanctions list waits for two people: %(what)s"),
        _("The new file of %(what)s is not in force: it takes away more than is ordinary. The list before it stays."),
        _("Look at the differences, then accept the file or give it up:"),
        "secretariat-sanctions",
    ),
    "sanctions.old": Letter(
        who.LIST_LOADERS,
        _("Sanctions lists are old"),
        _("Sanctions lists are older than %(days)s days"),
        _("These lists are older than %(days)s days, and every new draft is screened against them: %(what)s."),
        _("Load new files:"),
        "secretariat-sanctions",
    ),
    "sanctions.none": Letter(
        who.LIST_LOADERS,
        _("No sanctions list is loaded"),
        _("No sanctions list is loaded"),
        _("This node holds no list of a publisher: nobody is screened against sanctions."),
        _("Load one:"),
        "secretariat-sanctions",
    ),
    "screening.hits": Letter(
        who.DECIDERS,
        _("New screening hits"),
        _("Somebody has to decide about screening hits: %(many)s"),
        _(
            "A sanctions list was changed. Parties of certificates in force or of the address book that are now like "
            "an entry: %(many)s."
        ),
        _("Decide about each, with a reason:"),
        "office-screening",
    ),
    "stock.short": Letter(
        who.STOCK_TELLERS,
        _("Explanation asked for"),
        _("More leaves than came in: %(many)s"),
        _("Kinds of goods of which more leaves than came in, and which nobody has explained: %(many)s."),
        _("Enter what is missing, or explain it:"),
        "office-stock",
    ),
    "stock.explained": Letter(
        who.STOCK_KEEPERS,
        _("Explanation waits"),
        _("An explanation of the stock waits for a second person"),
        _("Somebody has explained why more leaves than came in. It does not count until another officer accepts it."),
        _("Accept or decline it:"),
        "office-stock",
    ),
    "stock.accepted": Letter(
        who.STOCK_TELLERS,
        _("Explanation accepted"),
        _("An explanation of the stock was accepted"),
        _("A second officer has accepted an explanation of the stock."),
        _("See it here:"),
        "office-stock",
    ),
    "stock.declined": Letter(
        who.STOCK_TELLERS,
        _("Explanation declined"),
        _("An explanation of the stock was declined"),
        _("A second officer has declined an explanation of the stock: the shortfall still has to be explained."),
        _("Explain it anew:"),
        "office-stock",
    ),
}
