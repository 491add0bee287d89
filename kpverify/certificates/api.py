"""The certificates API: list, draft, show, change, print.  The acts are in `api_acts.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponse
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates import printing, prints, services
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_shapes import (
    CHANGE,
    DRAFT,
    IDEMPOTENCY_KEY,
    KEY,
    CertificateListSerializer,
    CertificateSerializer,
    problems,
)
from kpverify.certificates.filters import CertificateFilter, NewestFirst
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.models import Certificate
from kpverify.certificates.search_row import SearchRow
from kpverify.errors import Refused

WRITTEN = {
    "_400": "`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
    "_422": "`content-wrong` (with findings), `idempotency-mismatch`",
}
FOUND = {"_404": "`not-found`, also for other authorities' certificates"}


class Certificates(OfficerView):
    """The certificates of the officer's authority."""

    serializer_class = CertificateListSerializer
    pagination_class = NewestFirst
    filter_backends = (DjangoFilterBackend,)
    filterset_class = CertificateFilter
    # What is asked is the narrow rows; what is answered is their certificates.
    queryset: Any = SearchRow.objects.none()

    def get_queryset(self) -> Any:
        """Give what the officer may see; the generator of the OpenAPI document sees nothing."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        require(self.officer, Action.CERTIFICATE_VIEW)
        return SearchRow.objects.visible_to(self.officer)

    @extend_schema(
        operation_id="certificates_list",
        summary="List and search certificates",
        responses={200: CertificateListSerializer(many=True), **problems(_400="`wrong-shape`: a filter", **FOUND)},
    )
    def get(self, request: Request) -> Response:
        """List the newest first; the filters all have to hold."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        found = self.rows().in_bulk([row.certificate_id for row in page])
        listed = [found[row.certificate_id] for row in page if row.certificate_id in found]
        return self.get_paginated_response(CertificateListSerializer(listed, many=True).data)

    @extend_schema(
        operation_id="certificates_create",
        summary="Draft a certificate",
        parameters=[IDEMPOTENCY_KEY],
        request=DRAFT,
        responses={201: CertificateSerializer, **problems(**WRITTEN)},
    )
    def post(self, request: Request) -> HttpResponse:
        """Write down a draft; it may be incomplete, but nothing in it may be wrong."""

        def draft() -> Answer:
            made = services.draft_certificate(content=request.data, by=self.officer, now=self.now)
            return self.written(made, status=201)

        return self.answer(draft)


class OneCertificate(OfficerView):
    """One certificate."""

    serializer_class = CertificateSerializer

    @extend_schema(
        operation_id="certificates_show",
        summary="Show a certificate",
        parameters=[KEY],
        responses={200: CertificateSerializer, **problems(**FOUND)},
    )
    def get(self, request: Request, key: str) -> Response:
        """Show one, with what stands against it while it can still be changed."""
        return Response(CertificateSerializer(self.find(key), context={"now": self.now}).data)

    @extend_schema(
        operation_id="certificates_change",
        summary="Change a draft",
        parameters=[KEY, IDEMPOTENCY_KEY],
        request=CHANGE,
        responses={
            200: CertificateSerializer,
            **problems(**WRITTEN, **FOUND, _409="`version-conflict`, `wrong-state`, `idempotency-in-flight`"),
        },
    )
    def patch(self, request: Request, key: str) -> HttpResponse:
        """Change members of a draft; `version` is the one that was seen."""
        require(self.officer, Action.CERTIFICATE_DRAFT)

        def change() -> Answer:
            found = self.find(key)
            version, members = taken_apart(request.data)
            made = services.change_draft(
                certificate_id=found.pk,
                content={**found.content, **members},
                version=version,
                by=self.officer,
                now=self.now,
            )
            return self.written(made)

        return self.answer(change)


def taken_apart(sent: Any) -> tuple[int, dict[str, Any]]:
    """Part the version from the members.  Raises: ValidationError."""
    if not isinstance(sent, dict):
        raise ValidationError({"body": ["Send one JSON object."]})
    version = sent.get("version")
    if type(version) is not int or not 0 < version < 2**31:
        raise ValidationError({"version": ["Send the version you saw, a whole number."]})
    return version, {name: value for name, value in sent.items() if name != "version"}


View = TypeVar("View", bound=Callable[..., HttpResponse])


class OneKind(DefaultContentNegotiation):
    """A file has one kind, whatever is accepted; only its refusals are JSON."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """Give the one there is."""
        return renderers[0], renderers[0].media_type


class Printed(OfficerView):
    """What is printed of an issued certificate, made from its token."""

    content_negotiation_class = OneKind

    def token(self, key: str) -> Certificate:
        """Find an issued certificate.  Raises: Refused not-found, not-issued."""
        require(self.officer, Action.CERTIFICATE_PRINT)
        found = self.find(key)
        if not found.token:
            raise Refused("not-issued", f"The certificate is {found.state}: there is nothing to print yet.")
        return found

    def file(self, body: bytes, *, kind: str, name: str) -> HttpResponse:
        """Send a file, named after the certificate."""
        response = HttpResponse(body, content_type=kind)
        response["Content-Disposition"] = f'inline; filename="{name.replace("/", "-")}"'
        response["Cache-Control"] = "no-store"
        return response


def printed(operation: str, summary: str, kind: str, *more: OpenApiParameter) -> Callable[[View], View]:
    """Describe an address that gives a file; `more` are values of the address beside the certificate."""
    answer = OpenApiResponse(OpenApiTypes.BINARY, description=summary)
    described: Callable[[View], View] = extend_schema(
        operation_id=operation,
        summary=summary,
        parameters=[KEY, *more, OpenApiParameter("Accept", exclude=True, location="header")],
        responses={(200, kind): answer, **problems(**FOUND, _409="`not-issued`")},
    )
    return described


class CertificatePDF(Printed):
    """The certificate on paper."""

    @printed("certificates_pdf", "The certificate as a PDF", "application/pdf")
    def get(self, request: Request, key: str) -> HttpResponse:
        """Print it; the first time, that is recorded."""
        found = self.token(key)
        if request.method == "GET":
            prints.fetched(found, by=self.officer, now=self.now)
        return self.file(printing.pdf(found), kind="application/pdf", name=f"{found.number}.pdf")


class CertificateQRSVG(Printed):
    """The QR code as a drawing."""

    @printed("certificates_qr_svg", "The QR code as SVG", "image/svg+xml")
    def get(self, request: Request, key: str) -> HttpResponse:
        """Draw it."""
        found = self.token(key)
        return self.file(printing.qr_svg(found.token).encode(), kind="image/svg+xml", name=f"{found.number}.svg")


class CertificateQRPNG(Printed):
    """The QR code as a picture."""

    @printed("certificates_qr_png", "The QR code as PNG", "image/png")
    def get(self, request: Request, key: str) -> HttpResponse:
        """Draw it."""
        found = self.token(key)
        return self.file(printing.qr_png(found.token), kind="image/png", name=f"{found.number}.png")
