"""Asking the Monitoring Team for its word about one certificate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.clearing import AWAITED
from kpverify.certificates.models import Certificate
from kpverify.clearance import services
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.pages import WRITE, find, office_page


def clearance_lines(
    found: Certificate, *, findings: list[dict[str, Any]], rights: Collection[Action]
) -> dict[str, Any]:
    """Say for the certificate's page how the monitors' word stands, and whether it can be asked for."""
    held = services.clearance_of(found)
    is_missing = any(one["code"] in AWAITED for one in findings)
    is_live = held is not None and held.state in services.LIVE
    return {
        "held": held,
        "is_missing": is_missing,
        "can_ask": is_missing and not is_live and Action.CERTIFICATE_SUBMIT in rights,
    }


@office_page(Action.CERTIFICATE_SUBMIT, WRITE)
def ask_clearance(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Ask two monitors to clear a shipment."""
    found = find(officer, pk)
    words = Words(
        title=_("Ask the Monitoring Team?"),
        button=_("Ask for clearance"),
        means=[
            _("Two monitors read what it says, the purchase slips and every file, and approve it or object."),
            _("Put everything into the dossier first: any change afterwards takes an approval away."),
        ],
        done=_("The Monitoring Team is asked."),
    )

    def do(_typed: Mapping[str, Any], now: datetime) -> None:
        services.ask(certificate_id=pk, by=officer, now=now)

    back = reverse("office-certificate", kwargs={"pk": pk})
    return ask(request, officer=officer, words=words, asking=Asking(do, back, [(back, found.number or _("Draft"))]))
