"""Any list as a file: the question is that of the list's own address."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.exporting import as_csv, as_xlsx, export_certificates
from kpverify.certificates.search_row import SearchRow
from kpverify.errors import Refused
from kpverify.office.pages import office_page
from kpverify.office.question import Asked

KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@office_page(Action.CERTIFICATE_EXPORT, ("POST",))
def export(request: HttpRequest, *, officer: Officer, rights: Collection[Action], kind: str) -> HttpResponse:
    """Send what the address asks for as a file.  Raises: Refused search-wrong, export-too-large."""
    now = timezone.now()
    asked = Asked(request, SearchRow.objects.visible_to(officer))
    if not asked.is_valid:
        raise Refused("search-wrong", "This search is not possible: open the list and correct it.", status=422)
    found = export_certificates(asked.rows, kind=kind, asked=dict(asked.query.lists()), by=officer, now=now)
    name = f"certificates-{now:%Y-%m-%d-%H%M}.{kind}"
    response: StreamingHttpResponse
    if kind == "csv":
        response = StreamingHttpResponse(as_csv(found.rows()), content_type=KINDS[kind])
    else:
        response = FileResponse(as_xlsx(found.rows()), content_type=KINDS[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    # Django's streams are answers like any other, though not of that class.
    return cast("HttpResponse", response)
