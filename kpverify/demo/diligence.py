"""Two certificates with due diligence statements: one says all there is to say, the other leaves gaps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.diligence.services import save_statement


def state(certificate: Certificate, *, is_whole: bool, by: Officer, now: datetime) -> None:
    """State something about a draft.  Writes: Statement, Certificate, AuditEntry."""
    for typed in _whole(certificate, now) if is_whole else _gaps(certificate):
        save_statement(certificate_id=certificate.pk, typed=typed, by=by, now=now)


def _exporter(certificate: Certificate) -> dict[str, str]:
    return {"name": certificate.content["exporter"]["name"], "role": "exporter", "register": "BW 2011/4471"}


def _whole(certificate: Certificate, now: datetime) -> list[dict[str, Any]]:
    day = now.date()
    common = {
        "stated_by": _exporter(certificate),
        "scope": "All rough diamonds bought and sorted by the exporter",
        "site": "Orapa, Jwaneng",
        "auditor": {"name": "Kalahari Assurance", "accreditation": "DEMO 17"},
        "valid_from": (day - timedelta(days=90)).isoformat(),
        "valid_to": (day + timedelta(days=275)).isoformat(),
        "grievance": "grievance@okavango.example",
    }
    steps = [{"step": step, "done": "done", "on": (day - timedelta(days=100)).isoformat()} for step in "12345"]
    assessed = (day - timedelta(days=60)).isoformat()
    return [
        {**common, "standard": "OECD-DDG", "version": "3", "steps": steps},
        {**common, "standard": "WDC-SOW-2021", "version": "2021", "registration": "DEMO-4471", "assessed_on": assessed},
        {"standard": "LUSAKA-REF", "version": "2010", "stated_by": _exporter(certificate)},
    ]


def _gaps(certificate: Certificate) -> list[dict[str, Any]]:
    steps = [{"step": step, "done": "done" if step in "12" else "not-done"} for step in "12345"]
    return [
        {"standard": "OECD-DDG", "version": "3", "stated_by": _exporter(certificate), "steps": steps},
        {"standard": "WDC-SOW-2021", "version": "2003", "stated_by": _exporter(certificate)},
    ]
