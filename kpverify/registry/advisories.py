"""What the Secretariat publishes about goods of one origin: advisories and notices, in six languages, for a period.

They travel in the trust list, are shown as something to look at on drafts and when a certificate is checked, and make
no certificate invalid. A new one always has an end: a warning nobody renews must not outlive its reason. Source: House
(docs/compliance.md, "Advisories and notices").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction

from kpverify.errors import Refused
from kpverify.registry.keeping import add, change, require, require_source, unwritable
from kpverify.registry.models import Advisory, Participant
from kpverify.registry.participants import locked_participant
from kpverify.registry.periods import period_to_end

# Beside English, which every one has. As browsers and the verify page name them.
LANGUAGES = ("fr", "pt", "ru", "ar", "zh-hans")
MOST_TEXT = 400
MOST_DO = 300
MOST_SOURCE = 1_000
MOST_ZONES = 20
# What nobody looks at for so long is not known to hold any more: change it, and it lasts longer.
LONGEST = timedelta(days=2 * 366)
REMIND_BEFORE = timedelta(days=30)

Words = Mapping[str, Mapping[str, str]]


class Wording(NamedTuple):
    """What is said in one language; `is_missing` when it is English for want of a translation."""

    text: str
    do: str
    is_missing: bool


@transaction.atomic
def publish_advisory(
    *,
    kind: str,
    code: str,
    zones: Collection[str] = (),
    starts_on: date,
    ends_on: date | None,
    text: str,
    do: str,
    words: Words,
    source: str,
    now: datetime,
    by: str,
) -> Advisory:
    """Publish an advisory or a notice with the next trust list; its id is `<code>-<year>-<number>`.

    `words` holds what is translated: `{"fr": {"text": ..., "do": ...}}`, each language whole or not at all.
    Raises: Refused no-participant, end-missing, period-wrong, registry-wrong.  Writes: Advisory, AuditEntry.
    """
    participant = locked_participant(code)
    values = _checked(participant, kind=kind, zones=zones, text=text, do=do, words=words, source=source)
    _check_period(starts_on, ends_on, now=now)
    found = Advisory(
        id=_next_id(code, now.year), participant=participant, starts_on=starts_on, ends_on=ends_on, **values
    )
    add(found, "advisory.publish", f"advisory:{found.pk}", by=by, now=now)
    return found


@transaction.atomic
def change_advisory(
    *,
    advisory_id: str,
    kind: str,
    zones: Collection[str] = (),
    starts_on: date,
    ends_on: date | None,
    text: str,
    do: str,
    words: Words,
    source: str,
    now: datetime,
    by: str,
) -> Advisory:
    """Say something else, or for longer. One that came with the software without an end may stay without.

    Raises: Refused no-advisory, end-missing, period-wrong, no-change, registry-wrong.  Writes: Advisory, AuditEntry.
    """
    found = _locked(advisory_id)
    values = _checked(found.participant, kind=kind, zones=zones, text=text, do=do, words=words, source=source)
    if ends_on is not None or found.ends_on is not None:
        _check_period(starts_on, ends_on, now=now)
    values |= {"starts_on": starts_on, "ends_on": ends_on}
    change(found, values, "advisory.change", f"advisory:{advisory_id}", by=by, now=now)
    return found


@transaction.atomic
def end_advisory(*, advisory_id: str, ends_on: date, now: datetime, by: str) -> Advisory:
    """Let one hold no longer.  Raises: Refused no-advisory, period-wrong.  Writes: Advisory, AuditEntry."""
    found = _locked(advisory_id)
    require(ends_on > found.starts_on, f"It began on {found.starts_on}: it ends later.", code="period-wrong")
    if found.ends_on is not None and ends_on > found.ends_on:
        words = f"It ends on {found.ends_on} already. To let it hold for longer, change it."
        raise Refused("period-wrong", words, status=422)
    change(found, {"ends_on": ends_on}, "advisory.end", f"advisory:{advisory_id}", by=by, now=now)
    return found


def wording(found: Mapping[str, Any], language: str) -> Wording:
    """Give what an entry of the trust list (or `as_said`) says in a language; English where that is missing."""
    english = Wording(found["text"], found.get("do", ""), is_missing=not language.startswith("en"))
    said = found.get("words", {}).get(language.lower())
    return Wording(said["text"], said["do"], is_missing=False) if said else english


def review_on(found: Advisory, today: date) -> date:
    """Give the day on which it ends, or, for one without an end, is looked at again: each year on its first day."""
    if found.ends_on is not None:
        return found.ends_on
    begun = (
        found.starts_on if (found.starts_on.month, found.starts_on.day) != (2, 29) else found.starts_on.replace(day=28)
    )
    this_year = begun.replace(year=max(today.year, begun.year + 1))
    return this_year if this_year >= today else begun.replace(year=today.year + 1)


def is_due(found: Advisory, today: date) -> bool:
    """Does it end, or wait for its review, within thirty days?"""
    return today <= review_on(found, today) <= today + REMIND_BEFORE


def _checked(
    participant: Participant,
    *,
    kind: str,
    zones: Collection[str],
    text: str,
    do: str,
    words: Words,
    source: str,
) -> dict[str, Any]:
    require(kind in Advisory.Kind.values, "Say whether it is an advisory or a notice.")
    require_source(source)
    require(len(source) <= MOST_SOURCE, f"The source may have {MOST_SOURCE} characters.")
    _check_words(text, do, "English")
    require(set(words) <= set(LANGUAGES), f"Other languages than {', '.join(LANGUAGES)} are not shown to anybody.")
    for language, said in words.items():
        _check_words(said.get("text", ""), said.get("do", ""), language)
    own = set(participant.zones.values_list("pk", flat=True))
    foreign = sorted(set(zones) - own)
    require(not foreign, f"{', '.join(foreign)}: no zone of {participant.name}.")
    require(len(zones) <= MOST_ZONES, f"Name at most {MOST_ZONES} zones, or none for the whole country.")
    return {
        "kind": kind,
        "zones": sorted(zones),
        "text": text.strip(),
        "do": do.strip(),
        "words": {
            language: {"text": words[language]["text"].strip(), "do": words[language]["do"].strip()}
            for language in LANGUAGES
            if language in words
        },
        "source": source,
    }


def _check_words(text: str, do: str, language: str) -> None:
    both = bool(text.strip()) and bool(do.strip())
    require(both, f"{language}: write both what is said and what to do.")
    # The words of all languages are one value of the row: `keeping` does not see into it.
    require(not unwritable(text + do), f"{language}: a character that cannot be printed stands in it.")
    require(len(text.strip()) <= MOST_TEXT, f"{language}: the text may have {MOST_TEXT} characters.")
    require(len(do.strip()) <= MOST_DO, f"{language}: what to do may have {MOST_DO} characters.")


def _check_period(starts_on: date, ends_on: date | None, *, now: datetime) -> None:
    if ends_on is None:
        raise Refused("end-missing", "Say until when it holds: it can be made to last longer any time.", status=422)
    period_to_end([], starts_on=starts_on, ends_on=ends_on)
    require(ends_on > now.date(), "It would be over already: end it later than today.", code="period-wrong")
    latest = max(starts_on, now.date()) + LONGEST
    require(ends_on <= latest, f"End it by {latest}: it can be made to last longer any time.", code="period-wrong")


def _next_id(code: str, year: int) -> str:
    """Number on within the origin and year; the participant is locked."""
    begins = f"{code}-{year}-"
    taken = [
        pk.removeprefix(begins) for pk in Advisory.objects.filter(pk__startswith=begins).values_list("pk", flat=True)
    ]
    return f"{begins}{max((int(one) for one in taken if one.isdecimal()), default=0) + 1:02}"


def _locked(advisory_id: str) -> Advisory:
    rows = Advisory.objects.select_for_update(no_key=True, of=("self",)).select_related("participant")
    found = rows.filter(pk=advisory_id).first()
    if found is None:
        raise Refused("no-advisory", f"There is no advisory {advisory_id}.", status=404)
    return found
