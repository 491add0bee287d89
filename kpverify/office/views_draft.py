"""Writing a draft, new or again.  Whatever stands in its way, the form comes back as it was typed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.certificates import drafting, services
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.paper_names import UNIONS
from kpverify.errors import Refused
from kpverify.office.asked_papers import asked_papers
from kpverify.office.choices import Choices, choices_for, country_names
from kpverify.office.forms import DraftForm, resized, typed_from
from kpverify.office.pages import WRITE, do_once, find, new_key, office_page, see, seen_version
from kpverify.office.screening_lines import with_hits
from kpverify.office.unsaved import NEW, end_sheets, keeper_of, offers_for, tag_of_officer, take_up

Service = Callable[[DraftForm], Certificate]
# What the page shows that is no field of a certificate; a difference in it is none.
ASIDE = {"exporter_keep", "importer_keep"}


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def draft_new(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """Write a new draft."""

    def save(form: DraftForm) -> Certificate:
        return drafting.write_draft(content=form.content(), keep=form.kept_parties, by=officer, now=timezone.now())

    return _form_page(request, officer=officer, certificate=None, save=save)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def draft_edit(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Change a draft."""
    certificate = find(officer, pk)
    if request.method != "POST" and certificate.state != State.DRAFT:
        return redirect("office-certificate", pk=pk)

    def save(form: DraftForm) -> Certificate:
        return drafting.write_draft(
            content=form.content(),
            keep=form.kept_parties,
            certificate_id=pk,
            version=seen_version(request),
            by=officer,
            now=timezone.now(),
        )

    return _form_page(request, officer=officer, certificate=certificate, save=save)


def _form_page(
    request: HttpRequest, *, officer: Officer, certificate: Certificate | None, save: Service
) -> HttpResponse:
    sent = request.POST if request.method == "POST" else kept_fields(request)
    choices = choices_for(officer, now=timezone.now())
    if sent is None:
        source = None if certificate else _copied(request, officer)
        content = certificate.content if certificate else drafting.copy_of(source) if source else _usual(officer)
        form = DraftForm(choices=choices, content=content)
        return _shown(request, form, certificate=certificate, officer=officer, source=source)
    do = request.POST.get("do", "show")
    if do in ("restore", "forget"):
        return _went_on(request, do, choices, officer=officer, certificate=certificate)
    if do != "save":
        # Another line, a line less, or only another look: nothing is judged and nothing saved.
        return _looked_at(request, resized(sent, do), choices, officer=officer, certificate=certificate)
    form = DraftForm(sent, choices=choices)
    if not form.is_valid():
        return _shown(request, form, certificate=certificate, officer=officer, status=422)
    return _saved(request, form, officer=officer, certificate=certificate, save=save)


def _copied(request: HttpRequest, officer: Officer) -> Certificate | None:
    """Find the certificate a new one begins from.  Raises: Http404."""
    typed = request.GET.get("from", "")
    if not typed:
        return None
    try:
        return find(officer, UUID(typed))
    except ValueError:
        raise Http404 from None


def _looked_at(
    request: HttpRequest,
    typed: QueryDict,
    choices: Choices,
    *,
    officer: Officer,
    certificate: Certificate | None,
    **more: Any,
) -> HttpResponse:
    form = DraftForm(typed, choices=choices)
    form.full_clean()
    form.errors.clear()
    return _shown(request, form, certificate=certificate, officer=officer, **more)


def _went_on(
    request: HttpRequest, do: str, choices: Choices, *, officer: Officer, certificate: Certificate | None
) -> HttpResponse:
    """Take up what was typed before and not saved, or let go of it."""
    now, other = timezone.now(), request.POST.get("other", "")
    sheet = new_key()
    typed = take_up(sheet=other, into=sheet, by=officer, now=now) if do == "restore" else None
    if typed is None:
        if do == "forget":
            end_sheets(sheets=[other], by=officer, now=now)
        back = request.POST.get("back", "")
        return see(reverse("office-list") if back == "list" else request.path)
    return _looked_at(request, typed, choices, officer=officer, certificate=certificate, sheet=sheet, is_taken_up=True)


