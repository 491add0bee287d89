"""What the API of clearances gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.urls import reverse
from rest_framework import serializers

from kpverify.accounts.models import Officer
from kpverify.certificates.models import Certificate
from kpverify.clearance import services
from kpverify.clearance.models import Clearance
from kpverify.clearance.services import CONTENT_CHANGED, Held
from kpverify.dossier.models import DossierFile
from kpverify.provenance.api_shapes import SlipEntrySerializer, UseEntrySerializer
from kpverify.provenance.models import ImportUse, PurchaseSlip

NEEDED = 2


class ApprovalSerializer(serializers.Serializer[dict[str, Any]]):
    """One monitor's approval."""

    by = serializers.CharField(help_text="The monitor's code.")
    at = serializers.DateTimeField()
    note = serializers.CharField()


class ClearanceSerializer(serializers.Serializer[dict[str, Any]]):
    """The last question to the monitors about one shipment, and how it stands now."""

    id = serializers.UUIDField()
    certificate = serializers.UUIDField()
    authority = serializers.CharField()
    state = serializers.ChoiceField(Clearance.State.choices)
    asked_by = serializers.CharField()
    asked_at = serializers.DateTimeField()
    approvals = ApprovalSerializer(many=True, help_text="Of monitors who still are.")
    needed = serializers.IntegerField(help_text="How many different monitors have to approve.")
    objected_by = serializers.CharField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(help_text="Why it was objected to, or why it is void.")
    voided_by = serializers.ChoiceField(
        ["content", "dossier"], allow_null=True, help_text="What was changed since it was asked."
    )
    content_digest = serializers.CharField(help_text="base64url SHA-256; docs/token.md section 9.")
    dossier_digest = serializers.CharField(help_text="base64url SHA-256; docs/compliance.md, Clearance.")
    links = serializers.DictField(child=serializers.CharField())


def shown(rows: Iterable[Held], *, to_monitors: bool) -> list[dict[str, Any]]:
    """Lay out questions; the links are those of the monitors' desk or of the authority."""
    held = list(rows)
    # One question for each monitor, not for each shipment.
    waiting = {one.clearance.first_by_id: one.clearance for one in held if one.clearance.first_by_id}
    monitors = {pk for pk, found in waiting.items() if services.first_of(found) is not None}
    return [_shown(one, is_first=one.clearance.first_by_id in monitors, to_monitors=to_monitors) for one in held]


def _shown(held: Held, *, is_first: bool, to_monitors: bool) -> dict[str, Any]:
    found = held.clearance
    is_void = held.state == Clearance.State.VOID
    certificate = reverse("certificates-api-one", kwargs={"key": str(found.certificate_id)})
    # An approval that was signed stays, whoever is a monitor today.
    first = [(found.first_by, found.first_at, found.first_note)] if is_first or found.second_by_id else []
    approvals = [*first, (found.second_by, found.second_at, found.second_note)]
    return {
        "id": found.pk,
        "certificate": found.certificate_id,
        "authority": found.authority_id,
        "state": held.state,
        "asked_by": found.asked_by.code,
        "asked_at": found.asked_at,
        "approvals": [{"by": by.code, "at": at, "note": note} for by, at, note in approvals if by is not None],
        "needed": NEEDED,
        "objected_by": _code(found.objected_by),
        "ended_at": found.ended_at,
        "reason": held.why,
        "voided_by": ("content" if held.why == CONTENT_CHANGED else "dossier") if is_void else None,
        "content_digest": found.content_digest,
        "dossier_digest": found.dossier_digest,
        "links": {
            "self": reverse("clearance-api-one", kwargs={"clearance_id": found.pk})
            if to_monitors
            else f"{certificate}clearance/"
        },
    }


def _code(officer: Officer | None) -> str | None:
    return officer.code if officer else None


class DossierFileSerializer(serializers.ModelSerializer[DossierFile]):
    """A file of the dossier: what it is, and the hash of its bytes."""

    kind = serializers.ChoiceField(DossierFile.Kind.choices, read_only=True)
    scan = serializers.ChoiceField(DossierFile.Scan.choices, read_only=True)

    class Meta:
        model = DossierFile
        fields = ("id", "kind", "name", "media_type", "size", "sha256", "scan", "added_at")
        read_only_fields = fields


class DossierSerializer(ClearanceSerializer):
    """A question with everything the digests are of."""

    is_open = serializers.BooleanField(help_text="While it waits, or the approval may still be used.")
    number = serializers.CharField(allow_null=True)
    content = serializers.DictField()
    slips = SlipEntrySerializer(many=True)
    imports = UseEntrySerializer(many=True)
    files = DossierFileSerializer(many=True)


def dossier(held: Held) -> dict[str, Any]:
    """Lay out a question with its dossier, as far as monitors may read it.

    A draft that was sent back, or changed since, is the authority's own again; after issuing its files are.
    """
    certificate: Certificate = held.clearance.certificate
    is_unissued = certificate.state in services.OPEN
    is_open = held.state in services.LIVE and is_unissued
    is_theirs = is_unissued and not is_open
    of_it = {"certificate": certificate}
    return {
        **shown([held], to_monitors=True)[0],
        "is_open": is_open,
        "number": certificate.number,
        "content": {} if is_theirs else certificate.content,
        "slips": [] if is_theirs else PurchaseSlip.objects.filter(removed_at=None, **of_it),
        "imports": [] if is_theirs else ImportUse.objects.filter(removed_at=None, **of_it).select_related("imported"),
        "files": DossierFile.objects.filter(withdrawn_at=None, **of_it).defer("thumbnail") if is_open else [],
    }
