"""The monitors' desk: shipments that wait for their word, each with everything that stands behind it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.clearance import services
from kpverify.clearance.models import Clearance
from kpverify.dossier.giving import as_download, as_thumbnail
from kpverify.dossier.services import files_of, find_file_of, open_file_of
from kpverify.provenance.drawing import claims_of
from kpverify.provenance.slips import slips_of
from kpverify.registry.models import Participant
from kpverify.registry.regime_words import RULE
from kpverify.registry.zone_map import BARRED, COMPLIANT, NOT_COMPLIANT, OPEN, country_on, views_of
from kpverify.secretariat import reading
from kpverify.secretariat.forms import ApproveForm, DayForm, ObjectForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, scheme_page
from kpverify.secretariat.reading import HELD_BACK
from kpverify.secretariat.states import CLAIM, CLEARANCE, Tag

LATEST = 30
PERSONS = ("asked_by", "first_by", "second_by", "objected_by")


@scheme_page(Action.CLEARANCE_VIEW)
def queue(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List what waits, the oldest first, and what was decided last."""
    rows = Clearance.objects.select_related("certificate__prepared_by", "authority", *PERSONS)
    asked = _lines(rows.filter(state=Clearance.State.ASKED).order_by("asked_at"))
    waiting = [one for one in asked if one["held"].state == Clearance.State.ASKED]
    context = {
        # What was changed since it was asked about waits for nobody.
        "waiting": sorted(waiting, key=lambda one: one["it"].first_by_id == officer.pk),
        "decided": _lines(rows.exclude(state=Clearance.State.ASKED)[:LATEST]),
    }
    return render(request, "secretariat/clearances.html", context)


def _lines(rows: Iterable[Clearance]) -> list[dict[str, Any]]:
    held = services.held_all(list(rows))
    return [
        {"it": one.clearance, "held": one, "tag": _tag(one), "content": one.clearance.certificate.content}
        for one in held
    ]


def _tag(held: services.Held) -> Tag:
    is_second = held.state == Clearance.State.ASKED and held.clearance.first_by_id is not None
    return CLEARANCE["seconded" if is_second else held.state]


def _find(clearance_id: UUID) -> Clearance:
    rows = Clearance.objects.select_related("certificate__prepared_by", "authority", *PERSONS)
    found = rows.filter(pk=clearance_id).first()
    if found is None:
        raise Http404
    return found


@scheme_page(Action.CLEARANCE_VIEW)
def clearance(request: HttpRequest, *, officer: Officer, clearance_id: UUID) -> HttpResponse:
    """Show one shipment: what it says, its slips beside their zones, its files, the map, and what can be decided."""
    found = _find(clearance_id)
    held = services.held(found)
    is_open = _is_open(held)
    # A draft that was sent back or changed since is the authority's own again, and may be incomplete.
    is_theirs = not is_open and found.certificate.state in services.OPEN
    content = {} if is_theirs else found.certificate.content
    slips = [] if is_theirs else slips_of(found.certificate_id)
    files = [one for one in files_of(found.certificate) if one.withdrawn_at is None] if is_open else []
    days = reading.days_of(slips)
    first = days[0] if days else timezone.now().date()
    form = DayForm(request.GET if "on" in request.GET else {"on": first.isoformat()})
    is_good = form.is_valid()
    day: date = form.cleaned_data["on"] if is_good else first
    claims = [] if is_theirs else claims_of(found.certificate, now=timezone.now())
    earlier, changes = (None, None) if is_theirs else reading.changes_of(found)
    wanted = Participant.objects.filter(pk__in=content.get("mining_origin", ()))
    countries = [country_on(one, day) for one in wanted.prefetch_related("regimes", "zones__periods")]
    context = {
        "it": found,
        "held": held,
        "tag": _tag(held),
        "content": content,
        "slips": reading.slip_lines(slips, files),
        "sums": reading.sums_of(slips, content, is_mixed=bool(claims)) if content else [],
        "claims": [(one.use, *CLAIM[one.standing]) for one in claims],
        "files": reading.by_kind(files),
        "pictures": [one for one in files if one.media_type != "application/pdf" and one.scan not in HELD_BACK],
        "earlier": earlier,
        "changes": changes,
        "days": days,
        "is_open": is_open,
        "held_back": HELD_BACK,
        "countries": [(one, views_of(one, only=content.get("zones", ())), RULE[one.rule_code]) for one in countries],
        "shapes": (COMPLIANT, NOT_COMPLIANT, BARRED, OPEN),
        "day": day,
        "form": form,
        "is_own": found.first_by_id == officer.pk,
        "can_decide": held.state == Clearance.State.ASKED,
        "can_object": is_open,
    }
    return render(request, "secretariat/clearance.html", context, status=200 if is_good else 422)


