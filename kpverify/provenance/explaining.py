"""The queue for explanations: pools from which more leaves than came in, until two officers have explained why."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.certificates.moves import told
from kpverify.compliance.rules.kpcs.balance import is_short
from kpverify.errors import Refused
from kpverify.provenance.ledger import came_and_went, covered, ledger_of, with_waiting
from kpverify.provenance.models import Explanation
from kpverify.provenance.stock import authority_of, subject_of


class Line(NamedTuple):
    """One pool of the ledger; `went` counts what waits to be issued, too."""

    hs: str
    origins: str
    came: Decimal
    went: Decimal
    is_short: bool
    is_explained: bool

    @property
    def left(self) -> Decimal:
        """Give what is left; below zero when more left than came in."""
        return self.came - self.went

    @property
    def short(self) -> Decimal:
        """Give how much more leaves than came in."""
        return max(Decimal("0.00"), -self.left)


def lines_of(authority_id: str, *, now: datetime) -> list[Line]:
    """List the pools of an authority's ledger, the short ones first; none without a stocktake."""
    counted = ledger_of(authority_id, on=now.date())
    if counted is None:
        return []
    ledger = with_waiting(counted)
    found = []
    for hs, origins in sorted({*ledger.came, *ledger.went}):
        came, went = came_and_went(ledger, hs, origins)
        short = is_short(came, went)
        is_explained = short and covered(ledger, hs, origins) >= went - came
        found.append(Line(hs, origins, came, went, short, is_explained))
    return sorted(found, key=lambda one: (not one.is_short or one.is_explained, one.hs, one.origins))


def explanations_of(authority_id: str) -> list[Explanation]:
    """List what was explained, the newest first."""
    rows = Explanation.objects.filter(authority_id=authority_id).select_related("told_by", "decided_by")
    return list(rows[:200])


@transaction.atomic
def explain(*, hs: str, origins: str, reason: str, by: Officer, now: datetime) -> Explanation:
    """Say why more of a pool leaves than came in; it counts once another officer has accepted it.

    Raises: PermissionDenied, Refused reason-missing, nothing-to-explain, explained-already, no-authority.
    Writes: Explanation, AuditEntry.
    """
    require(by, Action.STOCK_EXPLAIN)
    authority_id = authority_of(by)
    why = told(reason)
    if not why:
        raise Refused("reason-missing", "Say why: another officer decides by it.", status=422)
    ledger = ledger_of(authority_id, on=now.date())
    pool = next((one for one in lines_of(authority_id, now=now) if (one.hs, one.origins) == (hs, origins)), None)
    if ledger is None or pool is None or not pool.is_short or pool.is_explained:
        raise Refused("nothing-to-explain", "No more of this leaves than came in, or it is explained already.")
    if Explanation.objects.filter(stocktake=ledger.stocktake, hs=hs, origins=origins, decided_at=None).exists():
        raise Refused("explained-already", "An explanation waits already: another officer accepts or declines it.")
    made = Explanation(
        authority_id=authority_id,
        stocktake=ledger.stocktake,
        hs=hs,
        origins=origins,
        carats=pool.short,
        reason=why,
        told_by=by,
        told_at=now,
    )
    made.save(force_insert=True)
    _note("explain", made, by=by, now=now)
    return made


@transaction.atomic
def decide(*, explanation_id: UUID, does_accept: bool, by: Officer, now: datetime) -> Explanation:
    """Accept or decline another officer's explanation.

    Raises: PermissionDenied, Refused not-found, second-person-needed, decided-already.
    Writes: Explanation, AuditEntry.
    """
    require(by, Action.STOCK_KEEP)
    rows = Explanation.objects.select_for_update(no_key=True).filter(authority_id=authority_of(by))
    found = rows.filter(pk=explanation_id).first()
    if found is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    if found.told_by_id == by.pk:
        raise Refused("second-person-needed", "You told this yourself: another officer has to accept or decline it.")
    if found.decided_at is not None:
        raise Refused("decided-already", "This is decided: there is nothing left to decide.")
    found.decided_by, found.decided_at, found.is_accepted = by, now, does_accept
    found.save(update_fields=["decided_by", "decided_at", "is_accepted"])
    _note("accept" if does_accept else "decline", found, by=by, now=now)
    return found


def _note(verb: str, found: Explanation, *, by: Officer, now: datetime) -> None:
    detail = {"hs": found.hs, "origins": found.origins, "carats": str(found.carats), "reason": found.reason}
    subject = subject_of(found.authority_id)
    record(f"stock.{verb}", subject, by=by.actor, at=now, authority=found.authority_id, detail=detail)
