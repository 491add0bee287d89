"""What every view of the certificates API shares: who asks, what they may see, and answering once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils import timezone
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts import second_factor
from kpverify.accounts.key_limits import KeyThrottle
from kpverify.accounts.models import ApiKey, Officer
from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_shapes import CertificateSerializer
from kpverify.certificates.idempotency import Answer, answer_once, fingerprint
from kpverify.certificates.models import Certificate
from kpverify.errors import Refused


class BodyParser(JSONParser):
    """JSON, nested no deeper than Python can read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Read.  Raises: ParseError."""
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as deep:
            raise ParseError("The body is nested too deep.") from deep


class OfficerView(GenericAPIView[Certificate]):
    """A view for officers, of the certificates of their own authority."""

    parser_classes = (BodyParser,)
    throttle_classes = (KeyThrottle,)
    queryset = Certificate.objects.none()
    # Whether an act is one transaction: see idempotency.answer_once.
    is_one = True

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Read the clock, once."""
        self.now: datetime = timezone.now()
        return super().initialize_request(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """Say that a database that does not answer is not the caller's fault."""
        if isinstance(exc, OperationalError):
            exc = Refused("not-ready", "The register is busy: send the request again in a moment.", status=503)
        if isinstance(exc, PermissionDenied) and isinstance(self.request.auth, ApiKey):
            words = (
                "This key may not do that. Keys view, draft, submit, print and upload, as far as their scopes go; to "
                "approve, issue, suspend, revoke or amend takes officers who have just proved a second factor."
            )
            exc = Refused("not-allowed", words, status=403)
        response = super().handle_exception(exc)
        if response.status_code == 503:
            response["Retry-After"] = "2"
        return response

    @property
    def officer(self) -> Officer:
        """Give who asks."""
        found = self.request.user
        assert isinstance(found, Officer)  # noqa: S101 - IsAuthenticated has asked
        return found

    def demand(self, action: Action) -> None:
        """Ask people at a browser for a fresh second factor; a system's key has none.  Raises: StaleFactor."""
        if isinstance(self.request.successful_authenticator, SessionAuthentication):
            second_factor.demand(self.request._request, action)

    def rows(self) -> QuerySet[Certificate]:
        """Give the certificates the officer may see.  Raises: PermissionDenied."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        related = ("prepared_by", "approved_by", "validated_by", "replaces")
        return Certificate.objects.visible_to(self.officer).select_related(*related)

    def find(self, key: str) -> Certificate:
        """Find one by id or number.  Raises: Refused not-found."""
        is_number = "A" <= key[0] <= "Z"
        found = self.rows().filter(**({"number": key} if is_number else {"pk": key})).first()
        if found is None:
            raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
        return found

    def paged(self, rows: Any) -> Response:
        """Answer with one page of rows, which say their whole order."""
        page: Any = self.paginate_queryset(rows)
        shown: Any = self.get_serializer_class()
        return self.get_paginated_response(shown(page, many=True).data)

    def written(self, certificate: Certificate, status: int = 200) -> Answer:
        """Write the answer that shows a certificate."""
        shown = CertificateSerializer(certificate, context={"now": self.now})
        return Answer(status, JSONRenderer().render(shown.data).decode())

    def answer(self, do: Callable[[], Answer], *, body: bytes | None = None) -> HttpResponse:
        """Do it, once per Idempotency-Key, and send what it answered.

        `body` is what stands for the request's where that is too large to be held, or read already.
        """
        key = self.request.headers.get("Idempotency-Key")
        if key is None:
            return _sent(do())
        # A kept answer shows a certificate: an ended role ends that too.
        require(self.officer, Action.CERTIFICATE_VIEW)
        request = self.request._request
        hashed = fingerprint(
            (request.method or "").encode(), request.path.encode(), request.body if body is None else body
        )
        return _sent(
            answer_once(officer=self.officer, key=key, request_hash=hashed, do=do, is_one=self.is_one, now=self.now)
        )


def _sent(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json")
    if answer.is_replay:
        response["Idempotent-Replayed"] = "true"
    if answer.status == 201:
        response["Location"] = json.loads(answer.body)["links"]["self"]
    response["Cache-Control"] = "no-store"
    return response
