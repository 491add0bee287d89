"""What the certificates API takes and gives, and how OpenAPI describes it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema_field
from rest_framework import serializers

from kpverify.certificates.amendments import signed_amendments, waiting
from kpverify.certificates.assessment import assess
from kpverify.certificates.idempotency import MAX_KEY
from kpverify.certificates.lifecycle import Act, acts_from
from kpverify.certificates.models import Amendment, Certificate, State
from kpverify.certificates.revoking import revocation_of
from kpverify.proposals.models import Proposal

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "array", "items": TEXT}
PARTY: Schema = {"type": "object", "properties": {"name": TEXT, "address": TEXT, "country": TEXT}}
LINE: Schema = {"type": "object", "properties": {"hs": TEXT, "carats": TEXT, "usd": TEXT}}
MEMBERS: Schema = {
    "mining_origin": {**TEXTS, "description": "Countries; an empty list means mixed, not disclosed."},
    "zones": TEXTS,
    "exporter": PARTY,
    "importer": PARTY,
    "goods": {"type": "array", "items": LINE},
    "parcels": {"type": "integer"},
    "seals": TEXTS,
    "due_diligence": TEXTS,
    "kind": {"type": "string", "description": "`standard` or `technical`."},
    "remarks": TEXT,
}
CONTENT: Schema = {
    "type": "object",
    "description": "The member `kpc` of docs/token.md, less what issuing adds. A draft may be incomplete.",
    "properties": MEMBERS,
    "additionalProperties": False,
}
DRAFT = {"application/json": CONTENT}
CHANGE = {
    "application/json": {
        **CONTENT,
        "description": "The members that change, null for those that go, and the `version` that was seen.",
        "properties": {**MEMBERS, "version": {"type": "integer"}},
        "required": ["version"],
    }
}
CHANGES: Schema = {
    "type": "array",
    "minItems": 1,
    "maxItems": 12,
    "items": {
        "type": "object",
        "required": ["field", "new"],
        "properties": {
            "field": {"type": "string", "description": "A path of docs/token.md section 8, as `importer.address`."},
            "old": {"description": "What was seen there; another value by now is refused."},
            "new": {"description": "What is to stand there; null for nothing."},
        },
        "additionalProperties": False,
    },
}
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable."},
        "findings": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
        "errors": {"type": "object", "additionalProperties": True},
    },
}
# A change is a PATCH of the certificate itself; a revocation is cancelled only while one is proposed.
UNLINKED = (Act.CHANGE, Act.CANCEL_REVOCATION)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "pattern": f"^[ -~]{{1,{MAX_KEY}}}$"},
    OpenApiParameter.HEADER,
    description="At most 80 characters. The same request with the same key gets the same answer, for 24 hours.",
)
KEY = OpenApiParameter(
    "key", OpenApiTypes.STR, OpenApiParameter.PATH, description="The certificate's id, or its number once it has one."
)


def problems(**words: str) -> dict[int, OpenApiResponse]:
    """Describe the answers that are a no: `_409="..."`."""
    usual = {
        "_401": "`not-authenticated`: neither a session nor a key; `key-refused`: a key that opens nothing.",
        "_403": "`not-allowed`, `permission-denied` (CSRF).",
        "_429": "`throttled`: too many requests with one key; `Retry-After`.",
    }
    return {
        int(status[1:]): OpenApiResponse(PROBLEM, description=text)
        for status, text in sorted({**usual, **words}.items())
    }


class FindingSerializer(serializers.Serializer[dict[str, str]]):
    """Something that stands against a certificate, or deserves a look, beside its field."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    result = serializers.ChoiceField(["fail", "unknown", "attention"], required=False)
    values = serializers.DictField(child=serializers.CharField(), required=False, help_text="What fills the message.")
    picture = serializers.DictField(required=False, help_text="Where a figure lies among earlier ones.")


class ActSerializer(serializers.Serializer[dict[str, Any]]):
    """What an act may be given: why, and which version was seen."""

    version = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="The version that was seen; an older one is refused.",
    )
    reason = serializers.CharField(required=False, max_length=300, allow_blank=True, default="")


class RevocationSerializer(serializers.Serializer[Proposal]):
    """A proposal to revoke that waits for a second officer."""

    proposed_by = serializers.CharField(source="proposed_by.code")
    proposed_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(help_text="When nobody has decided by then, the proposal lapses.")
    reason = serializers.CharField()


