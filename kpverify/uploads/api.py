"""The API of many at once: send a file, look at what was found, accept what is right.

A dry run goes on by itself with `manage.py work`; `advance` does the next step now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import UnsupportedMediaType, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api import OneKind, View
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, problems
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.sheets import CSV_TYPE, XLSX_TYPE
from kpverify.certificates.shipments import KINDS
from kpverify.uploads import services
from kpverify.uploads.api_shapes import AcceptSerializer, RowSerializer, UploadSerializer
from kpverify.uploads.models import Upload, UploadRow
from kpverify.uploads.results import result_csv, result_xlsx
from kpverify.uploads.templates import template_csv, template_xlsx

KIND_OF_TYPE = {"text/csv": "csv", "application/json": "json", XLSX_TYPE: "xlsx"}
ON_A_PAGE = 200
FOUND = {"_404": "`not-found`, also for other authorities' uploads"}


class RawParser(BaseParser):
    """The body as it is: the service caps and reads it."""

    media_type = "*/*"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Read, with the cap of the service."""
        return stream.read(services.MAX_FILE_BYTES + 1)


class UploadView(OfficerView):
    """What every view of uploads shares."""

    serializer_class: Any = UploadSerializer
    pagination_class = None

    def upload(self, pk: UUID) -> Upload:
        """Find one.  Raises: PermissionDenied, Refused not-found."""
        return services.find_upload(upload_id=pk, by=self.officer)

    def shown(self, upload: Upload, status: int = 200) -> Answer:
        """Write the answer that shows an upload."""
        return Answer(status, JSONRenderer().render(UploadSerializer(upload).data).decode())


class Uploads(UploadView):
    """The files of shipments of the officer's authority."""

    parser_classes = (MultiPartParser, RawParser)  # type: ignore[assignment]

    @extend_schema(
        operation_id="uploads_list",
        summary="List the files of shipments",
        responses={200: UploadSerializer(many=True), **problems()},
    )
    def get(self, request: Request) -> Response:
        """List all that are kept, the newest first."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        rows = Upload.objects.visible_to(self.officer).select_related("uploaded_by")[: services.MOST_UPLOADS]
        return Response(UploadSerializer(rows, many=True).data)

    @extend_schema(
        operation_id="uploads_create",
        summary="Send a file of shipments: CSV, XLSX or JSON",
        description="As a form with `file`, or as the body alone, its kind told by Content-Type. At most "
        f"{services.MAX_FILE_BYTES // 1_000_000} MB and {services.MOST_ROWS} rows. Nothing becomes a draft by it.",
        parameters=[
            IDEMPOTENCY_KEY,
            OpenApiParameter("name", OpenApiTypes.STR, description="What to call a body sent alone."),
        ],
        request={
            "multipart/form-data": {
                "type": "object",
                "properties": {"file": {"type": "string", "format": "binary"}},
                "required": ["file"],
            },
            "text/csv": OpenApiTypes.BINARY,
            XLSX_TYPE: OpenApiTypes.BINARY,
            "application/json": {
                "oneOf": [
                    {"type": "object", "additionalProperties": True},
                    {"type": "array", "items": {"type": "object", "additionalProperties": True}},
                ]
            },
        },
        responses={
            201: UploadSerializer,
            **problems(
                _400="`wrong-shape`: no file, `idempotency-key-wrong`",
                _409="`too-many-uploads`, `idempotency-in-flight`",
                _413="`too-large`, `unpacks-too-large`, `too-many-rows`",
                _415="`unsupported-media-type`",
                _422="`unknown-kind`, `wrong-kind`, `not-utf8`, `not-text`, `not-csv`, `not-xlsx`, `not-json`, "
                "`no-rows`, `unknown-columns`, `columns-twice`, `too-many-columns`, `too-many-cells`, "
                "`idempotency-mismatch`",
            ),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Receive a file: its rows are stored at once, and judged in steps."""
        require(self.officer, Action.CERTIFICATE_DRAFT)
        raw, name, kind = _file_of(request)

        def receive() -> Answer:
            made = services.receive_upload(raw=raw, name=name, kind=kind, by=self.officer, now=self.now)
            return self.shown(made, status=201)

        return self.answer(receive, body=hashlib.sha256(raw).digest() + f"{kind} {name}".encode())


def _file_of(request: Request) -> tuple[bytes, str, str | None]:
    """Give a file's bytes, name and kind; the kind is None where the name tells it.

    Raises: UnsupportedMediaType, ValidationError.
    """
    media = str(request.content_type or "").partition(";")[0].strip().lower()
    if media == "multipart/form-data":
        file = request.FILES.get("file")
        if file is None:
            raise ValidationError({"file": ["Send the file as the field `file`."]})
        return file.read(services.MAX_FILE_BYTES + 1), file.name or "", None
    kind = KIND_OF_TYPE.get(media)
    if kind is None:
        raise UnsupportedMediaType(media)
    suffix = next(ending for ending, one in KINDS.items() if one == kind)
    body = request.data if isinstance(request.data, bytes) else b""
    return body, request.query_params.get("name", "")[:200] or f"shipments{suffix}", kind


