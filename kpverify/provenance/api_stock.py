"""The stock of an authority in the API: the ledger, production, and import certificates.

Counting the stock and recording production are for officers who have just proved a second factor: at the pages only.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_paging import Pages
from kpverify.certificates.api_reading import texts_of
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, problems
from kpverify.certificates.idempotency import Answer
from kpverify.errors import Refused
from kpverify.provenance import explaining, imports
from kpverify.provenance import typed as read
from kpverify.provenance.api_shapes import IMPORT_SHAPE, ImportSerializer, ProductionSerializer, StockSerializer
from kpverify.provenance.models import ImportCertificate, Production, Stocktake, StocktakeLine

HEAD = ("number", "issuer", "imported_on")
LINE = ("hs", "carats", "usd")


class Stock(OfficerView):
    """The ledger."""

    serializer_class: Any = StockSerializer
    pagination_class = None

    @extend_schema(
        operation_id="stock_show",
        summary="Show what came in, what left and what is left, by HS code and origins",
        responses={200: StockSerializer, **problems()},
    )
    def get(self, request: Request) -> Response:
        """Show the pools, the short ones first."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        authority, today = self.officer.authority_id or "", self.now.date()
        counted = Stocktake.objects.filter(authority_id=authority, on__lte=today).first()
        rows = StocktakeLine.objects.filter(stocktake=counted).values_list("hs", "origins", "carats")
        opening = {(hs, origins): carats for hs, origins, carats in rows}
        pools = [
            {
                **one._asdict(),
                "origins": one.origins.split(),
                "opening": opening.get((one.hs, one.origins), 0),
                "left": one.left,
            }
            for one in explaining.lines_of(authority, now=self.now)
        ]
        shown: dict[str, Any] = {"counted_on": counted.on if counted else None, "pools": pools}
        return Response(StockSerializer(shown).data)


class Mined(OfficerView):
    """What was mined."""

    serializer_class: Any = ProductionSerializer
    pagination_class = Pages
    queryset: Any = Production.objects.none()

    @extend_schema(
        operation_id="stock_production",
        summary="List what was mined, the latest first",
        responses={200: ProductionSerializer(many=True), **problems(_404="`not-found`: no such page")},
    )
    def get(self, request: Request) -> Response:
        """List the records that hold."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        rows = Production.objects.filter(authority_id=self.officer.authority_id or "", removed_at=None)
        return self.paged(rows.order_by("-starts_on", "hs", "pk"))


class Imports(OfficerView):
    """The import certificates of the officer's authority."""

    serializer_class: Any = ImportSerializer
    pagination_class = Pages
    queryset: Any = ImportCertificate.objects.none()

    @extend_schema(
        operation_id="stock_imports_list",
        summary="List import certificates, the latest first",
        responses={200: ImportSerializer(many=True), **problems(_404="`not-found`: no such page")},
    )
    def get(self, request: Request) -> Response:
        """List them with their goods."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        rows = ImportCertificate.objects.filter(authority_id=self.officer.authority_id or "", removed_at=None)
        return self.paged(rows.prefetch_related("lines").order_by("-imported_on", "number", "pk"))

    @extend_schema(
        operation_id="stock_imports_add",
        summary="Enter an import certificate",
        parameters=[IDEMPOTENCY_KEY],
        request={"application/json": IMPORT_SHAPE},
        responses={
            201: ImportSerializer,
            **problems(
                _400="`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
                _409="`import-exists`, `idempotency-in-flight`",
                _422="`import-wrong` (with findings), `idempotency-mismatch`",
            ),
        },
    )
    def post(self, request: Request) -> HttpResponse:
        """Enter one; exports draw from it."""
        require(self.officer, Action.CERTIFICATE_DRAFT)

        def add() -> Answer:
            typed, places = _typed(request.data)
            try:
                made = imports.add_import(imported=typed, by=self.officer, now=self.now)
            except Refused as refused:
                findings = [{**one, "field": places.get(one["field"], one["field"])} for one in refused.findings]
                raise Refused(refused.code, refused.message, status=refused.status, findings=findings) from refused
            return Answer(201, JSONRenderer().render(ImportSerializer(made).data).decode())

        return self.answer(add)


def _typed(sent: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Write an import certificate as its form does, and where each field of that form stands in what was sent."""
    if not isinstance(sent, dict) or not sent.keys() <= {*HEAD, "origins", "goods"}:
        raise ValidationError({"body": [f"The members are {', '.join(HEAD)}, origins, goods."]})
    typed = texts_of({name: sent.get(name) for name in HEAD}, HEAD)
    origins, goods = sent.get("origins", []), sent.get("goods")
    if not isinstance(origins, list) or len(origins) > 60 or not all(isinstance(one, str) for one in origins):
        raise ValidationError({"origins": ["Send a list of countries by their two letters."]})
    if not isinstance(goods, list) or not 0 < len(goods) <= len(read.HS_CODES):
        raise ValidationError({"goods": [f"Send one to {len(read.HS_CODES)} lines, one for each HS code."]})
    typed["origins"], places = " ".join(origins), dict[str, str]()
    for place, one in enumerate(goods):
        line = texts_of(one, LINE, at=f"goods[{place}]")
        code = (read.hs(line.get("hs", "").strip()) or "").replace(".", "")
        if not code or f"carats_{code}" in places:
            finding = {"field": f"goods[{place}].hs", "code": "wrong", "message": read.HS}
            raise Refused("import-wrong", imports.WRONG, status=422, findings=[finding])
        for kind in ("carats", "usd"):
            typed[f"{kind}_{code}"] = line.get(kind, "")
            places[f"{kind}_{code}"] = f"goods[{place}].{kind}"
    return typed, places


class OneImport(OfficerView):
    """One import certificate."""

    serializer_class: Any = ImportSerializer

    @extend_schema(
        operation_id="stock_imports_show",
        summary="Show an import certificate",
        responses={200: ImportSerializer, **problems(_404="`not-found`, also for other authorities' entries")},
    )
    def get(self, request: Request, import_id: UUID) -> Response:
        """Show it with its goods."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        rows = ImportCertificate.objects.filter(authority_id=self.officer.authority_id or "", removed_at=None)
        found = rows.prefetch_related("lines").filter(pk=import_id).first()
        if found is None:
            raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
        return Response(ImportSerializer(found).data)

    @extend_schema(
        operation_id="stock_imports_remove",
        summary="Take back an import certificate that nothing draws from",
        responses={204: None, **problems(_404="`not-found`", _409="`import-used`")},
    )
    def delete(self, request: Request, import_id: UUID) -> Response:
        """Take it back; that it was entered is kept."""
        require(self.officer, Action.CERTIFICATE_DRAFT)
        imports.remove_import(import_id=import_id, by=self.officer, now=self.now)
        return Response(status=204)
