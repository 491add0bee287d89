"""The files behind a certificate: add, give out, take away."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.dossier import services, storage
from kpverify.dossier.giving import as_download, as_thumbnail, to_disk
from kpverify.dossier.models import DossierFile
from kpverify.errors import Refused, problem_response
from kpverify.office.asking import Asking, Words, ask
from kpverify.office.forms import ReasonForm
from kpverify.office.pages import READ, WRITE, find, office_page, see
from kpverify.office.views import shown


@csrf_exempt
def file_add(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a file.  Who asks is known before a byte of the body is read; the token is checked right after (`_added`)."""
    if not isinstance(request.user, Officer):
        # A file cannot be kept for somebody who is not there: it is chosen again.
        return redirect(f"{reverse('account_login')}?{urlencode({'next': _address(pk)})}")
    to_disk(request)
    return _add(request, pk=pk)


@office_page(Action.DOSSIER_ADD, ("POST",))
def _add(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    found = find(officer, pk)
    try:
        return csrf_protect(_added)(request, officer=officer, pk=pk)
    except OSError as error:
        if error.errno not in storage.FULL:
            raise
        refusal = storage.no_room()
    except Refused as refused:
        refusal = refused
    if _wants_json(request):
        return problem_response(refusal)
    return shown(request, found, officer=officer, rights=rights, refusal=refusal)


def _added(request: HttpRequest, *, officer: Officer, pk: UUID) -> HttpResponse:
    upload = request.FILES.get("file")
    if not isinstance(upload, TemporaryUploadedFile):
        raise Refused("file-missing", _("Choose a file first."), status=422)
    services.add_file(
        certificate_id=pk, upload=upload, kind=request.POST.get("kind", ""), by=officer, now=timezone.now()
    )
    return JsonResponse({"next": f"{_address(pk)}#files"}) if _wants_json(request) else see(f"{_address(pk)}#files")


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept") == "application/json"


def _address(pk: UUID) -> str:
    return reverse("office-certificate", kwargs={"pk": pk})


@office_page(Action.DOSSIER_VIEW, READ)
def file_download(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, file_id: UUID
) -> HttpResponse:
    """Give a file out."""
    _find(officer, pk, file_id)
    found, content = services.open_file(file_id=file_id, by=officer)
    return as_download(found, content)


@office_page(Action.DOSSIER_VIEW, READ)
def file_thumbnail(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, file_id: UUID
) -> HttpResponse:
    """Show a small picture of a picture."""
    found = _find(officer, pk, file_id)
    is_held = found.scan in (DossierFile.Scan.QUARANTINED, DossierFile.Scan.INFECTED)
    if found.thumbnail is None or found.withdrawn_at is not None or is_held:
        raise Http404
    return as_thumbnail(bytes(found.thumbnail))


@office_page(Action.DOSSIER_ADD, WRITE)
def file_withdraw(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, file_id: UUID
) -> HttpResponse:
    """Take a file away."""
    found = _find(officer, pk, file_id)
    words = Words(
        title=_("Take “%(name)s” away?") % {"name": found.name},
        button=_("Take it away"),
        means=[
            _("It is marked as taken away, with your name and reason, and can no longer be opened."),
            _("It is kept until the retention period ends, and still counts in the room there is."),
        ],
        done=_("The file is taken away."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.withdraw_file(file_id=file_id, reason=typed["reason"], by=officer, now=now)

    asking = Asking(do, f"{_address(pk)}#files", [(_address(pk), str(found.certificate))])
    return ask(request, officer=officer, words=words, asking=asking, form_class=ReasonForm)


def _find(officer: Officer, pk: UUID, file_id: UUID) -> DossierFile:
    """Find a file of this certificate.  Raises: Http404."""
    rows = DossierFile.objects.select_related("certificate").filter(authority_id=officer.authority_id)
    found = rows.filter(pk=file_id, certificate_id=pk).first() if officer.authority_id else None
    if found is None:
        raise Http404
    return found
