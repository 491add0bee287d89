"""Due diligence statements of a certificate in the API: list, state or change, withdraw."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, KEY, problems
from kpverify.certificates.behind import hashes_of
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.models import Certificate
from kpverify.diligence import services
from kpverify.diligence.models import Statement
from kpverify.diligence.standards import standards
from kpverify.diligence.stated import missing_steps
from kpverify.errors import Refused

FOUND = {"_404": "`not-found`, also for other authorities' certificates and unknown standards"}
STANDARD = OpenApiParameter("standard", {"type": "string", "pattern": "^[A-Z0-9-]{1,24}$"}, OpenApiParameter.PATH)
VERSION = OpenApiParameter(
    "version", OpenApiTypes.INT, description="The version of the certificate that was seen; an older one is refused."
)
CONFLICTS = "`version-conflict`, `wrong-state`, `idempotency-in-flight`"


class StatementSerializer(serializers.Serializer[Statement]):
    """What somebody states about one standard; nobody proves it."""

    standard = serializers.CharField()
    said = serializers.DictField(help_text="As it is given out: `stated_by`, `steps`, `auditor`, ...")
    missing_steps = serializers.SerializerMethodField()
    changed_at = serializers.DateTimeField()
    changed_by = serializers.CharField(source="changed_by.code")
    version = serializers.IntegerField(source="certificate.version", help_text="Of the certificate.")
    links = serializers.SerializerMethodField()

    def get_missing_steps(self, statement: Statement) -> list[str]:
        """List the steps that are not done."""
        return list(missing_steps(statement.said))

    def get_links(self, statement: Statement) -> dict[str, str]:
        """Say where it is."""
        of_path = {"key": str(statement.certificate_id), "standard": statement.standard}
        return {"self": f"{reverse('statements-api-one', kwargs=of_path)}/"}


class StatementView(OfficerView):
    """What the views of statements share."""

    serializer_class: Any = StatementSerializer
    # One for each standard: the list is whole.
    pagination_class = None

    def one(self, certificate: Certificate, standard: str) -> Statement:
        """Find one as it stands now.  Raises: Refused not-found."""
        rows = Statement.objects.filter(certificate=certificate, standard=standard)
        found = rows.select_related("changed_by", "certificate").first()
        if found is None:
            raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
        return found


class Statements(StatementView):
    """What is stated behind one certificate."""

    @extend_schema(
        operation_id="certificates_statements_list",
        summary="List the due diligence statements of a certificate",
        parameters=[KEY],
        responses={200: StatementSerializer(many=True), **problems(**FOUND)},
    )
    def get(self, request: Request, key: str) -> Response:
        """List them by standard."""
        rows: Any = Statement.objects.filter(certificate=self.find(key)).order_by("standard")
        return Response(StatementSerializer(rows.select_related("changed_by", "certificate"), many=True).data)


class OneStatement(StatementView):
    """What is stated about one standard."""

    @extend_schema(
        operation_id="certificates_statements_show",
        summary="Show a due diligence statement",
        parameters=[KEY, STANDARD],
        responses={200: StatementSerializer, **problems(**FOUND)},
    )
    def get(self, request: Request, key: str, standard: str) -> Response:
        """Show it."""
        return Response(StatementSerializer(self.one(self.find(key), standard)).data)

    @extend_schema(
        operation_id="certificates_statements_save",
        summary="State something about a draft, or change what is stated",
        parameters=[KEY, STANDARD, VERSION, IDEMPOTENCY_KEY],
        request=OpenApiTypes.OBJECT,
        responses={
            200: StatementSerializer,
            **problems(
                **FOUND,
                _400="`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
                _409=CONFLICTS,
                _422="`statement-wrong` (with findings), `too-many-standards`, `idempotency-mismatch`",
            ),
        },
    )
    def put(self, request: Request, key: str, standard: str) -> HttpResponse:
        """Save the whole of it; the standard is that of the address."""
        require(self.officer, Action.CERTIFICATE_DRAFT)

        def save() -> Answer:
            found = self.find(key)
            if standard not in standards():
                raise Refused("not-found", "There is no such standard here.", status=404)
            if not isinstance(request.data, dict):
                raise ValidationError({"body": ["Send one JSON object."]})
            services.save_statement(
                certificate_id=found.pk,
                typed={**request.data, "standard": standard},
                hashes=hashes_of(found),
                version=_version(request),
                by=self.officer,
                now=self.now,
            )
            shown = StatementSerializer(self.one(found, standard)).data
            return Answer(200, JSONRenderer().render(shown).decode())

        return self.answer(save)

    @extend_schema(
        operation_id="certificates_statements_withdraw",
        summary="Withdraw a due diligence statement from a draft",
        parameters=[KEY, STANDARD, VERSION],
        responses={204: None, **problems(**FOUND, _400="`wrong-shape`", _409=CONFLICTS)},
    )
    def delete(self, request: Request, key: str, standard: str) -> Response:
        """Withdraw it, and the name of its standard from the certificate."""
        require(self.officer, Action.CERTIFICATE_DRAFT)
        services.withdraw_statement(
            certificate_id=self.find(key).pk,
            standard=standard,
            version=_version(request),
            by=self.officer,
            now=self.now,
        )
        return Response(status=204)


def _version(request: Request) -> int | None:
    """Read the version that was seen.  Raises: ValidationError."""
    typed = request.query_params.get("version")
    if typed is None:
        return None
    if not (typed.isascii() and typed.isdigit() and 0 < len(typed) < 10):
        raise ValidationError({"version": ["Send the version you saw, a whole number."]})
    return int(typed)
