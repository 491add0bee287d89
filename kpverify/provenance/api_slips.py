"""The purchase slips behind a certificate in the API: list, add, change, take off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api import taken_apart
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_paging import Pages
from kpverify.certificates.api_reading import texts_of
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, KEY, problems
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused
from kpverify.provenance import slips
from kpverify.provenance.api_bulk import FOUND, Bulk, bulk
from kpverify.provenance.api_shapes import CHANGED_SLIP, SLIP_SHAPE, SlipSerializer
from kpverify.provenance.models import PurchaseSlip

SLIP_ID = OpenApiParameter("slip_id", OpenApiTypes.UUID, OpenApiParameter.PATH)
WRITTEN = {
    "_400": "`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
    "_422": "`slip-wrong` (with findings), `idempotency-mismatch`",
}


class SlipView(OfficerView):
    """What the views of slips share."""

    serializer_class: Any = SlipSerializer
    pagination_class = Pages
    queryset: Any = PurchaseSlip.objects.none()

    def shown(self, slip: PurchaseSlip, status: int = 200) -> Answer:
        """Write the answer that shows a slip."""
        return Answer(status, JSONRenderer().render(SlipSerializer(slip).data).decode())

    def slip(self, key: str, slip_id: str) -> PurchaseSlip:
        """Find a slip of a certificate.  Raises: PermissionDenied, Refused not-found."""
        certificate, found = self.find(key), slips.find_slip(slip_id, by=self.officer)
        if found.certificate_id != certificate.pk:
            raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
        return found


class Slips(SlipView):
    """The slips behind one certificate."""

    @extend_schema(
        operation_id="certificates_slips_list",
        summary="List the purchase slips behind a certificate",
        parameters=[KEY],
        responses={200: SlipSerializer(many=True), **problems(**FOUND)},
    )
    def get(self, request: Request, key: str) -> Response:
        """List them by number."""
        rows = PurchaseSlip.objects.filter(certificate=self.find(key), removed_at=None).order_by("number", "pk")
        return self.paged(rows)

    @extend_schema(
        operation_id="certificates_slips_add",
        summary="Add a purchase slip to a draft",
        description="Who changes what stands behind a draft becomes the one who prepared it.",
        parameters=[KEY, IDEMPOTENCY_KEY],
        request={"application/json": SLIP_SHAPE},
        responses={
            201: SlipSerializer,
            **problems(**FOUND, **WRITTEN, _409="`slip-exists`, `slips-full`, `wrong-state`, `idempotency-in-flight`"),
        },
    )
    def post(self, request: Request, key: str) -> HttpResponse:
        """Add one."""
        require(self.officer, Action.CERTIFICATE_DRAFT)

        def add() -> Answer:
            typed = texts_of(request.data, slips.FIELDS)
            found = self.find(key)
            made = slips.add_slip(certificate_id=found.pk, slip=typed, by=self.officer, now=self.now)
            return self.shown(made, status=201)

        return self.answer(add)


class OneSlip(SlipView):
    """One slip."""

    @extend_schema(
        operation_id="certificates_slips_show",
        summary="Show a purchase slip",
        parameters=[KEY, SLIP_ID],
        responses={200: SlipSerializer, **problems(**FOUND)},
    )
    def get(self, request: Request, key: str, slip_id: str) -> Response:
        """Show it."""
        return Response(SlipSerializer(self.slip(key, slip_id)).data)

    @extend_schema(
        operation_id="certificates_slips_change",
        summary="Correct a purchase slip of a draft",
        parameters=[KEY, SLIP_ID, IDEMPOTENCY_KEY],
        request={"application/json": CHANGED_SLIP},
        responses={
            200: SlipSerializer,
            **problems(
                **FOUND, **WRITTEN, _409="`version-conflict`, `slip-exists`, `wrong-state`, `idempotency-in-flight`"
            ),
        },
    )
    def patch(self, request: Request, key: str, slip_id: str) -> HttpResponse:
        """Change members of it; `version` is the one that was seen."""
        require(self.officer, Action.CERTIFICATE_DRAFT)

        def change() -> Answer:
            found = self.slip(key, slip_id)
            version, members = taken_apart(request.data)
            typed = texts_of(members, slips.FIELDS)
            held = {name: str(getattr(found, name)) for name in slips.FIELDS}
            made = slips.change_slip(
                slip_id=found.pk, slip={**held, **typed}, version=version, by=self.officer, now=self.now
            )
            return self.shown(made)

        return self.answer(change)

    @extend_schema(
        operation_id="certificates_slips_remove",
        summary="Take a purchase slip off a draft",
        parameters=[KEY, SLIP_ID],
        responses={204: None, **problems(**FOUND, _409="`wrong-state`")},
    )
    def delete(self, request: Request, key: str, slip_id: str) -> Response:
        """Take it off; that it stood there is kept."""
        require(self.officer, Action.CERTIFICATE_DRAFT)
        slips.remove_slip(slip_id=self.slip(key, slip_id).pk, by=self.officer, now=self.now)
        return Response(status=204)


class ManySlips(Bulk):
    """Many slips at once."""

    columns = tuple(slips.FIELDS)
    most = slips.MOST_SLIPS

    @bulk(
        "certificates_slips_add_many",
        "Add many purchase slips to a draft",
        row=SLIP_SHAPE,
        most=slips.MOST_SLIPS,
        conflicts="`slip-exists`, `slips-full`, ",
        wrong="`slip-wrong`",
    )
    def post(self, request: Request, key: str) -> HttpResponse:
        """Add them all, or none."""
        return self.add_once(request, key)

    def add(self, found: Certificate, rows: Sequence[Mapping[str, str]]) -> str:
        """Add them; gives the address of the list."""
        slips.add_slips(certificate_id=found.pk, slips=rows, by=self.officer, now=self.now)
        return f"{reverse('slips-api', kwargs={'key': str(found.pk)})}/"
