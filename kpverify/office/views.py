"""One certificate: what it says, what can be done with it now, the acts, and what is printed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.accounts.second_factor import demand
from kpverify.accounts.views import forget_kept, kept_fields
from kpverify.blanks.printing import sheet_of
from kpverify.blanks.settings import stationery_of
from kpverify.certificates import printing, prints, services
from kpverify.certificates.amendments import waiting
from kpverify.certificates.api_acts import ACTS
from kpverify.certificates.clearing import AWAITED
from kpverify.certificates.lifecycle import RIGHT_OF, UNPROVED, Act, next_state
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.technical import refers_to
from kpverify.certificates.validating import Method
from kpverify.dossier.models import DossierFile
from kpverify.dossier.services import files_of
from kpverify.errors import Refused
from kpverify.office.act_words import ACT_WORDS, ActWords, words_for
from kpverify.office.amend_words import endorsed_of
from kpverify.office.asked_papers import asked_papers
from kpverify.office.choices import country_names
from kpverify.office.forms import ReasonForm, anchor_of, words_of
from kpverify.office.notice_lines import notices_of
from kpverify.office.pages import (
    WRITE,
    do_once,
    find,
    new_key,
    not_allowed,
    office_page,
    see,
    seen_version,
)
from kpverify.office.possible import ONWARD, Possible, possible_acts
from kpverify.office.screening_lines import with_hits
from kpverify.office.summary import history_of, last_day, publication_of, summary_of, tag_of
from kpverify.office.views_clearance import clearance_lines
from kpverify.office.views_statements import lines_of, offered

CHANGEABLE = (State.DRAFT, State.SUBMITTED, State.APPROVED)


@office_page(Action.CERTIFICATE_VIEW)
def certificate(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show one certificate."""
    return shown(request, find(officer, pk), officer=officer, rights=rights)


def shown(
    request: HttpRequest,
    found: Certificate,
    *,
    officer: Officer,
    rights: Collection[Action],
    refusal: Refused | None = None,
) -> HttpResponse:
    now = timezone.now()
    assessed = services.assess(certificate=found, now=now) if found.state in CHANGEABLE else []
    findings = [{**one, "anchor": anchor_of(one["field"]), "words": words_of(one)} for one in assessed]
    findings = with_hits(findings, found)
    # What has no number yet was never replaced.
    successor = found.replaced_by.exclude(state=State.VOID).first() if found.number else None
    countries = country_names()
    possible = possible_acts(found, officer=officer, rights=rights, successor=successor)
    # What only issuing needs holds nothing else up.
    awaited = AWAITED if found.state != State.APPROVED else frozenset()
    is_held_up = any(one["result"] in ("fail", "unknown") and one["code"] not in awaited for one in findings)
    main = _main_act(possible.acts, is_held_up=is_held_up)
    summary = summary_of(found.content, findings=findings, countries=countries)
    statements = lines_of(found, now=now)
    files = files_of(found) if Action.DOSSIER_VIEW in rights else None
    asked = None
    if found.state in CHANGEABLE:
        kinds = None if files is None else {one.kind for one in files if one.withdrawn_at is None}
        asked = asked_papers(found, kinds=kinds, countries=countries, may_add=Action.DOSSIER_ADD in rights)
    context = {
        "certificate": found,
        "tag": tag_of(found, now=now),
        "last_day": last_day(found),
        "summary": summary,
        "endorsed": endorsed_of(found, summary),
        "amendment_waits": waiting(found, now=now) if found.token else None,
        "is_held_up": is_held_up,
        "main": (main, ACT_WORDS.get(main)) if main else None,
        "others": [(act, _words(act, possible)) for act in possible.acts if act is not main and act in ACT_WORDS],
        "revocation": possible.revocation,
        "can_change": Act.CHANGE in possible,
        "why_not": possible.why_not,
        "can_print": bool(found.token) and Action.CERTIFICATE_PRINT in rights,
        "sheet": sheet_of(found) if found.token else None,
        "takes_stock": bool(found.token) and stationery_of(found.authority_id).takes_stock,
        "published": publication_of(found) if found.token else None,
        "successor": successor,
        "can_draft_technical": bool(found.token) and Action.CERTIFICATE_DRAFT in rights,
        "refers_to": refers_to(found.content),
        "validated_how": Method(found.validation["method"]).label if found.validated_at else "",
        "history": history_of(found),
        "notices": notices_of(found, now=now) if found.number else [],
        "clearance": clearance_lines(found, findings=findings, rights=rights),
        "asked_papers": asked,
        "files": files,
        "file_kind": request.GET.get("kind", ""),
        "file_kinds": DossierFile.Kind.choices,
        "file_bytes": settings.DOSSIER_FILE_BYTES,
        "file_mb": settings.DOSSIER_FILE_BYTES // 10**6,
        "statements": statements,
        "standards_offered": offered(found, statements),
        "done": _done(request, found),
        "refusal": refusal,
        "key": new_key(),
    }
    status = refusal.status if refusal else 200
    return render(request, "office/certificate_detail.html", context, status=status)


