"""The two questions of the public API. A refused certificate is an answer, so still 200."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError
from django.http import HttpResponse
from django.utils import timezone
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from kpverify.verification import services
from kpverify.verification.faults import RETRY_AFTER_SECONDS, not_ready
from kpverify.verification.metrics import count_refusal, count_verdict
from kpverify.verification.requests import OneAnswer, QuestionParser, texts
from kpverify.verification.schema import LOOKUP, PROBLEM, VERDICT, VERIFY
from kpverify.verification.throttles import ClientThrottle

PROBLEMS = {
    400: OpenApiResponse(PROBLEM, description="`wrong-shape`: not a JSON object with the texts asked for."),
    411: OpenApiResponse(PROBLEM, description="`length-required`: a body without Content-Length."),
    413: OpenApiResponse(PROBLEM, description="`too-large`: more than 64 kB."),
    415: OpenApiResponse(PROBLEM, description="`unsupported-media-type`: not application/json."),
    429: OpenApiResponse(PROBLEM, description="`throttled`: see Retry-After."),
    503: OpenApiResponse(PROBLEM, description="`not-ready`: the register cannot be read now, see Retry-After."),
}


class Question(APIView):
    """A question anybody may ask: no account, no cookie, no session, nothing stored."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    parser_classes = (QuestionParser,)
    content_negotiation_class = OneAnswer
    throttle_classes = (ClientThrottle,)
    http_method_names = ["post"]

    channel = ""

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Start the clock of this answer."""
        self.started = time.perf_counter()
        return super().initialize_request(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """Count what was no question, and say no in the house's form."""
        if isinstance(exc, DatabaseError):
            exc = not_ready()
        response = super().handle_exception(exc)
        if isinstance(exc, APIException) and isinstance(response.data, dict):
            count_refusal(str(response.data["code"]))
        if response.status_code == 503:
            response["Retry-After"] = str(RETRY_AFTER_SECONDS)
        return response

    def answer(self, verdict: Mapping[str, Any]) -> HttpResponse:
        """Send one verdict."""
        seconds = time.perf_counter() - self.started
        count_verdict(channel=self.channel, outcome=str(verdict["outcome"]), seconds=seconds)
        response = HttpResponse(json.dumps(verdict), content_type="application/json")
        response["Cache-Control"] = "no-store"
        return response


class VerifyCode(Question):
    """POST what a scanner read, get a verdict."""

    throttle_scope = "verify"
    channel = "verify"

    @extend_schema(
        operation_id="verify", summary="Judge a code", request=VERIFY, responses={200: VERDICT, **PROBLEMS}, auth=[]
    )
    def post(self, request: Request) -> HttpResponse:
        """Judge the text of a QR code, its bare digits or the token itself; any text gets a verdict."""
        (code,) = texts(request.data, "code")
        return self.answer(services.judge(code=code, now=timezone.now()).as_json())


class LookUpNumber(Question):
    """POST a number and its check code from the paper, get the same verdict without a QR code."""

    throttle_scope = "lookup"
    channel = "lookup"

    @extend_schema(
        operation_id="lookup",
        summary="Judge a certificate by its number and check code",
        request=LOOKUP,
        responses={200: VERDICT, **PROBLEMS},
        auth=[],
    )
    def post(self, request: Request) -> HttpResponse:
        """Judge the certificate of this number. An unknown number and a wrong check code get the same answer."""
        number, check_code = texts(request.data, "number", "check_code")
        now = timezone.now()
        verdict = services.look_up(number=number, check_code=check_code, now=now)
        return self.answer(not_found(now) if verdict is None else verdict.as_json())


def not_found(now: datetime) -> dict[str, Any]:
    """Write the one answer to every pair that is not held: nothing was judged, so nothing else is said."""
    finding = {
        "question": "lookup",
        "result": "unknown",
        "code": "lookup.not-found",
        "detail": "No certificate with this number and check code is held here. Compare both with the paper, "
        "or scan the QR code.",
        "values": {},
    }
    return {
        "outcome": "unrecognised",
        "code": "N",
        "demo": False,
        "checks": [finding],
        "certificate": None,
        "amendments": [],
        "freshness": {"trust_list_version": None, "trust_list_age_s": None, "status_list_age_s": None},
        "verified_at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "host": None,
    }
