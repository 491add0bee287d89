"""Many at once: send a file, see what was found row by row, accept what is right."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.accounts.progress import Progress, step_answer
from kpverify.accounts.rights import Action
from kpverify.certificates.sheets import CSV_TYPE, XLSX_TYPE
from kpverify.errors import Refused
from kpverify.office.forms import words_of
from kpverify.office.pages import READ, WRITE, do_once, new_key, not_allowed, office_page, see
from kpverify.office.summary import Tag
from kpverify.uploads import services
from kpverify.uploads.models import Stage, Upload, UploadRow
from kpverify.uploads.results import result_csv, result_xlsx
from kpverify.uploads.templates import explanations, template_csv, template_xlsx

State = UploadRow.State
ON_A_PAGE = 100
TAGS = {
    State.WAITING: Tag(gettext_lazy("Not checked yet"), "wait"),
    State.FIT: Tag(gettext_lazy("Right"), "good"),
    State.LOOK: Tag(gettext_lazy("Right, look at this"), "warn"),
    State.DUPLICATE: Tag(gettext_lazy("There already"), "warn"),
    State.WRONG: Tag(gettext_lazy("Wrong"), "bad"),
    State.ACCEPTED: Tag(gettext_lazy("Drafted"), "good"),
}
PROBLEMS = (State.LOOK, State.DUPLICATE, State.WRONG)
TITLES = {
    Stage.CHECKING: gettext_lazy("The rows are being checked"),
    Stage.ACCEPTING: gettext_lazy("Drafts are being made"),
}
SHORT = {Stage.CHECKING: gettext_lazy("Checking"), Stage.ACCEPTING: gettext_lazy("Drafting")}
FILES: dict[str, tuple[Any, str]] = {
    "csv": (result_csv, CSV_TYPE),
    "xlsx": (result_xlsx, XLSX_TYPE),
}
TEMPLATES: dict[str, tuple[Any, str]] = {"csv": (template_csv, CSV_TYPE), "xlsx": (template_xlsx, XLSX_TYPE)}


class Line(NamedTuple):
    """One row on the page."""

    row: UploadRow
    tag: Tag
    findings: list[dict[str, str]]
    can_be_chosen: bool


@office_page(Action.CERTIFICATE_VIEW, WRITE)
def uploads(request: HttpRequest, *, officer: Officer, rights: Collection[Action]) -> HttpResponse:
    """List the uploads, or receive a file."""
    if request.method in READ:
        return _list(request, officer=officer)
    if Action.CERTIFICATE_DRAFT not in rights:
        return not_allowed(request, officer=officer, rights=rights)
    return _receive(request, officer=officer)


def _receive(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        return _list(request, officer=officer, error=_("Choose a file."), status=422)
    raw = file.read(services.MAX_FILE_BYTES + 1)
    try:
        # The same file pressed twice is told as rows that are there already: nothing is drafted by sending it.
        made = services.receive_upload(raw=raw, name=file.name or "", by=officer, now=timezone.now())
    except Refused as refusal:
        return _list(request, officer=officer, error=_(refusal.message), status=refusal.status)
    return see(_address(made))


def _list(request: HttpRequest, *, officer: Officer, error: str = "", status: int = 200) -> HttpResponse:
    held = Upload.objects.visible_to(officer).select_related("uploaded_by")[: services.MOST_UPLOADS]
    context = {
        "uploads": [(one, SHORT.get(Stage(one.stage), "")) for one in held],
        "errors": [("id_file", _("File"), error)] if error else [],
        "columns": [(name, *words) for name, words in explanations().items()],
        "most_rows": services.MOST_ROWS,
        "most_megabytes": services.MAX_FILE_BYTES // 1_000_000,
    }
    return render(request, "office/uploads.html", context, status=status)


@office_page(Action.CERTIFICATE_VIEW)
def upload(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Show one upload: how far it is, or what was found."""
    return _shown(request, _find(pk, officer), rights=rights)