def _saved(
    request: HttpRequest, form: DraftForm, *, officer: Officer, certificate: Certificate | None, save: Service
) -> HttpResponse:
    def do() -> str:
        made = save(form)
        end_sheets(sheets=[form.data.get("sheet", "")], by=officer, now=timezone.now())
        return f"{reverse('office-certificate', kwargs={'pk': made.pk})}?done=save"

    try:
        response = do_once(request, officer=officer, is_one=True, do=do)
    except Refused as refusal:
        return _refused(request, form, refusal, officer=officer, certificate=certificate)
    forget_kept(request)
    return response


def _refused(
    request: HttpRequest, form: DraftForm, refusal: Refused, *, officer: Officer, certificate: Certificate | None
) -> HttpResponse:
    more: dict[str, Any] = {}
    if refusal.code == "version-conflict" and certificate is not None:
        certificate = find(officer, certificate.pk)
        form.add_error(None, _conflict(certificate))
        more = {"differences": differences(certificate.content, form), "version": certificate.version}
    elif refusal.code == "idempotency-mismatch":
        words = _("This form was saved already. Save once more to make another draft of what you see here.")
        form.add_error(None, words)
    else:
        form.take(refusal)
    return _shown(request, form, certificate=certificate, officer=officer, status=refusal.status, **more)


def _conflict(certificate: Certificate) -> str:
    words = _(
        "%(name)s changed this draft while you had it open (%(at)s UTC). Nothing you typed is lost: compare below, "
        "then save yours over it, or open the other one."
    )
    return words % {"name": certificate.prepared_by.name, "at": f"{certificate.changed_at:%Y-%m-%d %H:%M}"}


def differences(theirs: dict[str, Any], form: DraftForm) -> list[dict[str, str]]:
    """List the fields in which a stored draft and a typed form differ."""
    names, stored, found = country_names(), typed_from(theirs), []
    fields = dict(form.fields)
    for name in [name for name in stored if name != "lines" and name not in fields]:
        fields[name] = DraftForm.base_fields["remarks"]
    for name in [name for name in fields if name not in ASIDE]:
        label = str(form.fields[name].label) if name in form.fields else name.replace("-", " ")
        left, right = _as_text(stored.get(name, ""), names), _as_text(_typed(form, name), names)
        if left != right:
            found.append({"label": label, "theirs": left, "yours": right})
    return found


def _typed(form: DraftForm, name: str) -> Any:
    return form[name].value() if name in form.fields else ""


def _as_text(value: Any, names: dict[str, str]) -> str:
    if isinstance(value, list):
        return ", ".join(names.get(str(one), str(one)) for one in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    text = str(value or "")
    return names.get(text, "\n".join(text.split("\r\n")))


def _usual(officer: Officer) -> dict[str, Any]:
    """Begin with what is the same nearly always: goods leave the officer's own country."""
    authority = officer.authority
    if authority is None or authority.participant_id in UNIONS:
        return {}
    return {"exporter": {"country": authority.participant_id}}


def _shown(
    request: HttpRequest,
    form: DraftForm,
    *,
    certificate: Certificate | None,
    officer: Officer,
    status: int = 200,
    sheet: str = "",
    **more: Any,
) -> HttpResponse:
    is_stored = certificate is not None and not form.is_bound
    # What was seen stays what was seen, until a conflict has been shown.
    seen = form.data.get("version", "") if form.is_bound else certificate.version if certificate else ""
    findings = services.assess(certificate=certificate, now=timezone.now()) if certificate and is_stored else []
    findings = with_hits(findings, certificate) if certificate and findings else findings
    # A form that comes back goes on as the sheet it was.
    sheet = sheet or form.data.get("sheet", "") or new_key()
    name = str(certificate.pk) if certificate else NEW
    context = {
        "form": form,
        "certificate": certificate,
        "version": seen,
        "is_locked": certificate is not None and certificate.state != State.DRAFT,
        "key": new_key(),
        "errors": form.summary() if form.is_bound else [],
        "notes": form.notes(findings),
        "asked_papers": asked_papers(certificate, countries=form.choices.names, may_add=True) if certificate else None,
        "is_kept": request.method != "POST" and form.is_bound,
        "sheet": sheet,
        "form_name": name,
        "officer_tag": tag_of_officer(officer),
        "keeper": keeper_of(officer),
        "offers": offers_for(officer, form=name, but=sheet),
        **more,
    }
    return render(request, "office/draft_form.html", context, status=status)
