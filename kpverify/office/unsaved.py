"""Nothing typed is lost: what an open form holds is kept on the server, for its officer alone.

A browser sends the raw fields every few seconds.  They are judged only when they are saved as a draft.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.office.models import Unsaved

# A certificate's longest texts, typed in the widest script, are a tenth of it.
MOST_BYTES = 64 * 1024
# Of more sheets than these the oldest go: nobody has as many forms open.
MOST_SHEETS = 20
FORGOTTEN_AFTER = timedelta(days=30)
NEW = "new"
# What belongs to the page and not to what was typed; the version that was seen stays.
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "key", "do", "sheet", "form", "officer", "typed_ms", "other"})
_SHEET = re.compile(r"[0-9a-f]{32}")
# A browser's clock may be set back; then what arrives last counts.
CLOCK_JUMP_MS = 60_000


class Offer(NamedTuple):
    """Something typed and not saved, and where to go on with it."""

    sheet: str
    at: datetime
    address: str
    what: str


@transaction.atomic
def keep_unsaved(*, form: str, sheet: str, fields: QueryDict, typed_ms: int, by: Officer, now: datetime) -> bool:
    """Keep what a form holds; false when this sheet was saved or thrown away, and a new one is needed.

    Raises: Refused sheet-wrong, unsaved-too-large.  Writes: Unsaved.
    """
    if not _SHEET.fullmatch(sheet) or not _is_form(form):
        raise Refused("sheet-wrong", "The page did not say what was typed where. Load it again.", status=400)
    typed = raw(fields)
    if len(typed) > MOST_BYTES:
        raise Refused("unsaved-too-large", "This is more than a certificate can hold: it is not kept.", status=413)
    row, is_new = Unsaved.objects.select_for_update(no_key=True).get_or_create(
        officer=by, sheet=sheet, defaults={"form": form, "fields": typed, "typed_ms": typed_ms, "at": now}
    )
    if row.ended_at is not None:
        return False
    if is_new:
        _drop_oldest(by)
    elif typed_ms >= row.typed_ms or row.typed_ms - typed_ms > CLOCK_JUMP_MS:
        row.fields, row.typed_ms, row.at = typed, typed_ms, now
        row.save(update_fields=["fields", "typed_ms", "at"])
    return True


def raw(fields: QueryDict) -> str:
    """Write the fields of a form as they were typed, without what belongs to the page."""
    found = fields.copy()
    for name in LEFT_OUT & set(found):
        del found[name]
    return found.urlencode()


def _is_form(form: str) -> bool:
    try:
        return form == NEW or str(UUID(form)) == form
    except ValueError:
        return False


def _drop_oldest(officer: Officer) -> None:
    held = Unsaved.objects.pending_of(officer).values_list("pk", flat=True)
    Unsaved.objects.filter(pk__in=list(held[MOST_SHEETS:])).delete()


@transaction.atomic
def take_up(*, sheet: str, into: str, by: Officer, now: datetime) -> QueryDict | None:
    """Give what was typed, and let the page that shows it now go on writing it as its own sheet `into`.

    A tab that still has the old sheet open starts another one with its next word, so both are kept.
    Writes: Unsaved.
    """
    row = Unsaved.objects.pending_of(by).select_for_update(no_key=True).filter(sheet=sheet).first()
    if row is None:
        return None
    row.sheet, row.at = into, now
    row.save(update_fields=["sheet", "at"])
    return QueryDict(row.fields)


@transaction.atomic
def end_sheets(*, sheets: Collection[str], by: Officer, now: datetime) -> None:
    """Let go of what is saved or thrown away; what is still on its way does not bring it back.  Writes: Unsaved."""
    for sheet in {one for one in sheets if _SHEET.fullmatch(one)}:
        Unsaved.objects.update_or_create(
            officer=by,
            sheet=sheet,
            defaults={"fields": "", "ended_at": now, "at": now},
            create_defaults={
                "form": NEW,
                "fields": "",
                "ended_at": now,
                "at": now,
            },
        )


def offers_for(officer: Officer, *, form: str | None = None, but: str = "") -> list[Offer]:
    """List what an officer typed and did not save, in one form or in all, the newest first."""
    rows = Unsaved.objects.pending_of(officer).exclude(sheet=but)
    found = list(rows.filter(form=form) if form else rows)[:MOST_SHEETS]
    numbers = _named(officer, {one.form for one in found} - {NEW})
    return [
        Offer(sheet=one.sheet, at=one.at, address=_address(one.form), what=numbers.get(one.form, _("New certificate")))
        for one in found
        if one.form == NEW or one.form in numbers
    ]


def _address(form: str) -> str:
    return reverse("office-new") if form == NEW else reverse("office-edit", kwargs={"pk": form})


def _named(officer: Officer, forms: Iterable[str]) -> dict[str, str]:
    rows = Certificate.objects.visible_to(officer).filter(pk__in=list(forms)) if forms else []
    return {str(one.pk): _("Draft of %(day)s") % {"day": f"{one.created_at:%Y-%m-%d %H:%M}"} for one in rows}


def forget_old_unsaved(*, now: datetime) -> int:
    """Delete what nobody went on with; tells how many.  Writes: Unsaved."""
    return Unsaved.objects.older_than(now - FORGOTTEN_AFTER).delete()[0]


def tag_of_officer(officer: Officer) -> str:
    """Name an officer in what their browser keeps: it tells officers apart, and nothing else."""
    return salted_hmac("kpverify.unsaved.tag", str(officer.pk), algorithm="sha256").hexdigest()[:16]


def keeper_of(officer: Officer) -> str:
    """Give the key (AES-256, hex) their browser seals with what it keeps while the server cannot be reached.

    Only pages of this officer hold it, so that nobody else who signs in at the same computer can read it.
    """
    return salted_hmac("kpverify.unsaved.key", str(officer.pk), algorithm="sha256").hexdigest()
