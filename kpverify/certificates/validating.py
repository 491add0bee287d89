"""Validating: after issuing, the content was found to match and the container was sealed.

Issuing says what is to be in the container; validating says that somebody looked, and which seals were put on. Neither
stands for the other.  Source: Regulation (EC) 2368/2002 Art. 11-12; docs/adr/0024-many-at-once-and-validating.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.amendments import content_now
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate
from kpverify.certificates.moves import lock_certificate, move, told
from kpverify.certificates.paper_data import total
from kpverify.errors import Refused
from kpverify.tokens.shape import matches

MOST_SEALS = 12
MOST_NAME = 120
# Two scales never agree to the last hundredth. More than this is another parcel, and this much has to be explained.
TOLERANCE = Decimal("0.0005")
LEAST_TOLERANCE = Decimal("0.02")
_is_carats = matches(r"[0-9]{1,10}(?:\.[0-9]{1,2})?")


class Method(models.TextChoices):
    """How the content was checked.  Source: Regulation (EC) 2368/2002 Art. 12."""

    EVERY_CONTAINER = "every-container", gettext_lazy("The container was opened, and its content weighed and counted")
    RISK_ANALYSIS = "risk-analysis", gettext_lazy("The container was not opened: passed by risk analysis")


class ContentCheck(NamedTuple):
    """What the officers found: as typed, judged by `validate_certificate`."""

    method: str
    carats: str
    parcels: int | None
    seals: tuple[str, ...]
    checked_by: str
    remarks: str = ""


def seals_in_force(certificate: Certificate) -> list[str]:
    """Give the seals the certificate speaks of now."""
    return list(content_now(certificate)["seals"])


@transaction.atomic
def validate_certificate(
    *, number: str, check: ContentCheck, by: Officer, now: datetime, version: int | None = None
) -> Certificate:
    """Record that the content was checked and the container sealed; once, and by another than who prepared it.

    Raises: Refused check-incomplete, content-differs, seals-differ (all with findings), same-officer,
    already-validated, expired, receipt-confirmed, wrong-state, version-conflict, not-found.
    Writes: Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_VALIDATE)
    certificate = lock_certificate(by=by, number=number, version=version)
    refuse_if_not_now(certificate, by=by, now=now)
    found = _tidy(check)
    _refuse(missing_in(found), "check-incomplete", _("Something is missing or cannot be read."))
    content = content_now(certificate)
    _refuse(differences(found, content), "content-differs", CONTENT_DIFFERS)
    _refuse(seal_differences(found.seals, seals_in_force(certificate)), "seals-differ", SEALS_DIFFER)
    validation = {name: value for name, value in found._asdict().items() if value not in ("", None)}
    validation["seals"] = list(found.seals)
    changes = {"validated_at": now, "validated_by": by, "validation": validation}
    return move(certificate, Act.VALIDATE, by=by.actor, now=now, changes=changes, detail={"validation": validation})


CONTENT_DIFFERS = _(
    "What was found is not what the certificate says, so it cannot be validated. Weigh and count again. If the "
    "certificate is wrong, replace it."
)
SEALS_DIFFER = _(
    "The seals on the container are not those of the certificate, so it cannot be validated. Read them again. If the "
    "container was rightly sealed with others, amend the seals of the certificate or replace it, then validate."
)


def refuse_if_not_now(certificate: Certificate, *, by: Officer, now: datetime) -> None:
    """Refuse what no check could mend.

    Raises: Refused wrong-state, already-validated, receipt-confirmed, expired, same-officer.
    """
    next_state(Act.VALIDATE, certificate.state)
    if certificate.validated_at is not None:
        raise Refused("already-validated", "This certificate is validated already.")
    if certificate.receipt_confirmed_at is not None:
        raise Refused("receipt-confirmed", "The receipt of the shipment is confirmed: there is nothing to seal.")
    if certificate.expires_at is not None and certificate.expires_at <= now:
        raise Refused("expired", "This certificate has expired: goods that still leave need a new one.")
    if certificate.prepared_by_id == by.pk:
        raise Refused("same-officer", "You prepared this certificate: another officer has to check and seal.")


def _tidy(check: ContentCheck) -> ContentCheck:
    seals = tuple(told(one) for one in check.seals)
    return check._replace(
        carats=check.carats.strip(),
        seals=tuple(one for one in seals if one),
        checked_by=told(check.checked_by)[:MOST_NAME],
        remarks=told(check.remarks),
    )


def missing_in(check: ContentCheck) -> list[dict[str, str]]:
    """List what is missing in a check, or cannot be read."""
    found = []
    is_opened = check.method == Method.EVERY_CONTAINER
    if check.method not in Method.values:
        found.append(_finding("method", _("Say how the content was checked.")))
    if (is_opened and not check.carats) or (check.carats and not _is_carats(check.carats)):
        words = _("Write the weight you found, in carats with at most two decimals and one full stop, like 1804.52.")
        found.append(_finding("carats", words))
    if check.parcels is None:
        found.append(_finding("parcels", _("Write the number of parcels you counted, as a whole number.")))
    if not 1 <= len(check.seals) <= MOST_SEALS:
        found.append(_finding("seals", _("Type the seal numbers as you read them on the container, one on each line.")))
    if not check.checked_by:
        found.append(_finding("checked_by", _("Name who looked at the goods and sealed the container.")))
    return found


def differences(check: ContentCheck, content: Mapping[str, Any]) -> list[dict[str, str]]:
    """List how what was found differs from what is certified."""
    found = []
    certified = Decimal(total(line["carats"] for line in content["goods"]))
    if check.carats:
        apart = abs(Decimal(check.carats) - certified)
        if apart > max(certified * TOLERANCE, LEAST_TOLERANCE):
            found.append(_finding("carats", _("This is not the weight on the certificate."), "differs"))
        elif apart and not check.remarks:
            words = _("The weight differs a little from the certificate's: explain it in the remarks.")
            found.append(_finding("remarks", words))
    if check.parcels != content["parcels"]:
        found.append(_finding("parcels", _("This is not the number of parcels on the certificate."), "differs"))
    return found


def seal_differences(read: Iterable[str], certified: Iterable[str]) -> list[dict[str, str]]:
    """List how the seals read on the container differ from the certificate's; their order does not matter."""
    of_container, of_paper = list(read), set(certified)
    found = []
    if len(set(of_container)) != len(of_container):
        found.append(_finding("seals", _("A seal number is typed twice."), "differs"))
    if set(of_container) - of_paper:
        found.append(_finding("seals", _("A seal on the container is not on the certificate."), "differs"))
    if of_paper - set(of_container):
        found.append(_finding("seals", _("A seal of the certificate is not on the container."), "differs"))
    return found


def _finding(field: str, words: str, code: str = "missing") -> dict[str, str]:
    return {"field": field, "code": code, "message": words}


def _refuse(findings: list[dict[str, str]], code: str, words: str) -> None:
    if findings:
        raise Refused(code, words, status=422, findings=findings)
