"""What an authority's own systems can be told of."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

PING = "webhook.ping"
EVENTS: dict[str, Any] = {
    "certificate.issued": _("Issued"),
    "certificate.suspended": _("Suspended"),
    "certificate.reinstated": _("Reinstated"),
    "certificate.revoked": _("Revoked"),
    "certificate.replaced": _("Replaced by another"),
    "certificate.amended": _("Amended"),
    "certificate.received": _("Receipt confirmed"),
}
WORDS: dict[str, Any] = {**EVENTS, PING: _("Test")}
