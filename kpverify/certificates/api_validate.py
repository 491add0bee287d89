"""Validating by API: the same service as the page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_acts import ANSWERS
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, KEY, CertificateSerializer, problems
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.lifecycle import Act, next_state
from kpverify.certificates.validating import MOST_NAME, MOST_SEALS, ContentCheck, Method, validate_certificate


class CheckSerializer(serializers.Serializer[dict[str, Any]]):
    """What was found when the content was checked and the container sealed."""

    version = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    method = serializers.ChoiceField(Method.choices)
    carats = serializers.CharField(
        required=False,
        allow_blank=True,
        default="",
        max_length=20,
        help_text="The weight found, as text; may be left out for `risk-analysis`.",
    )
    parcels = serializers.IntegerField(min_value=0, max_value=9999)
    seals = serializers.ListField(
        child=serializers.CharField(max_length=40),
        max_length=MOST_SEALS,
        help_text="As read on the container, in any order; compared with the certificate's.",
    )
    checked_by = serializers.CharField(max_length=MOST_NAME, help_text="Who looked at the goods and sealed.")
    remarks = serializers.CharField(required=False, allow_blank=True, default="", max_length=300)


class ValidateView(OfficerView):
    """Record that the content was checked and the container sealed."""

    serializer_class = CertificateSerializer

    @extend_schema(
        operation_id="certificates_validate",
        summary="Record that content was checked and container sealed",
        parameters=[KEY, IDEMPOTENCY_KEY],
        request=CheckSerializer,
        responses={
            200: CertificateSerializer,
            **problems(
                _400=ANSWERS["_400"],
                _404=ANSWERS["_404"],
                _409="`already-validated`, `expired`, `receipt-confirmed`, `same-officer`, `wrong-state`, "
                "`version-conflict`, `idempotency-in-flight`",
                _422="`check-incomplete`, `content-differs`, `seals-differ`, each with findings; "
                "`idempotency-mismatch`",
            ),
        },
    )
    def post(self, request: Request, key: str) -> HttpResponse:
        """Validate, once, and show the certificate as it is now."""

        def do() -> Answer:
            # Who may not is told so before what they sent is looked at.
            require(self.officer, Action.CERTIFICATE_VALIDATE)
            found = self.find(key)
            given = CheckSerializer(data=request.data)
            given.is_valid(raise_exception=True)
            data = dict(given.validated_data)
            version = data.pop("version", None)
            if found.number is None:
                # Has no number yet: refuses, in the words of the life cycle.
                next_state(Act.VALIDATE, found.state)
            check = ContentCheck(**{**data, "seals": tuple(data["seals"])})
            made = validate_certificate(
                number=found.number or "", check=check, version=version, by=self.officer, now=self.now
            )
            return self.written(made)

        return self.answer(do)