def _words(act: Act, possible: Possible) -> ActWords:
    return words_for(act, is_proposed=possible.revocation is not None)


def _main_act(acts: list[Act], *, is_held_up: bool) -> Act | None:
    onward = [act for act in ONWARD if act in acts]
    return None if is_held_up or not onward else onward[0]


# What is said after a decision on an amendment; proposing one has the words of its act.
AMEND_DONE = {
    "amended": gettext_lazy("Amended: signed and published. Print the endorsement, and keep it with the paper."),
    "amendment-declined": gettext_lazy("The amendment was not made."),
}
# The state in which a "done" in the address is still true; a bookmark does not tell old news.
DONE_IN: dict[str, Collection[State]] = {
    "save": (State.DRAFT,),
    Act.SUBMIT: (State.SUBMITTED,),
    Act.SEND_BACK: (State.DRAFT,),
    Act.APPROVE: (State.APPROVED,),
    Act.ISSUE: (State.ISSUED,),
    Act.VALIDATE: (State.ISSUED,),
    Act.SUSPEND: (State.SUSPENDED,),
    Act.REINSTATE: (State.ISSUED,),
    Act.REVOKE: (State.REVOKED, State.SUSPENDED, State.ISSUED),
    Act.CANCEL_REVOCATION: (State.SUSPENDED, State.ISSUED),
    Act.AMEND: (State.ISSUED, State.SUSPENDED),
    **dict.fromkeys(AMEND_DONE, (State.ISSUED, State.SUSPENDED)),
    Act.REPLACE: (State.DRAFT,),
    Act.CONFIRM_RECEIPT: (State.ISSUED,),
}


def _done(request: HttpRequest, found: Certificate) -> Any:
    done = request.GET.get("done", "")
    if found.state not in DONE_IN.get(done, ()):
        return ""
    if done == "save":
        return _("Saved. Nothing is submitted yet.")
    if done in AMEND_DONE:
        return AMEND_DONE[done]
    return words_for(Act(done), is_proposed=found.state == State.REVOKED).done


@office_page(Action.CERTIFICATE_VIEW, WRITE)
def act(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, name: str) -> HttpResponse:
    """Ask before an act, or do it."""
    wanted, found = Act(name), find(officer, pk)
    if RIGHT_OF[wanted] not in rights:
        return not_allowed(request, officer=officer, rights=rights)
    if request.method == "POST" and request.POST.get("do", "do") == "do":
        if wanted not in UNPROVED:
            demand(request, RIGHT_OF[wanted])
        return _do(request, wanted, found, officer=officer, rights=rights)
    typed = request.POST if request.method == "POST" else kept_fields(request)
    form = ReasonForm(initial={"reason": typed.get("reason", "") if typed else ""})
    return _asked(request, wanted, found, form=form, officer=officer, rights=rights)


