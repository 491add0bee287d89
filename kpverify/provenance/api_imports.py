"""What a certificate takes from import certificates, in the API: list, take, take off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_paging import Pages
from kpverify.certificates.api_reading import texts_of
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, KEY, problems
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.provenance import drawing
from kpverify.provenance.api_bulk import FOUND, Bulk, bulk
from kpverify.provenance.api_shapes import USE_SHAPE, UseSerializer
from kpverify.provenance.models import ImportUse

MOST_USES = 200


class Uses(OfficerView):
    """What one certificate takes from import certificates."""

    serializer_class: Any = UseSerializer
    pagination_class = Pages
    queryset: Any = ImportUse.objects.none()

    @extend_schema(
        operation_id="certificates_imports_list",
        summary="List what a certificate takes from import certificates",
        parameters=[KEY],
        responses={200: UseSerializer(many=True), **problems(**FOUND)},
    )
    def get(self, request: Request, key: str) -> Response:
        """List it in the order in which it was taken."""
        rows = ImportUse.objects.filter(certificate=self.find(key), removed_at=None).order_by("added_at", "pk")
        return self.paged(rows.select_related("imported"))

    @extend_schema(
        operation_id="certificates_imports_draw",
        summary="Take goods of an import certificate into a draft",
        description="The import certificate is entered first: `POST /api/v1/stock/imports/`.",
        parameters=[KEY, IDEMPOTENCY_KEY],
        request={"application/json": USE_SHAPE},
        responses={
            201: UseSerializer,
            **problems(
                **FOUND,
                _400="`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
                _409="`wrong-state`, `idempotency-in-flight`",
                _422="`import-wrong`, `import-unknown`, `drawn-already` (with findings), `idempotency-mismatch`",
            ),
        },
    )
    def post(self, request: Request, key: str) -> HttpResponse:
        """Take carats of one line."""
        require(self.officer, Action.CERTIFICATE_DRAFT)

        def draw() -> Answer:
            typed = texts_of(request.data, drawing.FIELDS)
            found = self.find(key)
            made = drawing.draw(certificate_id=found.pk, use=typed, by=self.officer, now=self.now)
            return Answer(201, JSONRenderer().render(UseSerializer(made).data).decode())

        return self.answer(draw)


class OneUse(OfficerView):
    """One line that is taken from."""

    serializer_class: Any = UseSerializer

    @extend_schema(
        operation_id="certificates_imports_undraw",
        summary="Take goods of an import certificate off a draft",
        parameters=[KEY, OpenApiParameter("use_id", OpenApiTypes.UUID, OpenApiParameter.PATH)],
        responses={204: None, **problems(**FOUND, _409="`wrong-state`")},
    )
    def delete(self, request: Request, key: str, use_id: str) -> Response:
        """Take them off; that they stood there is kept."""
        require(self.officer, Action.CERTIFICATE_DRAFT)
        found = self.find(key)
        if not ImportUse.objects.filter(pk=use_id, certificate=found, removed_at=None).exists():
            raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
        drawing.undraw(use_id=UUID(use_id), by=self.officer, now=self.now)
        return Response(status=204)


class ManyUses(Bulk):
    """Many lines at once."""

    columns = tuple(drawing.FIELDS)
    most = MOST_USES

    @bulk(
        "certificates_imports_draw_many",
        "Take goods of many import certificates into a draft",
        row=USE_SHAPE,
        most=MOST_USES,
        conflicts="",
        wrong="`import-wrong`, `import-unknown`, `drawn-already`",
    )
    def post(self, request: Request, key: str) -> HttpResponse:
        """Take them all, or none."""
        return self.add_once(request, key)

    def add(self, found: Certificate, rows: Sequence[Mapping[str, str]]) -> str:
        """Take them; gives the address of the list."""
        drawing.draw_all(certificate_id=found.pk, uses=rows, by=self.officer, now=self.now)
        return f"{reverse('imports-api', kwargs={'key': str(found.pk)})}/"
