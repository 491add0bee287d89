"""Due diligence statements of a draft: state, change, withdraw."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.certificates.models import Certificate, State
from kpverify.diligence import services
from kpverify.diligence.models import Statement
from kpverify.diligence.standards import STEPS, Standard, standards
from kpverify.diligence.stated import missing_steps
from kpverify.dossier.services import files_of
from kpverify.errors import Refused
from kpverify.office.asking import Asking, Words, ask, initial_of
from kpverify.office.pages import SHOW, WRITE, do_once, find, new_key, office_page, seen_version
from kpverify.office.statement_form import field_of, form_for, statement_of, typed_of, words_of_role


class Line(NamedTuple):
    """One statement as the certificate's page shows it."""

    statement: Statement
    standard: Standard
    name: str
    version: str
    role: str
    missing: list[str]
    is_expired: bool
    is_accepted: bool


def lines_of(certificate: Certificate, *, now: datetime) -> list[Line]:
    """List a certificate's statements in words."""
    return [_line(one, day=now.date().isoformat()) for one in services.statements_of(certificate)]


def _line(one: Statement, *, day: str) -> Line:
    standard = standards()[one.standard]
    version = standard.versions[one.said["version"]]
    return Line(
        statement=one,
        standard=standard,
        name=_(standard.name),
        version=version.name,
        role=words_of_role(one.said["stated_by"]["role"]),
        missing=[_(STEPS[step]) for step in missing_steps(one.said)],
        is_expired=bool(one.said.get("valid_to")) and one.said["valid_to"] < day,
        is_accepted=version.is_accepted(day),
    )


def offered(certificate: Certificate, lines: Collection[Line]) -> list[tuple[str, str]]:
    """List the standards nothing is stated about yet: id and name; none once it is signed."""
    if certificate.state not in (State.DRAFT, State.SUBMITTED, State.APPROVED):
        return []
    held = {one.standard.id for one in lines}
    return [(one.id, _(one.name)) for one in standards().values() if one.id not in held]


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def statement(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, standard: str
) -> HttpResponse:
    """Ask what is stated about one standard, or save it."""
    found, known = find(officer, pk), _known(standard)
    files = {one.sha256: one.name for one in files_of(found) if one.withdrawn_at is None}
    form_class = form_for(known, files)
    if request.method != "POST" or request.POST.get("do") == SHOW:
        kept = request.POST if request.method == "POST" else kept_fields(request)
        held = Statement.objects.filter(certificate=found, standard=standard).first()
        initial = initial_of(form_class, kept) or (typed_of(held.said) if held else _usual(found))
        return _asked(request, found, known, form_class(initial=initial))
    form = form_class(request.POST)

    def do() -> str:
        services.save_statement(
            certificate_id=pk,
            typed=statement_of(known, request.POST),
            hashes=files,
            version=seen_version(request),
            by=officer,
            now=timezone.now(),
        )
        return f"{reverse('office-certificate', kwargs={'pk': pk})}#statements"

    try:
        response = do_once(request, officer=officer, is_one=True, do=do)
    except Refused as refusal:
        form.full_clean()
        for one in refusal.findings:
            name = field_of(one["field"])
            if name not in form.errors:
                form.add_error(name if name in form.fields else None, _(one["message"]))
        return _asked(request, found, known, form, refusal=None if refusal.findings else refusal, status=refusal.status)
    forget_kept(request)
    messages.success(request, _("The statement is saved with the draft."))
    return response


def _known(standard: str) -> Standard:
    if standard not in standards():
        raise Http404
    return standards()[standard]


def _usual(certificate: Certificate) -> dict[str, Any]:
    """Most statements are the exporter's."""
    return {"by_name": certificate.content.get("exporter", {}).get("name", ""), "by_role": "exporter"}


def _asked(
    request: HttpRequest,
    found: Certificate,
    known: Standard,
    form: Any,
    *,
    refusal: Refused | None = None,
    status: int = 200,
) -> HttpResponse:
    errors = [
        (form[name].id_for_label, form[name].label, one) for name in form.fields for one in form.errors.get(name, ())
    ]
    context = {
        "certificate": found,
        "standard": known,
        "name": _(known.name),
        "form": form,
        "errors": [*errors, *(("", "", one) for one in form.non_field_errors())] if form.is_bound else [],
        "refusal": refusal,
        # What was seen when it was opened: a page that comes back with errors keeps it.
        "version": request.POST.get("version") or found.version,
        "key": new_key(),
    }
    return render(request, "office/statement.html", context, status=status)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def statement_withdraw(
    request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, standard: str
) -> HttpResponse:
    """Take a statement back."""
    found, known = find(officer, pk), _known(standard)
    if not Statement.objects.filter(certificate=found, standard=standard).exists():
        raise Http404
    words = Words(
        title=_("Withdraw what is stated about “%(name)s”?") % {"name": _(known.name)},
        button=_("Withdraw it"),
        means=[
            _("The statement and the name of its standard are taken from the draft."),
            _("What it said stays in the audit log."),
        ],
        done=_("The statement is withdrawn."),
        is_danger=True,
    )
    address = reverse("office-certificate", kwargs={"pk": pk})

    def do(typed: Mapping[str, Any], now: datetime) -> None:
        services.withdraw_statement(certificate_id=pk, standard=standard, by=officer, now=now)

    asking = Asking(do, f"{address}#statements", [(address, found.number or _("Draft"))])
    return ask(request, officer=officer, words=words, asking=asking)
