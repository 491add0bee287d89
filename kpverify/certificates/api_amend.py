"""Amending by API: one officer sends the changes, another confirms them at the same address."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from kpverify.accounts.rights import Action, require
from kpverify.certificates import services
from kpverify.certificates.amendments import endorsed
from kpverify.certificates.api import Printed, printed
from kpverify.certificates.api_acts import ANSWERS
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_shapes import CHANGES, IDEMPOTENCY_KEY, KEY, CertificateSerializer, problems
from kpverify.certificates.endorsement_sheet import sheet
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.models import Certificate


@extend_schema_field(CHANGES)
class ChangesField(serializers.JSONField):
    """The list of changes; its rules are the service's."""


class AmendSerializer(serializers.Serializer[dict[str, Any]]):
    """Changes to propose, or the proposal to confirm or to decline: one of the three."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)
    changes = ChangesField(required=False)
    confirm = serializers.UUIDField(required=False, help_text="The proposal's id, by another officer than proposed it.")
    decline = serializers.UUIDField(required=False, help_text="The proposal's id; one's own is taken back.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Let through one thing at a time.  Raises: ValidationError."""
        if len({"changes", "confirm", "decline"} & attrs.keys()) != 1:
            raise serializers.ValidationError("Send changes, or confirm, or decline: one of the three.")
        return attrs


class AmendView(OfficerView):
    """Correct an issued certificate by a signed endorsement."""

    serializer_class = CertificateSerializer
    is_one = False

    @extend_schema(
        operation_id="certificates_amend",
        summary="Propose an amendment, or confirm or decline one",
        parameters=[KEY, IDEMPOTENCY_KEY],
        request=AmendSerializer,
        responses={
            200: CertificateSerializer,
            **problems(
                _400=ANSWERS["_400"],
                _404=ANSWERS["_404"],
                _409="`second-person-needed`, `proposed-already`, `proposal-over`, `old-differs`, `receipt-confirmed`, "
                "`expired`, `already-replaced`, `amendments-full`, `own-check-failed`, `wrong-state`, "
                "`version-conflict`, `idempotency-in-flight`",
                _422="`content-wrong`, `not-certifiable` and `details-bound` (with findings), `qr-too-large`, "
                "`reason-missing`, `reason-too-long`, `idempotency-mismatch`",
                _503="`amendment-unfinished`, `no-trust-list`, `no-active-key`, `not-ready`: not now",
            ),
        },
    )
    def post(self, request: Request, key: str) -> HttpResponse:
        """Propose, confirm or decline, and show the certificate as it is now."""
        require(self.officer, Action.CERTIFICATE_AMEND)
        if isinstance(request.data, dict) and "confirm" in request.data:
            require(self.officer, Action.CERTIFICATE_ENDORSE)
            self.demand(Action.CERTIFICATE_ENDORSE)

        def do() -> Answer:
            found = self.find(key)
            given = AmendSerializer(data=request.data)
            given.is_valid(raise_exception=True)
            if found.number is None:
                # Has no number yet: refuses, in the words of the life cycle.
                next_state(Act.AMEND, found.state)
            self._do(found, given.validated_data)
            return self.written(self.find(key))

        return self.answer(do)

    def _do(self, found: Certificate, data: dict[str, Any]) -> None:
        who: dict[str, Any] = {"number": found.number or "", "by": self.officer, "now": self.now}
        if "confirm" in data:
            services.confirm_amendment(**who, proposal_id=data["confirm"])
        elif "decline" in data:
            services.decline_amendment(**who, proposal_id=data["decline"], reason=data["reason"])
        else:
            services.propose_amendment(
                **who, changes=data["changes"], reason=data["reason"], version=data.get("version")
            )


SEQ = OpenApiParameter("seq", OpenApiTypes.INT, OpenApiParameter.PATH, description="Which amendment, from 1.")


class EndorsementPDF(Printed):
    """An amendment on paper."""

    @printed("certificates_amendment_pdf", "An amendment as an endorsement sheet", "application/pdf", SEQ)
    def get(self, request: Request, key: str, seq: str) -> HttpResponse:
        """Print it."""
        found = self.token(key)
        row = endorsed(found, int(seq))
        return self.file(sheet(row), kind="application/pdf", name=f"{found.number}-endorsement-{seq}.pdf")
