"""What the API of uploads takes and gives."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from kpverify.certificates.api_shapes import TEXT
from kpverify.uploads.models import Stage, Upload, UploadRow
from kpverify.uploads.services import MOST_ROWS, counts_of, progress_of

COUNTS = {
    "type": "object",
    "description": "How many rows are in each state.",
    "properties": {state.value: {"type": "integer"} for state in UploadRow.State},
}


class UploadSerializer(serializers.ModelSerializer[Upload]):
    """An upload: how far it is, and how its rows stand."""

    uploaded_by = serializers.CharField(source="uploaded_by.code", read_only=True)
    stage = serializers.ChoiceField(Stage.choices, read_only=True)
    done = serializers.SerializerMethodField()
    finished = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Upload
        fields = (
            *("id", "name", "kind", "sha256", "uploaded_by", "uploaded_at", "stage", "done", "total", "finished"),
            *("counts", "trouble", "links"),
        )
        read_only_fields = fields

    def get_done(self, upload: Upload) -> int:
        """Count the rows the present stage is through with."""
        return progress_of(upload)[0]

    def get_finished(self, upload: Upload) -> bool:
        """Is there nothing left to do until somebody decides?"""
        return upload.stage == Stage.CHECKED

    @extend_schema_field(COUNTS)
    def get_counts(self, upload: Upload) -> dict[str, int]:
        """Count the rows by their state."""
        return counts_of(upload)

    @extend_schema_field({"type": "object", "additionalProperties": TEXT})
    def get_links(self, upload: Upload) -> dict[str, str]:
        """Say where everything of it is."""
        itself = reverse("uploads-api-one", kwargs={"pk": upload.pk})
        of_it = {name: f"{itself}{name}/" for name in ("rows", "advance", "accept")}
        return {"self": itself, **of_it, **{name: f"{itself}{name}" for name in ("result.csv", "result.xlsx")}}


class RowFindingSerializer(serializers.Serializer[dict[str, str]]):
    """Something that stands against a row, or deserves a look."""

    field = serializers.CharField()
    column = serializers.CharField(help_text="The column it is about; empty for the row as a whole.")
    value = serializers.CharField(help_text="What stands in that cell.")
    code = serializers.CharField()
    message = serializers.CharField()
    result = serializers.ChoiceField(["fail", "unknown", "attention"])


class RowSerializer(serializers.ModelSerializer[UploadRow]):
    """One row: its line in a table, or its position in a JSON file."""

    row = serializers.IntegerField(source="place", read_only=True)
    row_state = serializers.ChoiceField(UploadRow.State.choices, source="state", read_only=True)
    certificate = serializers.SerializerMethodField()
    findings = RowFindingSerializer(many=True, read_only=True)

    class Meta:
        model = UploadRow
        fields = ("row", "row_state", "certificate", "findings")
        read_only_fields = fields

    def get_certificate(self, row: UploadRow) -> str | None:
        """Give the id of the certificate it became."""
        return str(row.certificate_id) if row.certificate_id else None


class PlacesField(serializers.Field[Any, Any, Any, Any]):
    """`"good"`, or a list of rows."""

    default_error_messages = {"wrong": f'Send "good", or a list of 1 to {MOST_ROWS} row numbers.'}

    def to_internal_value(self, data: Any) -> Any:
        """Read it."""
        is_list = isinstance(data, list) and 0 < len(data) <= MOST_ROWS
        if data != "good" and not (is_list and all(type(one) is int and 0 < one < 2**31 for one in data)):
            self.fail("wrong")
        return data

    def to_representation(self, value: Any) -> Any:
        """Give it as it is."""
        return value


class AcceptSerializer(serializers.Serializer[dict[str, Any]]):
    """Which rows become drafts, and whether these are submitted at once."""

    rows = extend_schema_field(
        {
            "oneOf": [
                {"type": "string", "enum": ["good"]},
                {"type": "array", "items": {"type": "integer", "minimum": 1}, "minItems": 1, "maxItems": MOST_ROWS},
            ],
            "description": "`good`: all that are fit or deserve a look, but no duplicates; or rows by their numbers.",
        }
    )(PlacesField)()
    submit = serializers.BooleanField(required=False, default=False)
