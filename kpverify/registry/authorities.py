"""Authorities, the numbers they may give out, and the numbers nobody may present."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction

from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.closing import value_in
from kpverify.registry.keeping import add, change, require, require_source
from kpverify.registry.models import Authority, NumberRange, Participant, VoidNumber
from kpverify.registry.ranges import check_apart, range_of_year, ranges_of_places

AUTHORITY_ID = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,8})?")
NUMBER = re.compile(r"[A-Z]{2}[0-9A-Z/-]{1,18}")
MAX_DIGITS = 9


@transaction.atomic
def add_authority(
    *,
    authority_id: str,
    name: str,
    place: str = "",
    address: str = "",
    email: str = "",
    source: str,
    now: datetime,
    by: str,
) -> Authority:
    """List an authority of the participant its id begins with.

    Raises: Refused no-participant, registry-wrong.  Writes: Authority, AuditEntry.
    """
    words = "The id is the participant's code, or the code, a dash and up to eight capital letters or digits: EU-ANR."
    require(AUTHORITY_ID.fullmatch(authority_id) is not None, words)
    code = authority_id[:2]
    if not Participant.objects.filter(pk=code).exists():
        raise Refused("no-participant", f"There is no participant {code}.", status=404)
    require_source(source)
    authority = Authority(
        id=authority_id, participant_id=code, name=name, place=place, address=address, email=email, source=source
    )
    add(authority, "authority.add", f"authority:{authority_id}", by=by, now=now)
    return authority


@transaction.atomic
def edit_authority(
    *,
    authority_id: str,
    name: str,
    place: str,
    address: str,
    email: str,
    as_of: str,
    source: str,
    now: datetime,
    by: str,
) -> Authority:
    """Correct how an authority is called and reached.

    Raises: Refused no-authority, no-change, registry-wrong.  Writes: Authority, AuditEntry.
    """
    authority = _locked(authority_id)
    require_source(source)
    values = {"name": name, "place": place, "address": address, "email": email, "as_of": as_of, "source": source}
    change(authority, values, "authority.edit", f"authority:{authority_id}", by=by, now=now)
    return authority


@transaction.atomic
def add_range(
    *,
    authority_id: str,
    year: int,
    prefix: str,
    digits: int,
    first: int,
    last: int,
    place_id: int | None = None,
    now: datetime,
    by: str,
) -> NumberRange:
    """Let an authority give out more numbers of a year, or one of its places; they are unique in the world, for ever.

    Raises: Refused no-authority, no-place, range-wrong, range-overlap, registry-wrong.
    Writes: NumberRange, AuditEntry.
    """
    authority = _locked(authority_id)
    if place_id is not None and not authority.places.filter(pk=place_id, closed_at=None).exists():
        raise Refused("no-place", "There is no such place, or it is closed.", status=404)
    found = NumberRange(
        authority=authority,
        place_id=place_id,
        year=year,
        prefix=prefix,
        digits=digits,
        first_value=first,
        last_value=last,
        next_value=first,
    )
    _check_range(found, authority)
    # Two ranges added at once must see one another: they wait here for the one row of the participant.
    Participant.objects.select_for_update(no_key=True).get(pk=authority.participant_id)
    check_apart(found)
    subject = f"range:{found.number(first)}-{found.number(last)}"
    add(found, "range.add", subject, by=by, now=now)
    return found


def _check_range(found: NumberRange, authority: Authority) -> None:
    code = authority.participant_id
    words = f"A range holds at least one number, from 1 on, of 1 to {MAX_DIGITS} digits."
    is_whole = 1 <= found.digits <= MAX_DIGITS and 1 <= found.first_value <= found.last_value < 10**found.digits
    require(is_whole, words, code="range-wrong")
    require(2003 <= found.year <= 9999, "The year is that of the certificates' issue.", code="range-wrong")
    words = f"Numbers of this authority begin with {code}, then capital letters, digits, / or -, 20 characters at most."
    is_theirs = found.prefix.startswith(code) and NUMBER.fullmatch(found.number(found.last_value)) is not None
    require(is_theirs, words, code="range-wrong")


@transaction.atomic
def open_year(*, year: int, now: datetime, by: str) -> list[NumberRange]:
    """Give every authority that has no numbers of a year the usual range, and so every place that had its own.

    Those that have some keep them.

    Raises: Refused range-wrong, range-overlap.  Writes: NumberRange, AuditEntry.
    """
    words = "Ranges are opened for this year or the next."
    require(year in (now.year, now.year + 1), words, code="range-wrong")
    held = NumberRange.objects.filter(year=year, place=None)
    without = Authority.objects.exclude(pk__in=held.values("authority_id")).order_by("pk")
    usual = [range_of_year(pk, year) for pk in without.values_list("pk", flat=True)]
    usual += ranges_of_places(year)
    for one in usual:
        check_apart(one)
    made = NumberRange.objects.bulk_create(usual)
    if made:
        detail = {"authorities": [one.authority_id for one in made]}
        record("range.open-year", f"year:{year}", by=by, at=now, detail=detail)
    return made


@transaction.atomic
def skip_numbers(*, authority_id: str, beyond: str, now: datetime, by: str) -> NumberRange:
    """Let an authority go on after a number: those up to it may have been given before a backup was restored.

    Raises: Refused no-authority, number-wrong, no-change.  Writes: NumberRange, AuditEntry.
    """
    _locked(authority_id)
    for one in NumberRange.objects.select_for_update().filter(authority_id=authority_id).order_by("pk"):
        value = value_in(one, beyond)
        if value is None:
            continue
        if value < one.next_value:
            raise Refused("no-change", f"The next number is {one.number(one.next_value)} already.")
        subject = f"range:{one.number(one.first_value)}-{one.number(one.last_value)}"
        change(one, {"next_value": value + 1}, "range.skip", subject, by=by, now=now)
        return one
    raise Refused("number-wrong", f"{beyond} is no number of {authority_id}'s ranges.", status=422)


@transaction.atomic
def void_number(
    *,
    authority_id: str,
    number: str,
    reason: str,
    note: str = "",
    source: str = "",
    even_if_given: bool = False,
    now: datetime,
    by: str,
) -> VoidNumber:
    """Declare a number lost, stolen, withdrawn, spoiled or known from a fake: no certificate may carry it, ever.

    Raises: Refused no-authority, number-wrong, number-void, number-given, registry-wrong.
    Writes: VoidNumber, AuditEntry.
    """
    authority = _locked(authority_id)
    code = authority.participant_id
    words = f"A number is {code}, then 1 to 18 capital letters, digits, / or -."
    require(NUMBER.fullmatch(number) is not None and number.startswith(code), words, code="number-wrong")
    held = VoidNumber.objects.filter(number=number).first()
    if held is not None:
        raise Refused("number-void", f"{number} was declared {held.reason} on {held.at:%Y-%m-%d} already.")
    if not even_if_given and is_given(number):
        words = (
            f"{number} was given to a certificate here. Revoking that certificate is the usual way. If its authority "
            "cannot, declare the number void although it was given."
        )
        raise Refused("number-given", words)
    void = VoidNumber(authority=authority, number=number, reason=reason, note=note, source=source, at=now)
    add(void, "number.void", f"number:{number}", by=by, now=now)
    return void


def is_given(number: str) -> bool:
    """Was this number given out by this node?"""
    likely = NumberRange.objects.filter(prefix__startswith=number[:2])
    return any((value := value_in(one, number)) is not None and value < one.next_value for one in likely)


def _locked(authority_id: str) -> Authority:
    authority = Authority.objects.select_for_update(no_key=True).filter(pk=authority_id).first()
    if authority is None:
        raise Refused("no-authority", f"There is no authority {authority_id}.", status=404)
    return authority
