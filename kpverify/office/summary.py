"""A certificate in words, for the pages: its state, its content in the order of the paper, and its history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kpverify.accounts.models import Officer
from kpverify.audit.models import AuditEntry
from kpverify.certificates.amendments import KIND
from kpverify.certificates.lifecycle import Act
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.paper_data import standard_name, total
from kpverify.office.choices import country_names
from kpverify.office.names import goods as words_of_goods
from kpverify.registry.models import HSCode, Zone
from kpverify.status.models import Publication, StatusEntry


class Tag(NamedTuple):
    """A state as a word, with the style that gives it its icon."""

    word: Any
    style: str


TAGS: dict[str, Tag] = {
    State.DRAFT: Tag(gettext_lazy("Draft"), ""),
    State.SUBMITTED: Tag(gettext_lazy("Waits for approval"), "wait"),
    State.APPROVED: Tag(gettext_lazy("Approved, not issued"), "wait"),
    State.ISSUING: Tag(gettext_lazy("Being signed"), "wait"),
    State.ISSUED: Tag(gettext_lazy("Issued"), "good"),
    State.SUSPENDED: Tag(gettext_lazy("Suspended"), "warn"),
    State.REVOKED: Tag(gettext_lazy("Revoked"), "bad"),
    State.VOID: Tag(gettext_lazy("Number void"), "bad"),
}
EXPIRED = Tag(gettext_lazy("Expired"), "warn")
RECEIVED = Tag(gettext_lazy("Receipt confirmed"), "good")


def tag_of(certificate: Certificate, *, now: datetime) -> Tag:
    """Say in a word where a certificate stands."""
    if certificate.state == State.ISSUED and certificate.receipt_confirmed_at:
        return RECEIVED
    if certificate.state == State.ISSUED and certificate.expires_at and certificate.expires_at <= now:
        return EXPIRED
    return TAGS[certificate.state]


def last_day(certificate: Certificate) -> datetime | None:
    """Give the last day of validity: the end is exclusive."""
    return certificate.expires_at - timedelta(microseconds=1) if certificate.expires_at else None


def carats_of(content: Mapping[str, Any]) -> str:
    """Add up the carats; a draft may hold none yet."""
    amounts = [line["carats"] for line in content.get("goods", ()) if line.get("carats")]
    return total(amounts) if amounts else ""


@dataclass(slots=True)
class Row:
    """One line of the summary: `path` is what findings name."""

    path: str
    label: str
    values: list[str] = field(default_factory=list)
    findings: list[dict[str, str]] = field(default_factory=list)
    # What was amended since, as (number of the amendment, words); the values stay those that were signed.
    amended: list[tuple[int, Any]] = field(default_factory=list)


@dataclass(slots=True)
class Summary:
    """The content of a certificate in the order of the paper, each finding beside its line."""

    rows: list[Row]
    goods: list[dict[str, Any]]
    goods_findings: list[dict[str, str]]
    carats: str
    usd: str
    more: list[Row]
    general: list[dict[str, str]]
    goods_amended: list[tuple[int, Any]] = field(default_factory=list)


def summary_of(
    content: Mapping[str, Any], *, findings: Iterable[dict[str, str]], countries: Mapping[str, str] | None = None
) -> Summary:
    """Lay out content with the names of things, and what was found beside it; `countries` as of `country_names`."""
    countries, hs = countries or country_names(), dict(HSCode.objects.values_list("code", "description"))
    zones = dict(Zone.objects.filter(pk__in=content.get("zones", ())).values_list("id", "name"))
    origins = content.get("mining_origin")
    mixed = [_("Mixed, not disclosed (***)")] if origins == [] else []
    rows = [
        Row("mining_origin", _("Country of mining origin"), mixed or [_named(one, countries) for one in origins or ()]),
        Row("exporter", _("Exporter"), _party(content.get("exporter", {}), countries)),
        Row("importer", _("Importer"), _party(content.get("importer", {}), countries)),
    ]
    if content.get("zones") or any(one["field"] == "zones" for one in findings):
        rows.insert(1, Row("zones", _("Zones"), [_named(one, zones) for one in content.get("zones", ())]))
    kinds = {"standard": _("Standard"), "technical": _("Technical"), "replacement": _("Replacement")}
    kind = content.get("kind", "")
    due = [_standard(one) for one in content.get("due_diligence", ())]
    more = [
        Row("parcels", _("Number of parcels"), [str(content["parcels"])] if "parcels" in content else []),
        Row("seals", _("Seal numbers"), [", ".join(content.get("seals", ()))] if content.get("seals") else []),
        Row("kind", _("Kind"), [kinds.get(kind, kind)]),
        Row("due_diligence", _("Due diligence"), due or [_("None stated")]),
        Row("remarks", _("Remarks"), [content["remarks"]] if content.get("remarks") else [_("None")]),
    ]
    goods = [{**line, "what": words_of_goods(hs.get(line.get("hs", ""), ""))} for line in content.get("goods", ())]
    usd = [line["usd"] for line in goods if line.get("usd")]
    found = Summary(rows, goods, [], carats_of(content), total(usd) if usd else "", more, [])
    for one in findings:
        _place(one, found)
    return found


def _place(finding: dict[str, str], summary: Summary) -> None:
    name = finding["field"]
    if name.startswith("goods"):
        summary.goods_findings.append(finding)
        return
    for row in (*summary.rows, *summary.more):
        if name == row.path or name.startswith(f"{row.path}."):
            row.findings.append(finding)
            return
    summary.general.append(finding)


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code


def _party(party: Mapping[str, str], countries: Mapping[str, str]) -> list[str]:
    country = party.get("country")
    found = [party.get("name"), party.get("address"), _named(country, countries) if country else None]
    return [one for one in found if one]


DONE: dict[str, Any] = {
    "draft": gettext_lazy("Drafted"),
    "clearance-ask": gettext_lazy("Clearance asked for"),
    "clearance-first": gettext_lazy("Approved by a first monitor"),
    "clearance-approve": gettext_lazy("Cleared by two monitors"),
    "clearance-object": gettext_lazy("Objected to by a monitor"),
    "clearance-void": gettext_lazy("Clearance no longer holds"),
    "carry": gettext_lazy("Files, slips, imports and statements taken along"),
    "slip-add": gettext_lazy("Purchase slip added"),
    "slip-change": gettext_lazy("Purchase slip corrected"),
    "slip-remove": gettext_lazy("Purchase slip taken off"),
    "import-draw": gettext_lazy("Goods taken from an import certificate"),
    "import-undraw": gettext_lazy("Goods of an import certificate taken off"),
    "dossier.added": gettext_lazy("File added"),
    "dossier.withdrawn": gettext_lazy("File taken away"),
    "dossier.scanned": gettext_lazy("File scanned again"),
    "dossier.infected": gettext_lazy("Infected file refused"),
    "statement.stated": gettext_lazy("Due diligence stated"),
    "statement.changed": gettext_lazy("Due diligence statement changed"),
    "statement.withdrawn": gettext_lazy("Due diligence statement withdrawn"),
    Act.CHANGE: gettext_lazy("Changed"),
    Act.SUBMIT: gettext_lazy("Submitted for approval"),
    Act.SEND_BACK: gettext_lazy("Sent back to the preparer"),
    Act.APPROVE: gettext_lazy("Approved"),
    Act.ISSUE: gettext_lazy("Number taken, signing begun"),
    Act.FINISH: gettext_lazy("Signed and issued"),
    Act.GIVE_UP: gettext_lazy("Given up: the number is void"),
    Act.VALIDATE: gettext_lazy("Content checked and container sealed"),
    Act.SUSPEND: gettext_lazy("Suspended"),
    Act.REINSTATE: gettext_lazy("Reinstated"),
    "revoke-propose": gettext_lazy("Revoking proposed: a second officer has to confirm it"),
    "revoke-confirm": gettext_lazy("Revoking confirmed by a second officer"),
    "revoke-decline": gettext_lazy("Revoking declined by a second officer"),
    "revoke-withdraw": gettext_lazy("The proposal to revoke was taken back"),
    "revoke-lapse": gettext_lazy("The proposal to revoke lapsed"),
    Act.REVOKE: gettext_lazy("Revoked"),
    f"{KIND}-propose".removeprefix("certificate."): gettext_lazy("An amendment was proposed"),
    f"{KIND}-confirm".removeprefix("certificate."): gettext_lazy("The amendment was confirmed"),
    f"{KIND}-decline".removeprefix("certificate."): gettext_lazy("The amendment was declined"),
    f"{KIND}-withdraw".removeprefix("certificate."): gettext_lazy("The amendment was taken back"),
    f"{KIND}-lapse".removeprefix("certificate."): gettext_lazy("Nobody decided on the amendment in time"),
    Act.AMEND: gettext_lazy("Amended and signed"),
    "amend-give-up": gettext_lazy("The amendment was given up: it was never signed"),
    Act.REPLACE: gettext_lazy("A replacement was drafted"),
    Act.CONFIRM_RECEIPT: gettext_lazy("Receipt confirmed"),
    "print": gettext_lazy("Printed"),
}


class Happening(NamedTuple):
    """One entry of the audit log, in words."""

    at: datetime
    what: Any
    who: str
    reason: str


def history_of(certificate: Certificate) -> list[Happening]:
    """Tell what happened to a certificate, the newest first."""
    entries = list(AuditEntry.objects.filter(subject=f"certificate:{certificate.pk}").order_by("-seq")[:200])
    codes = {one.actor.removeprefix("officer:") for one in entries}
    names = dict(Officer.objects.filter(code__in=codes).values_list("code", "name"))
    return [
        Happening(
            at=one.at,
            what=DONE.get(one.verb.removeprefix("certificate."), one.verb),
            who=_who(one.actor, names),
            reason=str(one.detail.get("reason") or ""),
        )
        for one in entries
    ]


def _who(actor: str, names: Mapping[str, str]) -> str:
    code = actor.removeprefix("officer:")
    return f"{names[code]} ({code})" if code in names else actor


class Published(NamedTuple):
    """What verifiers are told of a certificate's standing: since when, or that a change still waits."""

    at: datetime | None
    is_waiting: bool


def publication_of(certificate: Certificate) -> Published | None:
    """Ask whether the last change of standing has reached the published status list; None when none was made."""
    entries = StatusEntry.objects.select_related("status_list").filter(status_list_id=certificate.status_uri)
    entry = entries.filter(idx=certificate.status_idx or 0).first()
    if entry is None or not entry.changed_by:
        return None
    since = entry.changed_at.replace(microsecond=0)
    lists = Publication.objects.filter(status_list_id=certificate.status_uri, issued_at__gte=since)
    first = lists.order_by("issued_at").first()
    # A list of the same second may have been signed just before the change: then another one is still to come.
    is_older = first is not None and first.issued_at == since and entry.status_list.is_dirty
    is_waiting = first is None or (is_older and not lists.filter(issued_at__gt=since).exists())
    return Published(first.issued_at if first else None, is_waiting=is_waiting)


def _standard(id: str) -> str:
    name = standard_name(id)
    return f"{name} ({id})" if name else id
