"""Certificate numbers of every authority, by year: how many are used, and closing a range."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.registry import services
from kpverify.registry.models import NumberRange
from kpverify.secretariat.forms import CloseRangeForm
from kpverify.secretariat.pages import WRITE, Words, act_page, not_published_yet, scheme_page
from kpverify.secretariat.ranges import laid_out
from kpverify.secretariat.views_authorities import doing_for, find


@scheme_page(Action.SCHEME_VIEW)
def numbers(request: HttpRequest, *, officer: Officer) -> HttpResponse:
    """List every range of one year, those that run out first."""
    years = sorted(set(NumberRange.objects.values_list("year", flat=True)), reverse=True)
    now = timezone.now().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else now
    ranges = NumberRange.objects.filter(year=year).select_related("place").order_by("authority", "prefix")
    lines = sorted(map(laid_out, ranges), key=lambda one: not one["is_nearly_used"])
    context = {"lines": lines, "year": year, "years": years, "next_year": now + 1, "can_open": now + 1 not in years}
    return render(request, "secretariat/numbers.html", context)


@scheme_page(Action.SCHEME_EDIT, WRITE)
def close_range(request: HttpRequest, *, officer: Officer, authority_id: str, number: str) -> HttpResponse:
    """Let no more numbers be taken from a range."""
    authority = find(authority_id)
    found = authority.ranges.filter(pk=number).first()
    if found is None:
        raise Http404
    words = Words(
        title=_("Close the range %(first)s – %(last)s?")
        % {"first": found.number(found.first_value), "last": found.number(found.last_value)},
        button=_("Close the range"),
        means=[
            _("No certificate gets a number of this range any more. Numbers of it are never given to another one."),
            _("Certificates issued elsewhere count too: name the last number that was given anywhere."),
        ],
        done=not_published_yet(_("The range is closed.")),
        is_danger=True,
    )
    doing = doing_for(
        authority,
        lambda typed, now, by: services.close_range(
            range_id=found.pk, authority_id=authority.pk, **typed, now=now, by=by
        ),
    )
    return act_page(request, officer=officer, words=words, form_class=CloseRangeForm, doing=doing)
