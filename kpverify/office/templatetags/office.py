"""What pages of the office show wherever they stand."""

from __future__ import annotations

from typing import Any

from django import template

from kpverify.accounts.models import Officer
from kpverify.office.unsaved import keeper_of, offers_for, tag_of_officer

register = template.Library()


@register.inclusion_tag("office/draft/_unsaved.html", takes_context=True)
def unsaved(context: dict[str, Any]) -> dict[str, Any]:
    """Offer what the officer typed in any form and did not save."""
    officer = context.get("officer")
    if not isinstance(officer, Officer) or not context["may"].get("certificate_draft"):
        return {"offers": []}
    return {
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "offers": offers_for(officer),
        "officer_tag": tag_of_officer(officer),
        "keeper": keeper_of(officer),
        "is_list": True,
    }
