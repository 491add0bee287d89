"""The files of a certificate in the API: list, add, give out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.http import HttpResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_shapes import KEY, problems
from kpverify.dossier import services, storage
from kpverify.dossier.giving import as_download, to_disk
from kpverify.dossier.models import DossierFile
from kpverify.errors import Refused

FOUND = {"_404": "`not-found`, also for other authorities' certificates"}


class FileSerializer(serializers.ModelSerializer[DossierFile]):
    """A file of a certificate."""

    added_by = serializers.CharField(source="added_by.code", read_only=True)
    kind = serializers.ChoiceField(DossierFile.Kind.choices, read_only=True)
    scan = serializers.ChoiceField(DossierFile.Scan.choices, read_only=True)
    link = serializers.SerializerMethodField()

    class Meta:
        model = DossierFile
        fields = (
            *("id", "kind", "name", "media_type", "size", "sha256", "scan"),
            *("added_at", "added_by", "withdrawn_at", "withdrawn_for", "link"),
        )
        read_only_fields = fields

    def get_link(self, found: DossierFile) -> str:
        """Say where the bytes are."""
        return reverse("dossier-api-one", kwargs={"key": str(found.certificate_id), "file_id": str(found.pk)})


class AddSerializer(serializers.Serializer[dict[str, Any]]):
    """What adding a file is given."""

    kind = serializers.ChoiceField(DossierFile.Kind.choices)
    file = serializers.FileField(allow_empty_file=True, max_length=1000)


class Files(OfficerView):
    """The files of one certificate."""

    parser_classes = (MultiPartParser,)  # type: ignore[assignment]
    serializer_class = FileSerializer  # type: ignore[assignment]
    # A dossier is short: the list is whole.
    pagination_class = None

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """Before anything reads the body, say where it goes."""
        if request.method == "POST":
            to_disk(request)
        return super().initialize_request(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Response:
        """Say that the disk is full, also when it fills while the body comes in."""
        if isinstance(exc, OSError) and exc.errno in storage.FULL:
            exc = storage.no_room()
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let go of what came in, also when it was refused."""
        came_in: Any = getattr(request, "_files", None)
        if isinstance(came_in, MultiValueDict):
            for one in dict.values(came_in):
                for file in one:
                    file.close()
        return super().finalize_response(request, *args, **kwargs)

    @extend_schema(
        operation_id="certificates_files_list",
        summary="List the files of a certificate",
        parameters=[KEY],
        responses={200: FileSerializer(many=True), **problems(**FOUND)},
    )
    def get(self, request: Request, key: str) -> Response:
        """List them, with those that were taken away."""
        require(self.officer, Action.DOSSIER_VIEW)
        return Response(FileSerializer(services.files_of(self.find(key)), many=True).data)

    @extend_schema(
        operation_id="certificates_files_add",
        summary="Add a file to a certificate",
        description="The same bytes again answer with the file that is there already.",
        parameters=[KEY],
        request={"multipart/form-data": AddSerializer},
        responses={
            201: FileSerializer,
            **problems(
                **FOUND,
                _400="`wrong-shape`",
                _409="`dossier-full`",
                _413="`too-large`, `file-too-large`",
                _422="`file-unfit`, `file-name-wrong`, `file-infected`, `file-empty`",
                _503="`store-down`",
                _507="`no-room`, `dossier-full`: nothing was added",
            ),
        },
    )
    def post(self, request: Request, key: str) -> Response:
        """Add one."""
        require(self.officer, Action.DOSSIER_ADD)
        found = self.find(key)
        given = AddSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        upload = given.validated_data["file"]
        assert isinstance(upload, TemporaryUploadedFile)  # noqa: S101 - see to_disk
        made = services.add_file(
            certificate_id=found.pk, upload=upload, kind=given.validated_data["kind"], by=self.officer, now=self.now
        )
        return Response(FileSerializer(made).data, status=201)


class AnyKind(BaseContentNegotiation):
    """A file has one type, whatever is accepted; only its refusals are JSON."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        """Nothing is read here."""
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        """Give the one there is."""
        return renderers[0], renderers[0].media_type


class OneFile(OfficerView):
    """One file, byte by byte."""

    content_negotiation_class = AnyKind

    @extend_schema(
        operation_id="certificates_files_download",
        summary="Download a file of a certificate",
        parameters=[
            KEY,
            OpenApiParameter("file_id", OpenApiTypes.UUID, OpenApiParameter.PATH),
            OpenApiParameter("Accept", exclude=True, location="header"),
        ],
        responses={
            (200, "application/octet-stream"): OpenApiResponse(OpenApiTypes.BINARY, description="The bytes"),
            **problems(
                **FOUND,
                _409="`file-withdrawn`, `file-quarantined`, `file-missing`, `file-changed`",
                _503="`store-down`",
                _507="`no-room`",
            ),
        },
    )
    def get(self, request: Request, key: str, file_id: str) -> HttpResponse:
        """Give it out, when its bytes are those that were added."""
        require(self.officer, Action.DOSSIER_VIEW)
        certificate = self.find(key)
        found, content = services.open_file(file_id=UUID(file_id), by=self.officer)
        if found.certificate_id != certificate.pk:
            content.close()
            raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
        return as_download(found, content)