def _asked(
    request: HttpRequest,
    wanted: Act,
    found: Certificate,
    *,
    form: ReasonForm,
    officer: Officer,
    rights: Collection[Action],
    refusal: Refused | None = None,
) -> HttpResponse:
    successor = found.replaced_by.exclude(state=State.VOID).first()
    possible = possible_acts(found, officer=officer, rights=rights, successor=successor)
    if wanted not in possible:
        # Whatever was wanted, this is how things stand now.
        return shown(request, found, officer=officer, rights=rights, refusal=refusal or _out_of_reach(wanted, found))
    is_second = wanted is Act.REVOKE and possible.revocation is not None
    context = {
        "certificate": found,
        "tag": tag_of(found, now=timezone.now()),
        "act": wanted,
        "words": words_for(wanted, is_proposed=is_second),
        "revocation": possible.revocation,
        "form": form if ACTS[wanted].has_reason and not is_second else None,
        "errors": [("id_reason", "", words) for words in form.errors.get("reason", ())],
        "refusal": refusal,
        "key": new_key(),
    }
    status = refusal.status if refusal else 422 if form.errors else 200
    return render(request, "office/act_confirm.html", context, status=status)


def _out_of_reach(wanted: Act, found: Certificate) -> Refused:
    try:
        next_state(wanted, found.state)
    except Refused as refusal:
        return refusal
    return Refused("not-now", "This cannot be done now: see what can be done below.")


def _do(
    request: HttpRequest, wanted: Act, found: Certificate, *, officer: Officer, rights: Collection[Action]
) -> HttpResponse:
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _asked(request, wanted, found, form=form, officer=officer, rights=rights)
    how = ACTS[wanted]

    def do() -> str:
        if how.by_number and found.number is None:
            # It has no number yet: refuses, in the words of the life cycle.
            next_state(wanted, found.state)
        which: dict[str, Any] = {"number": found.number} if how.by_number else {"certificate_id": found.pk}
        if how.has_reason:
            which["reason"] = form.cleaned_data["reason"]
        made = how.service(**which, version=seen_version(request), by=officer, now=timezone.now())
        return f"{address_of(made)}?done={wanted.value}"

    try:
        response = do_once(request, officer=officer, is_one=how.is_one, do=do)
    except Refused as refusal:
        if refusal.code == "idempotency-in-flight":
            # A second press, while the first is still at work: the page tells how far it is.
            return see(address_of(found))
        return _answered(request, wanted, find(officer, found.pk), refusal, form=form, officer=officer, rights=rights)
    forget_kept(request)
    return response


def _answered(
    request: HttpRequest,
    wanted: Act,
    found: Certificate,
    refusal: Refused,
    *,
    form: ReasonForm,
    officer: Officer,
    rights: Collection[Action],
) -> HttpResponse:
    """Show a refusal where it helps: beside the reason, or on the certificate as it is now."""
    if ACTS[wanted].has_reason:
        if refusal.code == "reason-missing":
            form.add_error("reason", refusal.message)
        return _asked(request, wanted, found, form=form, officer=officer, rights=rights, refusal=refusal)
    return shown(request, found, officer=officer, rights=rights, refusal=refusal)


def address_of(found: Certificate) -> str:
    return reverse("office-certificate", kwargs={"pk": found.pk})


@office_page(Action.CERTIFICATE_PRINT, ("POST",))
def print_certificate(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Record a print, then show what to print: looking at it again changes nothing."""
    found = find(officer, pk)
    on = "sheet" if request.POST.get("on") == "sheet" else "paper"

    def do() -> str:
        prints.print_certificate(certificate_id=found.pk, by=officer, now=timezone.now(), on=on)
        return reverse("office-sheet-pdf" if on == "sheet" else "office-pdf", kwargs={"pk": found.pk})

    return do_once(request, officer=officer, is_one=True, do=do)


@office_page(Action.CERTIFICATE_PRINT)
def certificate_pdf(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Print an issued certificate."""
    found = _issued(officer, pk)
    return file_of(printing.pdf(found), kind="application/pdf", name=f"{found.number}.pdf")


@office_page(Action.CERTIFICATE_PRINT)
def certificate_qr(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Draw the QR code of an issued certificate."""
    found = _issued(officer, pk)
    return file_of(printing.qr_svg(found.token).encode(), kind="image/svg+xml", name=f"{found.number}.svg")


def _issued(officer: Officer, pk: UUID) -> Certificate:
    found = find(officer, pk)
    if not found.token:
        raise Refused("not-issued", "This certificate is not issued: there is nothing to print yet.")
    return found


def file_of(body: bytes, *, kind: str, name: str) -> HttpResponse:
    """Send a file that no cache keeps."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{name.replace("/", "-")}"'
    response["Cache-Control"] = "no-store"
    return response
