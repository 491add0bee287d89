"""What is different since the monitors were asked about a shipment before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kpverify.certificates.models import Certificate
from kpverify.clearance.digests import SLIP, listed
from kpverify.clearance.models import Clearance
from kpverify.dossier.models import DossierFile


class Change(NamedTuple):
    """One thing that is `added`, `changed` or `removed`.

    `what` is `content`, `file`, `slip` or `import`, `name` which one, `field` which entry of it (of content and slips
    that changed); `was` and `now` are texts, empty where there is nothing.
    """

    how: str
    what: str
    name: str
    field: str = ""
    was: str = ""
    now: str = ""


def snapshot(certificate: Certificate) -> dict[str, Any]:
    """Write down what is asked about, so that the next question can be compared with it."""
    files = DossierFile.objects.filter(certificate=certificate, withdrawn_at=None)
    names = dict(files.values_list("sha256", "name"))
    return {**listed(certificate), "kpc": certificate.content, "names": names}


def earlier_than(asked: Clearance) -> Clearance | None:
    """Find the question before this one."""
    rows = Clearance.objects.filter(certificate_id=asked.certificate_id, asked_at__lt=asked.asked_at)
    return rows.select_related("asked_by", "objected_by").first()


def changes_between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Compare two snapshots: content, files, slips, import certificates, in this order."""
    return [
        *_content(before["kpc"], after["kpc"]),
        *_files(before, after),
        *_slips(before["slips"], after["slips"]),
        *_imports(before.get("imports", ()), after.get("imports", ())),
    ]


def _content(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        was, now = _text(before.get(name)), _text(after.get(name))
        if was != now:
            yield Change(_how(was, now), "content", name, name, was, now)


def _text(value: Any) -> str:
    """Write a value of the content as people read it."""
    if isinstance(value, Mapping):
        return ", ".join(_text(one) for one in value.values())
    if isinstance(value, list):
        return "; ".join(_text(one) for one in value)
    return "" if value is None else value if isinstance(value, str) else json.dumps(value)


def _how(was: object, now: object) -> str:
    return "changed" if was and now else "added" if now else "removed"


def _files(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    was, now = ({(kind, sha256) for kind, sha256 in one["files"]} for one in (before, after))
    for how, found, names in (("removed", was - now, before["names"]), ("added", now - was, after["names"])):
        for kind, sha256 in sorted(found):
            yield Change(how, "file", names.get(sha256, sha256), kind)


def _slips(before: list[list[str]], after: list[list[str]]) -> Iterator[Change]:
    was, now = ({one[0]: one for one in side} for side in (before, after))
    for number in sorted({*was, *now}):
        old, new = was.get(number), now.get(number)
        if old is None or new is None:
            yield Change(_how(old, new), "slip", number, "", ", ".join(old or ()), ", ".join(new or ()))
            continue
        for field, one, other in zip(SLIP, old, new, strict=True):
            if one != other:
                yield Change("changed", "slip", number, field, one, other)


def _imports(before: Any, after: Any) -> Iterator[Change]:
    was, now = ({(one[0], one[1]): one for one in side} for side in (before, after))
    for key in sorted({*was, *now}):
        old, new = was.get(key), now.get(key)
        if old != new:
            yield Change(_how(old, new), "import", " ".join(key), "", _drawn(old), _drawn(new))


def _drawn(one: list[str] | None) -> str:
    return " ".join([f"{one[2]} ct", one[3][:16]]).strip() if one else ""