def _is_open(held: services.Held) -> bool:
    """May monitors read the dossier: while they are asked, or while their word may still be used?"""
    return held.state in services.LIVE and held.clearance.certificate.state in services.OPEN


@scheme_page(Action.CLEARANCE_DECIDE, WRITE)
def approve(request: HttpRequest, *, officer: Officer, clearance_id: UUID) -> HttpResponse:
    """Approve; the second monitor's approval signs."""
    found = _find(clearance_id)
    first = services.first_of(found)
    if first:
        then = _("%(name)s approved it already: with yours it is signed, and the authority can issue.")
        then %= {"name": first.name}
    else:
        then = _("Nothing is signed yet: another monitor has to approve it as well.")
    words = Words(
        title=_("Approve the shipment of %(exporter)s?") % {"exporter": _exporter(found)},
        button=_("Approve and sign") if first else _("Approve"),
        means=[_("It holds for exactly the content, files and slips you have read: any change takes it away."), then],
        done=_("Approved and signed: the authority can issue it.") if first else _("Approved."),
    )

    def do(typed: Mapping[str, Any], now: datetime, _by: str) -> None:
        services.approve(clearance_id=clearance_id, by=officer, now=now, **typed)

    doing = _doing(found, do, seen=found.dossier_digest)
    return act_page(request, officer=officer, words=words, form_class=ApproveForm, doing=doing)


@scheme_page(Action.CLEARANCE_DECIDE, WRITE)
def object_to(request: HttpRequest, *, officer: Officer, clearance_id: UUID) -> HttpResponse:
    """Object to a shipment."""
    found = _find(clearance_id)
    words = Words(
        title=_("Object to the shipment of %(exporter)s?") % {"exporter": _exporter(found)},
        button=_("Object"),
        means=[
            _("It goes back to the authority with your reason, and an approval that was given is taken away."),
            _("One monitor is enough. The authority can correct it and ask again."),
        ],
        done=_("The authority has your reason."),
        is_danger=True,
    )

    def do(typed: Mapping[str, Any], now: datetime, _by: str) -> None:
        services.object_to(clearance_id=clearance_id, by=officer, now=now, **typed)

    return act_page(request, officer=officer, words=words, form_class=ObjectForm, doing=_doing(found, do))


def _exporter(found: Clearance) -> str:
    return str(found.certificate.exporter_name)


def _doing(found: Clearance, do: Any, **initial: Any) -> Doing:
    back = reverse("secretariat-clearance", kwargs={"clearance_id": found.pk})
    crumbs = [(reverse("secretariat-clearances"), _("Clearance")), (back, _exporter(found))]
    return Doing(do, back, crumbs, initial)


@scheme_page(Action.CLEARANCE_VIEW)
def file_download(request: HttpRequest, *, officer: Officer, clearance_id: UUID, file_id: UUID) -> HttpResponse:
    """Give a file of the dossier out."""
    found, content = open_file_of(certificate_id=_open_certificate(clearance_id), file_id=file_id)
    return as_download(found, content)


@scheme_page(Action.CLEARANCE_VIEW)
def file_thumbnail(request: HttpRequest, *, officer: Officer, clearance_id: UUID, file_id: UUID) -> HttpResponse:
    """Show a small picture of a picture."""
    found = find_file_of(certificate_id=_open_certificate(clearance_id), file_id=file_id)
    if found.thumbnail is None or found.withdrawn_at is not None or found.scan in HELD_BACK:
        raise Http404
    return as_thumbnail(bytes(found.thumbnail))


def _open_certificate(clearance_id: UUID) -> UUID:
    found = _find(clearance_id)
    if not _is_open(services.held(found)):
        raise Http404
    return found.certificate_id
