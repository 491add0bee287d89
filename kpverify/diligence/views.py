"""The details behind a certificate's due diligence ids, for whoever holds the paper: no account, no cookie."""

from __future__ import annotations

from django.db import DatabaseError
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kpverify.certificates.models import Certificate
from kpverify.diligence.binding import body_of
from kpverify.errors import Refused
from kpverify.verification.faults import RETRY_AFTER_SECONDS, not_ready
from kpverify.verification.requests import OneAnswer
from kpverify.verification.schema import PROBLEM
from kpverify.verification.services import number_held
from kpverify.verification.throttles import ClientThrottle


class Details(APIView):
    """What is stated, byte for byte as the signed id binds it."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    content_negotiation_class = OneAnswer
    throttle_classes = (ClientThrottle,)
    throttle_scope = "lookup"
    http_method_names = ["get", "head"]

    def handle_exception(self, exc: Exception) -> Response:
        """Say no in the house's form."""
        response = super().handle_exception(not_ready() if isinstance(exc, DatabaseError) else exc)
        if response.status_code == 503:
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response

    @extend_schema(
        operation_id="due_diligence",
        summary="Give the statements behind a certificate's due diligence ids",
        description="The SHA-256 of the body is what the id `DETAILS-...` of the certificate was signed over.",
        responses={
            200: OpenApiTypes.OBJECT,
            404: OpenApiResponse(PROBLEM, description="`not-found`: number, check code or details are not held here."),
            429: OpenApiResponse(PROBLEM, description="`throttled`: see Retry-After."),
            503: OpenApiResponse(PROBLEM, description="`not-ready`: the register cannot be read now."),
        },
        auth=[],
    )
    def get(self, request: Request, number: str, check_code: str) -> HttpResponse:
        """Give them.  Raises: Refused not-found, one answer to an unknown number and to a wrong code."""
        held = number_held(number=number, check_code=check_code)
        key = Certificate.objects.filter(number=held).values_list("pk", flat=True).first() if held else None
        body = body_of(key) if key else None
        if body is None:
            words = "No details are held here for this number and check code. Compare both with the paper."
            raise Refused("not-found", words, status=404)
        response = HttpResponse(body, content_type="application/json")
        response["Cache-Control"] = "no-store"
        return response
