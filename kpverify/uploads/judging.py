"""Judging the rows of an upload by the rules of the form, before anything becomes a draft."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_noop as _

from kpverify.certificates.assessment import Ground, assess, refuse_if_unfit
from kpverify.certificates.clearing import AWAITED
from kpverify.certificates.content import tidy
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.services import refuse_replacement
from kpverify.certificates.shipments import column_of
from kpverify.compliance.evidence import at_one_moment
from kpverify.errors import Refused
from kpverify.tokens.codes import Result
from kpverify.uploads.models import Upload, UploadRow

RowState = UploadRow.State
Finding = dict[str, str]
# How far back the same shipment is looked for, and among how many certificates of the same parties.
LOOKED_BACK = timedelta(days=90)
MOST_COMPARED = 2_000
IN_FILE = _("The same shipment stands in an earlier row of this file.")
IN_UPLOAD = _("The same shipment was accepted from a file already.")
IS_CERTIFICATE = _("There is a certificate or a draft with the same content already.")
SEAL_IN_FILE = _("A seal of this row stands in another row of this file, too.")
SEAL_IN_USE = _("A seal of this row is on another certificate or draft of these parties.")


def judge(rows: Sequence[UploadRow], *, upload: Upload, ground: Ground, now: datetime) -> None:
    """Set `state` and `findings` of rows that wait; changes nothing stored."""
    contents: dict[int, dict[str, Any]] = {}
    with at_one_moment():
        for row in rows:
            content, row.findings = _judge_one(row, upload=upload, ground=ground, now=now)
            if content is not None:
                contents[row.pk] = content
    known = _Known(rows, contents, upload=upload, now=now)
    for row in rows:
        fails = any(one["result"] == Result.FAIL for one in row.findings)
        twins = [] if fails or row.pk not in contents else known.findings(row, contents[row.pk])
        row.findings = [_in_columns(one, row) for one in (*row.findings, *twins)]
        row.state = _state(row.findings)


def _state(findings: Sequence[Finding]) -> RowState:
    if any(one["result"] == Result.FAIL for one in findings):
        return RowState.WRONG
    if any(one["code"] in TWINS for one in findings):
        return RowState.DUPLICATE
    return RowState.LOOK if findings else RowState.FIT


TWINS = frozenset({"twice-in-file", "accepted-before", "certificate-exists"})


def fit_content(row: UploadRow, *, upload: Upload, ground: Ground, now: datetime) -> dict[str, Any]:
    """Give the tidy content of a row that may become a draft now.

    What is not known yet is found out about the draft: submitting it asks again.
    Raises: Refused content-wrong, not-certifiable (with findings), no-trust-list.
    """
    content = tidy(row.content)
    refuse_replacement(content)
    assessed = _assessed(content, upload=upload, ground=ground, now=now)
    refuse_if_unfit([one for one in assessed if one["result"] != Result.UNKNOWN], awaited=AWAITED)
    return content


def findings_of(refusal: Refused, row: UploadRow) -> list[Finding]:
    """Put a refusal beside the columns of its row."""
    found = refusal.findings or [{"field": "", "code": refusal.code, "message": refusal.message}]
    return [_in_columns({"result": Result.FAIL.value, **one}, row) for one in found]


def _judge_one(
    row: UploadRow, *, upload: Upload, ground: Ground, now: datetime
) -> tuple[dict[str, Any] | None, list[Finding]]:
    noted: list[Finding] = list(row.notes)
    # What was odd about a cell explains it better than the rule that it breaks.
    explained = {one["field"] for one in noted if one["result"] == Result.FAIL}
    content: dict[str, Any] | None = None
    try:
        content = tidy(row.content)
        refuse_replacement(content)
        found = _assessed(content, upload=upload, ground=ground, now=now)
    except Refused as refusal:
        found = findings_of(refusal, row)
    return content, [*noted, *(one for one in found if one["field"] not in explained)]


def _assessed(content: dict[str, Any], *, upload: Upload, ground: Ground, now: datetime) -> list[Finding]:
    draft = Certificate(authority_id=upload.authority_id, content=content, prepared_by=upload.uploaded_by)
    return assess(certificate=draft, now=now, ground=ground)


def _in_columns(finding: Finding, row: UploadRow) -> Finding:
    """Name the column a finding is about, and what stands there."""
    column = finding.get("column") or column_of(finding["field"], row.content)
    cells = dict(zip(row.upload.columns, row.cells, strict=False))
    return {**finding, "column": column, "value": cells.get(column, "")}


class _Known:
    """What else speaks of these shipments: this file, earlier uploads, certificates."""

    def __init__(
        self, rows: Sequence[UploadRow], contents: dict[int, dict[str, Any]], *, upload: Upload, now: datetime
    ) -> None:
        keys, seals = [row.key for row in rows], {seal for one in contents.values() for seal in one.get("seals", ())}
        others = UploadRow.objects.filter(upload__authority_id=upload.authority_id, key__in=keys)
        self.first = _first_places(upload, keys)
        self.accepted = set(others.filter(state=RowState.ACCEPTED).values_list("key", flat=True))
        self.keys_of_seal = _keys_of_seals(upload, seals)
        self.twins, self.seals_in_use = _certificates(contents.values(), upload=upload, now=now)

    def findings(self, row: UploadRow, content: dict[str, Any]) -> list[Finding]:
        found = []
        if self.first[row.key] < row.place:
            found.append(_look("", "twice-in-file", IN_FILE))
        if row.key in self.accepted:
            found.append(_look("", "accepted-before", IN_UPLOAD))
        elif _essence(content) in self.twins:
            found.append(_look("", "certificate-exists", IS_CERTIFICATE))
        if found:
            return found
        seals = content.get("seals", ())
        if any(self.keys_of_seal.get(seal, set()) - {row.key} for seal in seals):
            found.append(_look("seals", "seal-twice-in-file", SEAL_IN_FILE))
        if any(seal in self.seals_in_use for seal in seals):
            found.append(_look("seals", "seal-in-use", SEAL_IN_USE))
        return found


def _look(field: str, code: str, words: str) -> Finding:
    return {"field": field, "code": code, "message": words, "result": Result.ATTENTION.value}


def _first_places(upload: Upload, keys: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, place in upload.rows.filter(key__in=keys).order_by("-place").values_list("key", "place"):
        found[key] = place
    return found


def _keys_of_seals(upload: Upload, seals: set[str]) -> dict[str, set[str]]:
    """Find the different shipments of the file each seal stands in; they are few, and their seals inside JSON."""
    found: dict[str, set[str]] = {}
    for key, content in upload.rows.values_list("key", "content__seals").iterator():
        for seal in content if isinstance(content, list) else ():
            if isinstance(seal, str) and seal.strip() in seals:
                found.setdefault(seal.strip(), set()).add(key)
    return found


def _essence(content: dict[str, Any]) -> tuple[Any, ...]:
    """Give what makes two shipments the same, as something that can be compared."""
    parties = (tuple(sorted(content.get(party, {}).items())) for party in ("exporter", "importer"))
    goods = (tuple(sorted(line.items())) for line in content.get("goods", ()))
    return (*parties, *goods, content.get("parcels"), tuple(sorted(content.get("seals", ()))))


def _certificates(
    contents: Collection[dict[str, Any]], *, upload: Upload, now: datetime
) -> tuple[set[tuple[Any, ...]], set[str]]:
    """Give what the newest certificates and drafts of the same parties say, and the seals on them."""
    exporters, importers = (
        {one.get(party, {}).get("name", "") for one in contents} for party in ("exporter", "importer")
    )
    newest = (
        Certificate.objects.filter(authority_id=upload.authority_id, created_at__gt=now - LOOKED_BACK)
        .filter(exporter_name__in=exporters, importer_name__in=importers)
        .exclude(state__in=[State.VOID, State.REVOKED])
        .exclude(upload_row__upload=upload)
        .order_by("-created_at", "-id")
        .values_list("content", flat=True)[:MOST_COMPARED]
    )
    held = list(newest)
    return {_essence(one) for one in held}, {seal for one in held for seal in one.get("seals", ())}
