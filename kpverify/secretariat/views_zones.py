"""Zones, and what the scheme asked of a country's goods, on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.registry import services
from kpverify.registry.country_names import name_of
from kpverify.registry.models import Participant, Zone, ZonePeriod
from kpverify.registry.periods import holding
from kpverify.registry.regime_words import RULE
from kpverify.secretariat.forms import CloseZoneForm, DayForm, OpenZoneForm, RegimeForm, ZoneForm
from kpverify.secretariat.pages import WRITE, Doing, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.seconded import Second


@scheme_page(Action.SCHEME_VIEW)
def zones(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """Show each country that has zones or rules, as it stood on a day."""
    form = DayForm(request.GET if "on" in request.GET else {"on": timezone.now().date().isoformat()})
    is_good = form.is_valid()
    day = form.cleaned_data["on"] if is_good else timezone.now().date()
    countries = Participant.objects.prefetch_related("regimes", "zones__periods").order_by("name")
    lines = [_country(one, day) for one in countries if one.regimes.all() or one.zones.all()]
    context = {"form": form, "day": day, "countries": lines}
    return render(request, "secretariat/zones.html", context, status=200 if is_good else 422)


def _country(one: Participant, day: date) -> dict[str, Any]:
    rule = holding(one.regimes.all(), day)
    zones_by_name = sorted(one.zones.all(), key=lambda zone: zone.name)
    found = [(zone, holding(zone.periods.all(), day), _ended_before(zone, day)) for zone in zones_by_name]
    return {
        "country": one,
        "rule": rule,
        "tag": RULE[rule.rule if rule else "none"],
        "zones": found,
        "compliant": sum(1 for _zone, period, _past in found if period),
        "rules": [(past, RULE[past.rule]) for past in sorted(one.regimes.all(), key=lambda past: past.starts_on)],
    }


def _ended_before(zone: Zone, day: date) -> ZonePeriod | None:
    """Find the last period that had ended by a day: a zone that is compliant no longer says since when, and why."""
    ended = [one for one in zone.periods.all() if one.ends_on is not None and one.ends_on <= day]
    return max(ended, key=lambda one: one.starts_on, default=None)


def _doing(do: Any, **initial: Any) -> Doing:
    back = reverse("secretariat-zones")
    return Doing(do, back, [(back, _("Zones and rules"))], initial)


def _find(zone_id: str) -> Zone:
    found = Zone.objects.filter(pk=zone_id).first()
    if found is None:
        raise Http404
    return found


def _country_of(code: str) -> Participant:
    found = Participant.objects.filter(pk=code).first()
    if found is None:
        raise Http404
    return found


@scheme_page(Action.SCHEME_EDIT, WRITE)
def add_zone(request: HttpRequest, *, officer: Officer, code: str) -> HttpResponse:
    """Name a zone."""
    country = _country_of(code)
    words = Words(
        title=_("Add a zone of %(name)s") % {"name": name_of(country)},
        button=_("Add the zone"),
        means=[_("It is compliant once you have declared since when.")],
        done=_("Added. It is not compliant yet: declare since when."),
    )
    doing = _doing(lambda typed, now, by: services.add_zone(origin=code, **typed, now=now, by=by), zone_id=f"{code}-")
    return act_page(request, officer=officer, words=words, form_class=ZoneForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def open_zone(request: HttpRequest, *, officer: Officer, zone_id: str) -> HttpResponse:
    """Declare a zone compliant."""
    zone = _find(zone_id)
    words = Words(
        title=_("Declare %(name)s compliant") % {"name": zone.name},
        button=_("Declare it compliant"),
        means=[_("Certificates that name this zone may be issued from that day on, where the rule asks for zones.")],
        done=not_published_yet(_("The zone is compliant.")),
    )
    doing = _doing(
        Second("zone.open", f"zone:{zone_id}", {"zone_id": zone_id}),
        starts_on=timezone.now().date(),
    )
    return act_page(request, officer=officer, words=words, form_class=OpenZoneForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def close_zone(request: HttpRequest, *, officer: Officer, zone_id: str) -> HttpResponse:
    """Declare a zone compliant no longer."""
    zone = _find(zone_id)
    words = Words(
        title=_("Declare %(name)s not compliant") % {"name": zone.name},
        button=_("Declare it not compliant"),
        means=[_("Certificates issued from that day on that name it are invalid, where the rule asks for zones.")],
        done=not_published_yet(_("The zone is compliant no longer.")),
        is_danger=True,
    )
    doing = _doing(
        Second("zone.close", f"zone:{zone_id}", {"zone_id": zone_id}),
        ends_on=timezone.now().date(),
    )
    return act_page(request, officer=officer, words=words, form_class=CloseZoneForm, doing=doing)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def start_regime(request: HttpRequest, *, officer: Officer, code: str) -> HttpResponse:
    """Ask something else of a country's goods."""
    country = _country_of(code)
    words = Words(
        title=_("Change the rule for goods from %(name)s") % {"name": name_of(country)},
        button=_("Start the rule"),
        means=[
            _("Certificates that name this origin are judged by the rule of their day of issue, whoever issued them.")
        ],
        done=not_published_yet(_("The rule is recorded.")),
        is_danger=True,
    )
    doing = _doing(
        Second("regime.start", f"regime:{code}", {"origin": code}),
        starts_on=timezone.now().date(),
    )
    return act_page(request, officer=officer, words=words, form_class=RegimeForm, doing=doing)