def _shown(
    request: HttpRequest, found: Upload, *, rights: Collection[Action], refusal: Refused | None = None
) -> HttpResponse:
    only = request.GET.get("only", "")
    after = request.GET.get("after", "0")
    if only not in ("", "problems") or not (after.isascii() and after.isdigit() and len(after) < 10):
        raise Http404
    rows = found.rows.filter(place__gt=int(after)).select_related("certificate")
    rows = rows.filter(state__in=PROBLEMS) if only else rows
    page = list(rows.defer("certificate__token", "certificate__intent")[: ON_A_PAGE + 1])
    counts = services.counts_of(found)
    may = Action.CERTIFICATE_DRAFT in rights and found.stage == Stage.CHECKED
    context = {
        "upload": found,
        "progress": _progress(found) if found.stage != Stage.CHECKED else None,
        "may_drive": Action.CERTIFICATE_DRAFT in rights,
        "counts": [(tag, counts[state]) for state, tag in TAGS.items() if counts[state]],
        "lines": [_line(row) for row in page[:ON_A_PAGE]],
        "only": only,
        "next": urlencode({"only": only, "after": page[ON_A_PAGE - 1].place}) if len(page) > ON_A_PAGE else "",
        "is_first": after == "0",
        "good": counts[State.FIT] + counts[State.LOOK],
        "problems": sum(counts[state] for state in PROBLEMS),
        "can_accept": may and any(counts[state] for state in services.ACCEPTABLE),
        "can_submit": Action.CERTIFICATE_SUBMIT in rights,
        "can_forget": Action.CERTIFICATE_DRAFT in rights and found.stage != Stage.ACCEPTING,
        "refusal": refusal,
        "key": new_key(),
    }
    return render(request, "office/upload.html", context, status=refusal.status if refusal else 200)


def _line(row: UploadRow) -> Line:
    findings = [{**one, "words": words_of(one)} for one in row.findings]
    return Line(row, TAGS[State(row.state)], findings, row.state in services.ACCEPTABLE)


def _progress(found: Upload) -> Progress:
    done, total = services.progress_of(found)
    return Progress(
        title=TITLES.get(Stage(found.stage), ""),
        address=reverse("office-upload-advance", kwargs={"pk": found.pk}),
        done=done,
        total=total,
        is_finished=found.stage == Stage.CHECKED,
        next=_address(found),
    )


@office_page(Action.CERTIFICATE_DRAFT, ("POST",))
def advance(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Do the next step."""
    found = _find(pk, officer)

    def step() -> Progress:
        return _progress(services.advance(upload_id=found.pk, now=timezone.now()))

    return step_answer(request, step, page=_address(found))


@office_page(Action.CERTIFICATE_DRAFT, ("POST",))
def accept(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Have rows become drafts."""
    found = _find(pk, officer)
    do = request.POST.get("do", "")
    typed = [one for one in request.POST.getlist("row") if one.isascii() and one.isdigit() and len(one) < 10]
    rows: Any = "good" if do in ("good", "good-submit") else [int(one) for one in typed]

    def act() -> str:
        if rows != "good" and not rows:
            raise Refused("nothing-chosen", _("Tick the rows to accept, or accept all that are right."), status=422)
        services.accept_rows(upload_id=pk, rows=rows, submits=do.endswith("-submit"), by=officer, now=timezone.now())
        return _address(found)

    try:
        return do_once(request, officer=officer, is_one=True, do=act)
    except Refused as refusal:
        return _shown(request, _find(pk, officer), rights=rights, refusal=refusal)


@office_page(Action.CERTIFICATE_DRAFT, WRITE)
def forget(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Ask before an upload is forgotten, or forget it."""
    found = _find(pk, officer)
    if request.method != "POST":
        return render(request, "office/upload_forget.html", {"upload": found, "counts": services.counts_of(found)})
    services.forget_upload(upload_id=pk, by=officer, now=timezone.now())
    return see(reverse("office-uploads"))


@office_page(Action.CERTIFICATE_VIEW)
def result(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID, kind: str) -> HttpResponse:
    """Give what came of every row."""
    write, media = FILES[kind]
    return _file(write(_find(pk, officer)), media=media, name=f"result-{pk}.{kind}")


@office_page(Action.CERTIFICATE_VIEW)
def template(request: HttpRequest, *, officer: Officer, rights: Collection[Action], kind: str) -> HttpResponse:
    """Give a file to fill in."""
    write, media = TEMPLATES[kind]
    return _file(write(), media=media, name=f"shipments.{kind}")


def _file(body: bytes, *, media: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _find(pk: UUID, officer: Officer) -> Upload:
    try:
        return services.find_upload(upload_id=pk, by=officer)
    except Refused as refusal:
        raise Http404 from refusal


def _address(found: Upload) -> str:
    return reverse("office-upload", kwargs={"pk": found.pk})
