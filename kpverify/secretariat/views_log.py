"""The log: every act of the node, the newest first, narrowed by what the address asks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.audit.models import AuditEntry
from kpverify.certificates.models import Certificate
from kpverify.secretariat.pages import scheme_page

ENTRIES = 50
LAST = "\U0010ffff"


class LogForm(forms.Form):
    """What the log is narrowed by; each has an index, and all of it stands in the address."""

    subject = forms.CharField(
        label=_("About"), help_text=_("zone:CF-BODA, for example, or the number of a certificate."), required=False
    )
    actor = forms.CharField(label=_("By"), help_text=_("The code of an officer."), required=False, max_length=64)
    verb = forms.CharField(label=_("What"), help_text=_("officer.create, for example."), required=False, max_length=64)
    authority = forms.CharField(label=_("Authority"), required=False, max_length=12)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))


@scheme_page(Action.AUDIT_VIEW)
def audit(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Show the newest entries of the log, or those before one; what cannot be asked narrows nothing."""
    form = LogForm(request.GET)
    form.is_valid()
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    before = request.GET.get("before", "")
    entries = _narrowed(AuditEntry.objects.order_by("-seq"), asked)
    if before.isascii() and before.isdigit() and len(before) < 16:
        entries = entries.filter(seq__lt=int(before))
    page = list(entries[: ENTRIES + 1])
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "entries": [(one, _rows(one.detail)) for one in page[:ENTRIES]],
        "form": form,
        "is_narrowed": bool(asked),
        "query": query.urlencode(),
        "older": page[ENTRIES - 1].seq if len(page) > ENTRIES else None,
    }
    return render(request, "secretariat/audit.html", context)


def _narrowed(entries: QuerySet[AuditEntry], asked: dict[str, Any]) -> QuerySet[AuditEntry]:
    if subject := asked.get("subject"):
        entries = _about(entries, _subject_of(subject[:120]))
    if actor := asked.get("actor"):
        entries = entries.filter(actor__in=[actor, f"officer:{actor.upper()}"])
    for name in ("verb", "authority"):
        if name in asked:
            entries = entries.filter(**{name: asked[name]})
    if since := asked.get("since"):
        entries = entries.filter(at__gte=_midnight(since))
    if until := asked.get("until"):
        entries = entries.filter(at__lt=_midnight(until) + timedelta(days=1))
    return entries


def _subject_of(typed: str) -> str:
    """A certificate stands in the log by its id, which never changes; people know it by its number."""
    found = Certificate.objects.filter(number=typed.upper()).values_list("pk", flat=True).first()
    return f"certificate:{found}" if found else typed


def _about(entries: QuerySet[AuditEntry], subject: str) -> QuerySet[AuditEntry]:
    """Narrow to subjects that begin so, in the form that the index of either database answers."""
    if connection.vendor == "sqlite":
        return entries.filter(subject__gte=subject, subject__lt=subject + LAST)
    return entries.filter(subject__startswith=subject)


def _midnight(day: date) -> datetime:
    return datetime.combine(min(max(day, date(1, 1, 2)), date(9999, 12, 30)), time(), UTC)


def _rows(detail: dict[str, Any]) -> list[tuple[str, Any, Any]]:
    """Put before and after beside one another."""
    before, after = detail.get("before"), detail.get("after")
    if not isinstance(after, dict):
        return [(name, None, value) for name, value in detail.items()]
    old = before if isinstance(before, dict) else {}
    return [(name, old.get(name), value) for name, value in after.items() if value or old.get(name)]
