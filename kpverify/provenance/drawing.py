"""Taking goods of an import certificate into an export: every export of the same number draws from one balance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as _

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.models import Certificate
from kpverify.certificates.moves import note
from kpverify.compliance import facts
from kpverify.compliance.evidence import Asked, give, once
from kpverify.errors import Refused
from kpverify.provenance import typed as read
from kpverify.provenance.ledger import NONE
from kpverify.provenance.models import ImportCertificate, ImportLine, ImportUse, Stocktake
from kpverify.provenance.register import in_register
from kpverify.provenance.slips import lock_draft
from kpverify.provenance.twins import USED

PAPER = _("Choose a file of this draft that is marked as the certificate of an import.")

FIELDS: dict[str, tuple[read.Reader, str]] = {
    "number": (read.number, read.CERTIFICATE),
    "hs": (read.hs, read.HS),
    "carats": (read.carats, read.CARATS),
    "paper": (read.text(64, is_optional=True), PAPER),
}


def uses_of(certificate_id: UUID | str) -> list[ImportUse]:
    """List what a certificate takes from import certificates."""
    rows = ImportUse.objects.filter(certificate_id=certificate_id, removed_at=None)
    return list(rows.select_related("imported"))


def tidy_use(use: Mapping[str, Any]) -> dict[str, Any]:
    """Read what is taken: `number`, `hs`, `carats`, `paper` (SHA-256 of a file, or empty).

    Raises: Refused import-wrong, with findings by field.
    """
    return read.read_all(use, FIELDS, code="import-wrong", message="Some values are missing or wrong.")


@transaction.atomic
def draw(*, certificate_id: UUID | str, use: Mapping[str, Any], by: Officer, now: datetime) -> ImportUse:
    """Take carats of an import certificate's line into a draft.

    Raises: PermissionDenied, Refused import-wrong, import-unknown, drawn-already, wrong-state, not-found.
    Writes: ImportUse, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    found = tidy_use(use)
    certificate = lock_draft(certificate_id, by=by, now=now)
    rows = ImportCertificate.objects.select_for_update(no_key=True).filter(authority_id=certificate.authority_id)
    imported = rows.filter(number=found["number"], removed_at=None).first()
    if imported is None:
        raise _refused(
            "import-unknown", "number", _("No import certificate with this number is entered: enter it first.")
        )
    if not imported.lines.filter(hs=found["hs"]).exists():
        raise _refused("import-unknown", "hs", _("Nothing came in under this HS code with it."))
    if ImportUse.objects.filter(certificate=certificate, imported=imported, hs=found["hs"], removed_at=None).exists():
        raise _refused("drawn-already", "number", _("This line is taken from already: take that off first."))
    if found["paper"] and found["paper"] not in papers_of(certificate, now=now):
        raise _refused("import-wrong", "paper", PAPER)
    made = ImportUse(certificate=certificate, imported=imported, added_at=now, added_by=by)
    made.hs, made.carats, made.paper = found["hs"], found["carats"], found["paper"]
    made.save(force_insert=True)
    note(certificate, "import-draw", by=by.actor, now=now, detail=_written(made))
    return made


@transaction.atomic
def draw_all(
    *, certificate_id: UUID | str, uses: Sequence[Mapping[str, Any]], by: Officer, now: datetime
) -> list[ImportUse]:
    """Take from many lines into a draft: all of them, or none.

    Raises: as draw, with the row in front of each finding's field (`3.carats`).  Writes: as draw.
    """
    made, first, findings = [], None, []
    for place, one in enumerate(uses, start=1):
        try:
            made.append(draw(certificate_id=certificate_id, use=one, by=by, now=now))
        except Refused as refused:
            if not refused.findings:
                raise
            first = first or refused
            findings += [{**wrong, "field": f"{place}.{wrong['field']}"} for wrong in refused.findings]
    if first is not None:
        raise Refused(first.code, first.message, status=first.status, findings=findings)
    return made


def _refused(code: str, field: str, words: str) -> Refused:
    return Refused(code, words, status=422, findings=[{"field": field, "code": "wrong", "message": words}])