class OneUpload(UploadView):
    """One upload."""

    @extend_schema(
        operation_id="uploads_show",
        summary="Show an upload: how far it is, and how its rows stand",
        responses={200: UploadSerializer, **problems(**FOUND)},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """Show it."""
        return Response(UploadSerializer(self.upload(pk)).data)

    @extend_schema(
        operation_id="uploads_forget",
        summary="Forget an upload",
        responses={204: None, **problems(**FOUND, _409="`still-accepting`")},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Delete it and its rows; what was accepted of it stays."""
        services.forget_upload(upload_id=pk, by=self.officer, now=self.now)
        return Response(status=204)


class Rows(UploadView):
    """The rows of an upload."""

    serializer_class = RowSerializer

    @extend_schema(
        operation_id="uploads_rows",
        summary="List the rows with what was found",
        parameters=[
            OpenApiParameter("state", OpenApiTypes.STR, enum=list(UploadRow.State.values), many=True),
            OpenApiParameter("after", OpenApiTypes.INT, description="Give the rows after this one."),
        ],
        responses={200: RowSerializer(many=True), **problems(**FOUND, _400="`wrong-shape`")},
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """List them in the order of the file, at most 200; `after` gives the next."""
        wanted = request.query_params.getlist("state")
        after = request.query_params.get("after", "0")
        if not (after.isascii() and after.isdigit() and len(after) < 10):
            raise ValidationError({"after": ["Send the number of a row."]})
        if unknown := [one for one in wanted if one not in UploadRow.State.values]:
            raise ValidationError({"state": [f"There is no state {unknown[0]!r}."]})
        rows = self.upload(pk).rows.filter(place__gt=int(after))
        rows = rows.filter(state__in=wanted) if wanted else rows
        return Response(RowSerializer(rows[:ON_A_PAGE], many=True).data)


class Advance(UploadView):
    """The next step of an upload."""

    @extend_schema(
        operation_id="uploads_advance",
        summary="Do the next step now",
        request=None,
        responses={200: UploadSerializer, **problems(**FOUND, _503="`no-trust-list`, `not-ready`: not now")},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Judge or accept the next rows; call it until `finished`, or let `manage.py work` do it."""
        require(self.officer, Action.CERTIFICATE_DRAFT)
        upload = self.upload(pk)
        services.advance(upload_id=upload.pk, now=self.now)
        return Response(UploadSerializer(self.upload(pk)).data)


class Accept(UploadView):
    """Rows become drafts."""

    @extend_schema(
        operation_id="uploads_accept",
        summary="Have rows become drafts, or be submitted at once",
        parameters=[IDEMPOTENCY_KEY],
        request=AcceptSerializer,
        responses={
            200: UploadSerializer,
            **problems(
                **FOUND,
                _400="`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
                _409="`still-checking`, `still-accepting`, `idempotency-in-flight`",
                _422="`nothing-to-accept`, `rows-not-fit`, `idempotency-mismatch`",
            ),
        },
    )
    def post(self, request: Request, pk: UUID) -> HttpResponse:
        """Choose the rows; the steps of `advance` draft them, each once."""
        require(self.officer, Action.CERTIFICATE_DRAFT)
        self.upload(pk)

        def accept() -> Answer:
            given = AcceptSerializer(data=request.data)
            given.is_valid(raise_exception=True)
            rows, submits = given.validated_data["rows"], given.validated_data["submit"]
            made = services.accept_rows(upload_id=pk, rows=rows, submits=submits, by=self.officer, now=self.now)
            return self.shown(made)

        return self.answer(accept)


class Table(UploadView):
    """A table to download."""

    content_negotiation_class = OneKind

    def file(self, body: bytes, *, kind: str, name: str) -> HttpResponse:
        """Send it."""
        response = HttpResponse(body, content_type=kind)
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["Cache-Control"] = "no-store"
        return response


def _described(operation: str, summary: str, kind: str, *, of_one: bool) -> Callable[[View], View]:
    answer = OpenApiResponse(OpenApiTypes.BINARY, description=summary)
    described: Callable[[View], View] = extend_schema(
        operation_id=operation,
        summary=summary,
        parameters=[OpenApiParameter("Accept", exclude=True, location="header")],
        responses={(200, kind): answer, **problems(**(FOUND if of_one else {}))},
    )
    return described


class TemplateCSV(Table):
    """The columns."""

    @_described("uploads_template_csv", "A CSV file to fill in", CSV_TYPE, of_one=False)
    def get(self, request: Request) -> HttpResponse:
        """Give it."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        return self.file(template_csv(), kind=CSV_TYPE, name="shipments.csv")


class TemplateXLSX(Table):
    """The columns, with explanations and choices."""

    @_described("uploads_template_xlsx", "An XLSX file to fill in", XLSX_TYPE, of_one=False)
    def get(self, request: Request) -> HttpResponse:
        """Give it."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        return self.file(template_xlsx(), kind=XLSX_TYPE, name="shipments.xlsx")


class ResultCSV(Table):
    """What came of it."""

    @_described("uploads_result_csv", "What came of every row, as CSV", CSV_TYPE, of_one=True)
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Give it."""
        return self.file(result_csv(self.upload(pk)), kind=CSV_TYPE, name=f"result-{pk}.csv")


class ResultXLSX(Table):
    """What came of it."""

    @_described("uploads_result_xlsx", "What came of every row, as XLSX", XLSX_TYPE, of_one=True)
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """Give it."""
        return self.file(result_xlsx(self.upload(pk)), kind=XLSX_TYPE, name=f"result-{pk}.xlsx")
