"""Many rows in one request, as the page takes pasted lines: all of them are added, or none, with findings by row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_edge import BodyParser, OfficerView
from kpverify.certificates.api_reading import in_rows, rows_of
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, KEY, Schema, problems
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.provenance.api_shapes import ManySerializer
from kpverify.provenance.pasting import MOST_CHARACTERS, read_table

FOUND = {"_404": "`not-found`, also for other authorities' certificates"}


class TableParser(BaseParser):
    """CSV as text; the service takes it apart."""

    media_type = "text/csv"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Read, no more than can be meant.  Raises: Refused not-utf8."""
        try:
            return stream.read(4 * MOST_CHARACTERS + 4).decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise Refused("not-utf8", "Send the table in UTF-8.", status=422) from wrong


class Bulk(OfficerView):
    """Rows of one kind for one draft."""

    parser_classes = (BodyParser, TableParser)  # type: ignore[assignment]
    serializer_class: Any = ManySerializer
    columns: ClassVar[Collection[str]]
    most: ClassVar[int]

    def add(self, found: Certificate, rows: Sequence[Mapping[str, str]]) -> str:
        """Add all rows to a certificate, or none; gives the address of their list.  Raises: Refused."""
        raise NotImplementedError

    def add_once(self, request: Request, key: str) -> HttpResponse:
        """Read the rows and add them."""
        require(self.officer, Action.CERTIFICATE_DRAFT)

        def do() -> Answer:
            found = self.find(key)
            # An empty body is read by no parser.
            is_table = str(request.content_type).startswith(TableParser.media_type)
            rows = (
                read_table(str(request.data or ""), tuple(self.columns), most=self.most)
                if is_table
                else rows_of(request.data, self.columns, most=self.most)
            )
            try:
                address = self.add(found, rows)
            except Refused as refused:
                raise Refused(
                    refused.code, refused.message, status=refused.status, findings=in_rows(refused.findings)
                ) from refused
            return Answer(201, JSONRenderer().render({"added": len(rows), "links": {"self": address}}).decode())

        return self.answer(do)


def bulk(operation: str, summary: str, *, row: Schema, most: int, conflicts: str, wrong: str) -> Callable[[Any], Any]:
    """Describe an address that takes many rows; `conflicts` and `wrong` are codes of its service."""
    described: Callable[[Any], Any] = extend_schema(
        operation_id=operation,
        summary=summary,
        description=f"At most {most} rows, as a JSON list or as CSV (comma, semicolon or tab; a first line may name "
        "the columns). All of them are added, or none; a finding says its `row`, the first being 1, and its `field`.",
        parameters=[KEY, IDEMPOTENCY_KEY],
        request={
            "application/json": {"type": "array", "minItems": 1, "maxItems": most, "items": row},
            "text/csv": OpenApiTypes.STR,
        },
        responses={
            201: ManySerializer,
            **problems(
                **FOUND,
                _400="`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
                _409=f"{conflicts}`wrong-state`, `idempotency-in-flight`",
                _413="`too-large`, `table-too-long`",
                _415="`unsupported-media-type`",
                _422=f"{wrong} (with findings), `table-empty`, `table-columns`, `not-utf8`, `idempotency-mismatch`",
            ),
        },
    )
    return described
