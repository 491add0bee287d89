"""How states are shown: a word and a style for the tag, never a colour alone."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Tag(NamedTuple):
    """A word, and the style of `.tag` in the house's sheet."""

    word: Any
    style: str


STANDING: dict[str, Tag] = {
    "active": Tag(_("Takes part"), "good"),
    "restricted": Tag(_("Restricted"), "warn"),
    "suspended": Tag(_("Suspended"), "bad"),
    "none": Tag(_("Takes no part"), ""),
}
KEY_STATE: dict[str, Tag] = {
    "created": Tag(_("Not in use yet"), "wait"),
    "active": Tag(_("In use"), "good"),
    "retired": Tag(_("Retired"), ""),
    "distrusted": Tag(_("Distrusted"), "bad"),
}
PURPOSE: dict[str, Any] = {
    "certificate": _("Certificates"),
    "status": _("Status lists"),
    "receipt": _("Receipts"),
    "clearance": _("Clearances"),
}
VOID_REASON: dict[str, Any] = {
    "lost": _("Lost"),
    "stolen": _("Stolen"),
    "withdrawn": _("Withdrawn"),
    "fake": _("Known from a fake"),
    "spoiled": _("Spoiled"),
}
CONCERN: dict[str, Tag] = {
    "new": Tag(_("New"), "wait"),
    "looking": Tag(_("Being looked at"), "wait"),
    "answered": Tag(_("Answered"), "good"),
    "closed": Tag(_("Closed"), ""),
}
CLEARANCE: dict[str, Tag] = {
    "asked": Tag(_("Waits for a monitor"), "wait"),
    "seconded": Tag(_("Waits for a second monitor"), "wait"),
    "approved": Tag(_("Cleared"), "good"),
    "objected": Tag(_("Objected to"), "bad"),
    "void": Tag(_("No longer holds"), "warn"),
}
CERTIFICATE: dict[str, Any] = {
    "draft": _("Draft"),
    "submitted": _("Handed in"),
    "approved": _("Approved"),
    "issuing": _("Being issued"),
    "issued": _("Issued"),
    "suspended": _("Suspended"),
    "revoked": _("Revoked"),
    "void": _("Void"),
}
CLAIM: dict[str, Tag] = {
    "checked": Tag(_("Checked on this node"), "good"),
    "contradicted": Tag(_("Contradicted by this node"), "bad"),
    "paper": Tag(_("Stated by the officer, paper attached"), "warn"),
    "bare": Tag(_("Stated by the officer, no paper"), "bad"),
}
SLIP: dict[str, Tag] = {
    "compliant": Tag(_("Compliant"), "good"),
    "not-compliant": Tag(_("Not compliant"), "bad"),
    "suspended": Tag(_("Country suspended"), "bad"),
    "unlisted": Tag(_("On no list"), "bad"),
}
CHANGE: dict[str, Tag] = {
    "added": Tag(_("New"), "good"),
    "changed": Tag(_("Changed"), "warn"),
    "removed": Tag(_("Gone"), "bad"),
}