class AmendmentSerializer(serializers.ModelSerializer[Amendment]):
    """An amendment in force."""

    changes = serializers.JSONField(read_only=True)
    proposed_by = serializers.CharField(source="proposed_by.code", read_only=True)
    confirmed_by = serializers.CharField(source="confirmed_by.code", read_only=True)

    class Meta:
        model = Amendment
        fields = ("seq", "changes", "reason", "proposed_by", "confirmed_by", "amended_at", "token")
        read_only_fields = fields


class ProposedAmendmentSerializer(serializers.Serializer[Proposal]):
    """An amendment that waits for a second officer."""

    id = serializers.UUIDField()
    changes = serializers.JSONField(source="detail.changes")
    reason = serializers.CharField()
    proposed_by = serializers.CharField(source="proposed_by.code")
    proposed_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class CertificateListSerializer(serializers.ModelSerializer[Certificate]):
    """A certificate as a line of a list."""

    state = serializers.ChoiceField(State.choices, read_only=True)
    authority = serializers.CharField(source="authority_id", read_only=True)
    prepared_by = serializers.CharField(source="prepared_by.code", read_only=True)
    approved_by = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Certificate
        fields: tuple[str, ...] = (
            *("id", "state", "number", "version", "authority", "prepared_by", "approved_by"),
            *("destination", "exporter_name", "importer_name", "check_code", "created_at", "changed_at"),
            *("issued_at", "expires_at", "validated_at", "receipt_confirmed_at", "reason", "links"),
        )
        read_only_fields: tuple[str, ...] = fields

    def get_approved_by(self, certificate: Certificate) -> str | None:
        """Name the second officer by their code."""
        return certificate.approved_by.code if certificate.approved_by else None

    @extend_schema_field({"type": "object", "additionalProperties": TEXT})
    def get_links(self, certificate: Certificate) -> dict[str, str]:
        """Say where it is, and what its state allows."""
        itself = reverse("certificates-api-one", kwargs={"key": str(certificate.pk)})
        links = {"self": itself}
        links |= {act.value: f"{itself}{act.value}/" for act in acts_from(certificate.state) if act not in UNLINKED}
        if certificate.token:
            links |= {name: f"{itself}{name}" for name in ("pdf", "qr.svg", "qr.png")}
        return links


class CertificateSerializer(CertificateListSerializer):
    """A certificate with all that is known of it."""

    content = serializers.DictField(read_only=True)
    revocation = serializers.SerializerMethodField()
    amendments = serializers.SerializerMethodField()
    proposed_amendment = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    replaces = serializers.SerializerMethodField()
    validated_by = serializers.SerializerMethodField()
    validation = serializers.DictField(read_only=True, help_text="What was found when it was validated; else empty.")

    class Meta(CertificateListSerializer.Meta):
        fields = (
            *CertificateListSerializer.Meta.fields,
            "content",
            "revocation",
            "amendments",
            "proposed_amendment",
            "findings",
            "replaces",
            "validated_by",
            "validation",
            "token",
        )
        read_only_fields = fields

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, certificate: Certificate) -> list[dict[str, Any]]:
        """Ask what stands against it, while that can still be changed."""
        if certificate.state not in (State.DRAFT, State.SUBMITTED, State.APPROVED):
            return []
        assessed = assess(certificate=certificate, now=self.context["now"])
        return [{name: value for name, value in one.items() if name != "template"} for one in assessed]

    @extend_schema_field(RevocationSerializer(allow_null=True))
    def get_revocation(self, certificate: Certificate) -> Any:
        """Tell who proposed to revoke it, while a second officer is waited for."""
        held = revocation_of(certificate, now=self.context["now"])
        return None if held is None else RevocationSerializer(held).data

    @extend_schema_field(AmendmentSerializer(many=True))
    def get_amendments(self, certificate: Certificate) -> Any:
        """List what was amended since it was issued; `content` and `token` stay as they were signed."""
        return AmendmentSerializer(signed_amendments(certificate), many=True).data if certificate.token else []

    @extend_schema_field(ProposedAmendmentSerializer(allow_null=True))
    def get_proposed_amendment(self, certificate: Certificate) -> Any:
        """Tell what a second officer has to confirm or to decline."""
        held = waiting(certificate, now=self.context["now"]) if certificate.token else None
        return None if held is None else ProposedAmendmentSerializer(held).data

    def get_validated_by(self, certificate: Certificate) -> str | None:
        """Name the officer who recorded the check by their code."""
        return certificate.validated_by.code if certificate.validated_by else None

    def get_replaces(self, certificate: Certificate) -> str | None:
        """Name the certificate it takes the place of."""
        return certificate.replaces.number if certificate.replaces else None