@transaction.atomic
def undraw(*, use_id: UUID, by: Officer, now: datetime) -> ImportUse:
    """Take it off a draft again; the row stays, marked.

    Raises: PermissionDenied, Refused not-found, wrong-state.  Writes: ImportUse, Certificate, AuditEntry.
    """
    require(by, Action.CERTIFICATE_DRAFT)
    rows = ImportUse.objects.filter(pk=use_id, removed_at=None).select_related("imported")
    found = rows.filter(certificate__authority_id=by.authority_id).first()
    if found is None or by.authority_id is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    certificate = lock_draft(found.certificate_id, by=by, now=now)
    found.removed_at, found.removed_by = now, by
    found.save(update_fields=["removed_at", "removed_by"])
    note(certificate, "import-undraw", by=by.actor, now=now, detail=_written(found))
    return found


def _written(use: ImportUse) -> dict[str, str]:
    paper = {"sha256": use.paper} if use.paper else {}
    return {"import": use.imported.number, "hs": use.hs, "carats": str(use.carats), **paper}


def papers_of(certificate: Certificate, *, now: datetime) -> frozenset[str]:
    """Give the SHA-256 of the import certificates in a certificate's dossier."""
    asked = Asked(certificate.pk, certificate.authority_id, certificate.content, now)
    found: frozenset[str] | None = give("import_papers", asked)
    return found or frozenset()


def evidence(asked: Asked) -> tuple[facts.Import, ...] | None:
    """Give what a shipment takes from import certificates; None when it takes nothing and no ledger is kept."""
    uses = uses_of(asked.certificate_id) if asked.certificate_id else []
    if not uses:
        counted = Stocktake.objects.filter(authority_id=asked.authority_id, on__lte=asked.now.date())
        return () if once(("counted", asked.authority_id, asked.now.date()), counted.exists) else None
    return tuple(_fact(one, asked) for one in uses)


class Claim(NamedTuple):
    """What a certificate takes from an import certificate, and what stands behind that it came in.

    `standing` is `checked` (on this node), `contradicted` (by it), `paper` (stated by the officer, with a file), or
    `bare` (stated, without one).
    """

    use: ImportUse
    standing: str


def claims_of(certificate: Certificate, *, now: datetime) -> list[Claim]:
    """List the import certificates behind a certificate, and how far each was checked."""
    uses = uses_of(certificate.pk)
    papers = papers_of(certificate, now=now) if uses else frozenset()
    asked = Asked(certificate.pk, certificate.authority_id, certificate.content, now)
    return [Claim(use, _standing(_fact(use, asked), papers)) for use in uses]


def _standing(fact: facts.Import, papers: frozenset[str]) -> str:
    if fact.register:
        return "checked" if fact.register == "same" else "contradicted"
    return "paper" if fact.paper in papers else "bare"


def _fact(use: ImportUse, asked: Asked) -> facts.Import:
    imported = use.imported
    line = ImportLine.objects.filter(imported=imported, hs=use.hs).first()
    stated = line.carats if line else NONE
    return facts.Import(
        number=imported.number,
        hs=use.hs,
        imported_on=imported.imported_on.isoformat(),
        origins=tuple(imported.origins),
        stated=stated,
        drawn_before=_drawn_elsewhere(use),
        drawn=use.carats,
        register=in_register(imported, use.hs, stated, asked.authority_id),
        paper=use.paper,
    )


def _drawn_elsewhere(use: ImportUse) -> Decimal:
    """Add up what other certificates take of the same line; not the one that this replaces, nor those revoked.

    What another one's replacement takes along leaves once: the larger of the two counts until one is left.
    """
    others = ImportUse.objects.filter(imported=use.imported, hs=use.hs, removed_at=None, certificate__state__in=USED)
    others = others.exclude(certificate_id=use.certificate_id).exclude(certificate__replaced_by=use.certificate_id)
    others = others.exclude(certificate__replaces=use.certificate_id)
    held, replaced = dict[UUID, Decimal](), dict[UUID, UUID]()
    for certificate, old, carats in others.values_list("certificate", "certificate__replaces", "carats"):
        held[certificate] = carats
        if old is not None:
            replaced[certificate] = old
    twice = (min(held[new], held[old]) for new, old in replaced.items() if old in held)
    return sum(held.values(), NONE) - sum(twice, NONE)
