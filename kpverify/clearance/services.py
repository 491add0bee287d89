"""Asking the Monitoring Team for a shipment, and its answer: two different monitors approve, or one objects.

The second approval signs, for exactly the content and dossier both have read. Whatever changes afterwards takes the
approval away: it is asked at each use, so nothing has to remember to.  Source: docs/adr/0028-clearance.md; the
Administrative Decision on the Central African Republic of 2015 (Operational Framework).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, may, require
from kpverify.certificates.assessment import assess, refuse_if_unfit
from kpverify.certificates.clearing import AWAITED
from kpverify.certificates.content import find_problems
from kpverify.certificates.lifecycle import Act
from kpverify.certificates.models import Certificate, State
from kpverify.certificates.moves import lock_certificate, move, note, told, touch
from kpverify.certificates.submissions import mark_sent_back
from kpverify.certificates.trusted import trust_in_force
from kpverify.clearance.changes import snapshot
from kpverify.clearance.digests import Digests, digests_of, digests_of_all
from kpverify.clearance.models import Clearance
from kpverify.errors import Refused
from kpverify.registry.signers import signer_for
from kpverify.tokens.clearance import sign_clearance

Standing = Clearance.State
LIVE = (Standing.ASKED, Standing.APPROVED)
OPEN = (State.DRAFT, State.SUBMITTED, State.APPROVED)
CONTENT_CHANGED = _("The certificate was changed since: the monitors have to be asked again.")
DOSSIER_CHANGED = _(
    "A file, a purchase slip or an import certificate was added, changed or taken away since: the monitors have to be "
    "asked again."
)


class Held(NamedTuple):
    """The last question about a certificate as it stands now; `why` says what made it void."""

    clearance: Clearance
    state: str
    why: str = ""


def clearance_of(certificate: Certificate) -> Held | None:
    """Tell how the monitors' word for a certificate stands, comparing digests; None when it was never asked for.

    After issuing the certificate itself carries the signature, and its dossier may grow.
    """
    rows = Clearance.objects.filter(certificate=certificate)
    found = rows.select_related("asked_by", "first_by", "second_by", "objected_by").first()
    return None if found is None else _held(found, certificate)


def held(found: Clearance) -> Held:
    """Tell how one question stands now, as `clearance_of`."""
    return _held(found, found.certificate)


def held_all(rows: Collection[Clearance]) -> list[Held]:
    """Tell how many questions stand now, as `held`, asking the database no more often than for one."""
    asked = {one.certificate_id: one.certificate for one in rows if _is_compared(one, one.certificate)}
    whole = [one for one in asked.values() if not find_problems(one.content)]
    digests = digests_of_all(whole) if whole else {}
    return [_held(one, one.certificate, digests.get(one.certificate_id)) for one in rows]


def _is_compared(found: Clearance, certificate: Certificate) -> bool:
    return found.state in LIVE and certificate.state in OPEN


def _held(found: Clearance, certificate: Certificate, digests: Digests | None = None) -> Held:
    if not _is_compared(found, certificate):
        return Held(found, found.state, found.reason)
    why = _changed(found, certificate, digests)
    return Held(found, Standing.VOID if why else found.state, why)


def _changed(found: Clearance, certificate: Certificate, digests: Digests | None) -> str:
    if find_problems(certificate.content):
        return CONTENT_CHANGED
    now = digests or digests_of(certificate)
    if now.content != found.content_digest:
        return CONTENT_CHANGED
    return DOSSIER_CHANGED if now.dossier != found.dossier_digest else ""


def signed_for(certificate: Certificate) -> Mapping[str, Any] | None:
    """Give the signed approval that holds for a certificate now, as the certificate carries it."""
    last = clearance_of(certificate)
    return last.clearance.signed if last is not None and last.state == Standing.APPROVED else None


def asked_about(certificates: Collection[UUID]) -> set[UUID]:
    """Give those of these certificates that wait for the monitors, or hold their word.

    Also where a change made it void and nobody asked again: that is found out by digests, and this is one query.
    """
    rows = Clearance.objects.filter(certificate__in=certificates, state__in=LIVE)
    return set(rows.values_list("certificate_id", flat=True))


@transaction.atomic
def ask(*, certificate_id: UUID | str, by: Officer, now: datetime) -> Clearance:
    """Ask the Monitoring Team to clear a shipment that needs it and is fit in every other way.

    Raises: Refused not-certifiable (with findings), no-trust-list, clearance-not-needed, clearance-asked, wrong-state,
    not-found.
    Writes: Clearance, AuditEntry.
    """
    require(by, Action.CERTIFICATE_SUBMIT)
    certificate = lock_certificate(by=by, certificate_id=certificate_id)
    if certificate.state not in OPEN:
        words = f"The certificate is {certificate.state}: the monitors are asked before it is issued."
        raise Refused("wrong-state", words)
    last = clearance_of(certificate)
    if last is not None and last.state in LIVE:
        raise Refused("clearance-asked", "The monitors have been asked about exactly this already.")
    _refuse_unfit(certificate, now)
    if last is not None and last.clearance.state in LIVE:
        _void(last, now=now, by=by)
    found = digests_of(certificate)
    made = Clearance.objects.create(
        certificate=certificate,
        authority_id=certificate.authority_id,
        content_digest=found.content,
        dossier_digest=found.dossier,
        asked_about=snapshot(certificate),
        asked_by=by,
        asked_at=now,
    )
    note(certificate, "clearance-ask", by=by.actor, now=now, detail={"dossier": found.dossier})
    return made


def _refuse_unfit(certificate: Certificate, now: datetime) -> None:
    """Monitors read what could be issued: nothing but their word may be missing."""
    findings = assess(certificate=certificate, now=now)
    refuse_if_unfit(findings, awaited=AWAITED)
    if not any(one["code"] in AWAITED for one in findings):
        raise Refused("clearance-not-needed", "No rule of today asks for the monitors' word for these goods.")


def first_of(found: Clearance) -> Officer | None:
    """Tell whose approval waits for a second one: of somebody who is still a monitor, and belongs to no authority."""
    first = found.first_by
    is_monitor = first is not None and first.authority_id is None and may(first, Action.CLEARANCE_DECIDE)
    return first if is_monitor else None


def approve(*, clearance_id: UUID | str, by: Officer, now: datetime, seen: str, remark: str = "") -> Clearance:
    """Approve what one has read; the second monitor's approval signs.  `seen` is the dossier's digest on their page.

    Raises: Refused same-monitor, clearance-void (and it is void from now on), wrong-state, no-active-key,
    monitors-key-not-published, monitor-of-authority, not-found.  Writes: Clearance, Certificate, AuditEntry.
    """
    found, why = _approve(clearance_id, by=by, now=now, seen=seen, remark=told(remark))
    if why:
        raise Refused("clearance-void", f"{why} Nothing was approved.")
    return found


@transaction.atomic
def _approve(clearance_id: UUID | str, *, by: Officer, now: datetime, seen: str, remark: str) -> tuple[Clearance, str]:
    """Approve, or write down that there is nothing left to approve: that stays written when the approval is refused."""
    asked, certificate = _locked(clearance_id, by=by)
    found = asked.clearance
    if asked.state == Standing.VOID:
        _void(asked, now=now, by=by)
        return found, asked.why
    if seen != found.dossier_digest:
        raise Refused("version-conflict", "This page is of another dossier: read it again, then decide.")
    if first_of(found) is None:
        found.first_by, found.first_at, found.first_note = by, now, remark
        found.save(update_fields=["first_by", "first_at", "first_note"])
        note(certificate, "clearance-first", by=by.actor, now=now, detail=_detail(found, remark))
        return found, ""
    if found.first_by_id == by.pk:
        raise Refused("same-monitor", "You approved it already: another monitor has to.")
    found.second_by, found.second_at, found.second_note = by, now, remark
    found.signed = _sign(found, certificate, now)
    found.state = Standing.APPROVED
    found.save(update_fields=["second_by", "second_at", "second_note", "signed", "state"])
    detail = {**_detail(found, remark), "kid": found.signed["kid"]}
    note(certificate, "clearance-approve", by=by.actor, now=now, detail=detail)
    return found, ""


def _sign(found: Clearance, certificate: Certificate, now: datetime) -> dict[str, Any]:
    signer = signer_for(None, "clearance")
    if signer.kid not in trust_in_force().monitors:
        words = f"Verifiers do not know the key {signer.kid} yet: the Secretariat has to publish a trust list first."
        raise Refused("monitors-key-not-published", words, status=503)
    monitors = [one.code for one in (found.first_by, found.second_by) if one is not None]
    return sign_clearance(
        kpc=certificate.content,
        iss=certificate.authority_id,
        dossier=found.dossier_digest,
        monitors=monitors,
        now=now,
        signer=signer,
    )


@transaction.atomic
def object_to(*, clearance_id: UUID | str, reason: str, by: Officer, now: datetime) -> Clearance:
    """Object to a shipment: either monitor does, also after an approval; it goes back to its preparer with the reason.

    Raises: Refused reason-missing, wrong-state, monitor-of-authority, not-found.
    Writes: Clearance, Certificate, Submission, AuditEntry.
    """
    asked, certificate = _locked(clearance_id, by=by, states=LIVE)
    found, why = asked.clearance, told(reason)
    if not why:
        raise Refused("reason-missing", "Say why: the authority reads it.", status=422)
    found.state, found.objected_by, found.ended_at, found.reason = Standing.OBJECTED, by, now, why
    found.save(update_fields=["state", "objected_by", "ended_at", "reason"])
    note(certificate, "clearance-object", by=by.actor, now=now, detail={"reason": why})
    if certificate.state == State.DRAFT:
        certificate.reason = why
        certificate.save(update_fields=["reason"])
        touch(certificate, now=now)
    else:
        mark_sent_back(certificate, reason=why, by=by, now=now)
        changes = {"approved_by": None, "reason": why}
        move(certificate, Act.SEND_BACK, by=by.actor, now=now, changes=changes, detail={"reason": why})
    return found


def _locked(
    clearance_id: UUID | str, *, by: Officer, states: tuple[str, ...] = (Standing.ASKED,)
) -> tuple[Held, Certificate]:
    """Lock the certificate, then what was asked about it; for monitors only."""
    require(by, Action.CLEARANCE_DECIDE)
    if by.authority_id is not None:
        words = "You belong to an issuing authority: the Monitoring Team decides about its shipments without you."
        raise Refused("monitor-of-authority", words, status=403)
    wanted = Clearance.objects.filter(pk=clearance_id).values_list("certificate_id", flat=True).first()
    if wanted is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    certificate = Certificate.objects.select_for_update(of=("self",), no_key=True).get(pk=wanted)
    rows = Clearance.objects.select_for_update(of=("self",)).select_related("first_by", "second_by")
    found = rows.get(pk=clearance_id)
    if found.state not in states or certificate.state not in OPEN:
        words = f"This clearance is {found.state}, its certificate {certificate.state}: there is nothing to decide."
        raise Refused("wrong-state", words)
    return _held(found, certificate), certificate


def _void(last: Held, *, now: datetime, by: Officer) -> None:
    found = last.clearance
    found.state, found.ended_at, found.reason = Standing.VOID, now, last.why
    found.save(update_fields=["state", "ended_at", "reason"])
    note(found.certificate, "clearance-void", by=by.actor, now=now, detail={"reason": last.why})


def _detail(found: Clearance, remark: str) -> dict[str, str]:
    return {"dossier": found.dossier_digest, **({"reason": remark} if remark else {})}


__all__ = [
    "LIVE",
    "OPEN",
    "Digests",
    "Held",
    "approve",
    "ask",
    "clearance_of",
    "digests_of",
    "first_of",
    "held",
    "held_all",
    "object_to",
    "signed_for",
]
