"""Clearances in the API: an authority asks and looks; monitors list and read.

Nobody approves or objects here: that is a person's act, at the monitors' desk, with a second factor just proved.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_paging import Pages
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, KEY, problems
from kpverify.certificates.idempotency import Answer
from kpverify.clearance import services
from kpverify.clearance.api_shapes import ClearanceSerializer, DossierSerializer, dossier, shown
from kpverify.clearance.models import Clearance
from kpverify.errors import Refused

PERSONS = ("asked_by", "first_by", "second_by", "objected_by")
NOTHING = "There is nothing here, or it is not yours to see."


class OfCertificate(OfficerView):
    """The monitors' word about one certificate."""

    serializer_class: Any = ClearanceSerializer

    @extend_schema(
        operation_id="certificates_clearance_show",
        summary="Tell how the monitors' word for a certificate stands",
        parameters=[KEY],
        responses={
            200: ClearanceSerializer,
            **problems(_404="`not-found`, also for other authorities' certificates; `not-asked`: nobody asked for it."),
        },
    )
    def get(self, request: Request, key: str) -> Response:
        """Tell of the last question, as it stands now."""
        held = services.clearance_of(self.find(key))
        if held is None:
            raise Refused("not-asked", "The monitors have not been asked about this certificate.", status=404)
        return Response(ClearanceSerializer(shown([held], to_monitors=False)[0]).data)

    @extend_schema(
        operation_id="certificates_clearance_ask",
        summary="Ask the Monitoring Team to clear a shipment",
        description="Put everything into the dossier first: any change afterwards takes an approval away.",
        parameters=[KEY, IDEMPOTENCY_KEY],
        request=None,
        responses={
            201: ClearanceSerializer,
            **problems(
                _400="`idempotency-key-wrong`",
                _404="`not-found`, also for other authorities' certificates",
                _409="`clearance-asked`, `clearance-not-needed`, `wrong-state`, `idempotency-in-flight`",
                _422="`not-certifiable` (with findings), `idempotency-mismatch`",
            ),
        },
    )
    def post(self, request: Request, key: str) -> HttpResponse:
        """Ask."""
        require(self.officer, Action.CERTIFICATE_SUBMIT)

        def ask() -> Answer:
            made = services.ask(certificate_id=self.find(key).pk, by=self.officer, now=self.now)
            body = ClearanceSerializer(shown([services.held(made)], to_monitors=False)[0])
            return Answer(201, JSONRenderer().render(body.data).decode())

        return self.answer(ask)


class Desk(OfficerView):
    """What monitors are asked about."""

    serializer_class: Any = ClearanceSerializer
    pagination_class = Pages
    queryset: Any = Clearance.objects.none()

    @extend_schema(
        operation_id="clearance_list",
        summary="List the shipments monitors are asked about",
        description="For monitors. What was changed since it was asked has the state `void` also among those asked.",
        parameters=[
            OpenApiParameter(
                "state", enum=Clearance.State.values, description="`asked` (the oldest first) unless given."
            )
        ],
        responses={
            200: ClearanceSerializer(many=True),
            **problems(_400="`wrong-shape`", _404="`not-found`: no such page"),
        },
    )
    def get(self, request: Request) -> Response:
        """List those of one state."""
        require(self.officer, Action.CLEARANCE_VIEW)
        state = request.query_params.get("state", Clearance.State.ASKED)
        if state not in Clearance.State.values:
            raise ValidationError({"state": [f"One of {', '.join(Clearance.State.values)}."]})
        order = "asked_at" if state == Clearance.State.ASKED else "-asked_at"
        rows: Any = Clearance.objects.filter(state=state).select_related("certificate", *PERSONS).order_by(order, "pk")
        page: Any = self.paginate_queryset(rows)
        lines: Any = shown(services.held_all(page), to_monitors=True)
        return self.get_paginated_response(ClearanceSerializer(lines, many=True).data)


class OneClearance(OfficerView):
    """One shipment on the monitors' desk."""

    serializer_class: Any = DossierSerializer

    @extend_schema(
        operation_id="clearance_show",
        summary="Read what a clearance is about: content, slips, import certificates, hashes of files",
        description="For monitors. Slips, imports and files come whole: the digest of the dossier is of all of them.",
        responses={200: DossierSerializer, **problems(_404="`not-found`")},
    )
    def get(self, request: Request, clearance_id: UUID) -> Response:
        """Read it, as long as it is open to monitors."""
        require(self.officer, Action.CLEARANCE_VIEW)
        found = Clearance.objects.select_related("certificate", *PERSONS).filter(pk=clearance_id).first()
        if found is None:
            raise Refused("not-found", NOTHING, status=404)
        return Response(DossierSerializer(dossier(services.held(found))).data)
