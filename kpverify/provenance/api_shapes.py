"""What the API of slips, import certificates and stock takes and gives."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kpverify.certificates.api_shapes import TEXT, TEXTS, Schema
from kpverify.provenance.drawing import FIELDS as USE
from kpverify.provenance.models import ImportCertificate, ImportLine, ImportUse, Production, PurchaseSlip
from kpverify.provenance.slips import FIELDS as SLIP

LINKS: Schema = {"type": "object", "additionalProperties": TEXT}
SLIP_SHAPE: Schema = {
    "type": "object",
    "properties": {name: {"type": "string", "description": words} for name, (_read, words) in SLIP.items()},
    "additionalProperties": False,
}
USE_SHAPE: Schema = {
    "type": "object",
    "properties": {name: {"type": "string", "description": words} for name, (_read, words) in USE.items()},
    "additionalProperties": False,
}
CHANGED_SLIP: Schema = {
    **SLIP_SHAPE,
    "description": "The members that change, and the `version` that was seen.",
    "properties": {**SLIP_SHAPE["properties"], "version": {"type": "integer"}},
    "required": ["version"],
}
IMPORT_SHAPE: Schema = {
    "type": "object",
    "required": ["number", "issuer", "imported_on", "goods"],
    "properties": {
        "number": TEXT,
        "issuer": {"type": "string", "description": "The country that issued it."},
        "imported_on": {"type": "string", "format": "date"},
        "origins": {**TEXTS, "description": "Countries of mining origin; none for a mixture not disclosed."},
        "goods": {
            "type": "array",
            "maxItems": 3,
            "items": {"type": "object", "properties": {"hs": TEXT, "carats": TEXT, "usd": TEXT}},
        },
    },
    "additionalProperties": False,
}


class SlipEntrySerializer(serializers.ModelSerializer[PurchaseSlip]):
    """A purchase slip behind a certificate, as monitors read it."""

    class Meta:
        model = PurchaseSlip
        fields: tuple[str, ...] = ("id", *SLIP, "version", "added_at")
        read_only_fields: tuple[str, ...] = fields


class SlipSerializer(SlipEntrySerializer):
    """A purchase slip behind a certificate."""

    links = serializers.SerializerMethodField()

    class Meta(SlipEntrySerializer.Meta):
        fields = (*SlipEntrySerializer.Meta.fields, "links")
        read_only_fields = fields

    @extend_schema_field(LINKS)
    def get_links(self, slip: PurchaseSlip) -> dict[str, str]:
        """Say where it is."""
        of_path = {"key": str(slip.certificate_id), "slip_id": str(slip.pk)}
        return {"self": f"{reverse('slips-api-one', kwargs=of_path)}/"}


class UseEntrySerializer(serializers.ModelSerializer[ImportUse]):
    """Goods of an import certificate that leave with a certificate, as monitors read it."""

    number = serializers.CharField(source="imported.number", read_only=True)

    class Meta:
        model = ImportUse
        fields: tuple[str, ...] = ("id", *USE, "added_at")
        read_only_fields: tuple[str, ...] = fields


class UseSerializer(UseEntrySerializer):
    """Goods of an import certificate that leave with a certificate."""

    links = serializers.SerializerMethodField()

    class Meta(UseEntrySerializer.Meta):
        fields = (*UseEntrySerializer.Meta.fields, "links")
        read_only_fields = fields

    @extend_schema_field(LINKS)
    def get_links(self, use: ImportUse) -> dict[str, str]:
        """Say where it is."""
        of_path = {"key": str(use.certificate_id), "use_id": str(use.pk)}
        return {"self": f"{reverse('imports-api-one', kwargs=of_path)}/"}


class ManySerializer(serializers.Serializer[dict[str, Any]]):
    """What became of many rows: all of them were added."""

    added = serializers.IntegerField()
    links = serializers.DictField(child=serializers.CharField())


class ImportLineSerializer(serializers.ModelSerializer[ImportLine]):
    """One line of goods of an import certificate."""

    class Meta:
        model = ImportLine
        fields = ("hs", "carats", "usd")
        read_only_fields = fields


class ImportSerializer(serializers.ModelSerializer[ImportCertificate]):
    """A certificate that goods came in with."""

    origins = serializers.ListField(child=serializers.CharField(), read_only=True)
    goods = ImportLineSerializer(source="lines", many=True, read_only=True)
    links = serializers.SerializerMethodField()

    class Meta:
        model = ImportCertificate
        fields = ("id", "number", "issuer", "imported_on", "origins", "goods", "added_at", "links")
        read_only_fields = fields

    @extend_schema_field(LINKS)
    def get_links(self, found: ImportCertificate) -> dict[str, str]:
        """Say where it is."""
        return {"self": reverse("stock-api-import", kwargs={"import_id": str(found.pk)})}


class ProductionSerializer(serializers.ModelSerializer[Production]):
    """What was mined in a period; both days are inside."""

    class Meta:
        model = Production
        fields = ("id", "starts_on", "ends_on", "hs", "carats", "usd", "recorded_at")
        read_only_fields = fields


class PoolSerializer(serializers.Serializer[dict[str, Any]]):
    """One pool of the ledger: an HS code and the origins of the goods, in carats."""

    hs = serializers.CharField()
    origins = serializers.ListField(child=serializers.CharField(), help_text="None: a mixture not disclosed.")
    opening = serializers.DecimalField(20, 2, help_text="Counted at the last stocktake.")
    came = serializers.DecimalField(20, 2, help_text="The opening stock and what came in or was mined since.")
    went = serializers.DecimalField(20, 2, help_text="What left since, and what is drafted to leave.")
    left = serializers.DecimalField(20, 2, help_text="Below zero when more left than came in.")
    is_short = serializers.BooleanField(help_text="More left than came in, beyond the tolerance.")
    is_explained = serializers.BooleanField(help_text="Two officers have accepted why.")


class StockSerializer(serializers.Serializer[dict[str, Any]]):
    """The ledger of an authority; no pools before its first stocktake."""

    counted_on = serializers.DateField(allow_null=True, help_text="The day of the stocktake it begins with.")
    pools = PoolSerializer(many=True)
