"""Screening in the API: hits, the lists in force, and looking for one name.

Whether a party is the one on the list a person decides, at the pages, with a second factor just proved.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from kpverify.accounts.key_limits import KeyThrottle
from kpverify.accounts.models import ApiKey
from kpverify.accounts.rights import Action, require
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_paging import Pages
from kpverify.certificates.api_screening_shapes import (
    HitSerializer,
    ListSerializer,
    NameSerializer,
    ScreenedSerializer,
    reasons_in_words,
    shown,
)
from kpverify.certificates.api_shapes import KEY, problems
from kpverify.certificates.moves import subject_of
from kpverify.certificates.screening import AMENDMENT
from kpverify.errors import Refused
from kpverify.screening import services
from kpverify.screening.models import OpenHit, SanctionsList
from kpverify.screening.reports import ListLine, list_lines
from kpverify.screening.services import Party

MOST_HITS = 50
FOUND = {"_404": "`not-found`, also for other authorities' certificates"}


class ScreenThrottle(SimpleRateThrottle):
    """How often names are looked for with one key, or by one officer: a list of guests is not screened here."""

    scope = "screen"

    def get_cache_key(self, request: Request, view: APIView) -> str | None:
        """Count per key, or per officer."""
        who = f"key_{request.auth.pk}" if isinstance(request.auth, ApiKey) else f"officer_{request.user.pk}"
        return f"throttle_screen_{who}"


class HitView(OfficerView):
    """What the views of hits share."""

    serializer_class: Any = HitSerializer
    pagination_class = Pages
    queryset: Any = OpenHit.objects.none()

    def own(self) -> QuerySet[OpenHit]:
        """Give the hits of the officer's authority.  Raises: PermissionDenied."""
        require(self.officer, Action.CERTIFICATE_VIEW)
        require(self.officer, Action.SCREENING_VIEW)
        return OpenHit.objects.visible_to(self.officer).select_related("entry")

    def listed(self, rows: Any) -> Response:
        """Answer with one page of them, the likest first."""
        page: Any = self.paginate_queryset(rows.order_by("-score", "found_at", "pk"))
        lines: Any = shown(page)
        return self.get_paginated_response(HitSerializer(lines, many=True).data)


class OfCertificate(HitView):
    """Whom a certificate names that is like an entry."""

    @extend_schema(
        operation_id="certificates_screening",
        summary="List the parties of a certificate that are like an entry of a sanctions list",
        description="Also those of an amendment that waits for a second officer.",
        parameters=[KEY],
        responses={200: HitSerializer(many=True), **problems(**FOUND)},
    )
    def get(self, request: Request, key: str) -> Response:
        """List them."""
        own, found = self.own(), self.find(key)
        subjects = [subject_of(found), f"{AMENDMENT}{found.pk}"]
        return self.listed(own.filter(places__subject__in=subjects).distinct())


class Hits(HitView):
    """All hits of an authority: its certificates' and its address book's."""

    @extend_schema(
        operation_id="screening_hits",
        summary="List the parties of the authority that are like an entry of a sanctions list",
        parameters=[
            OpenApiParameter("state", enum=["open", "decided"], description="`open` unless given."),
        ],
        responses={
            200: HitSerializer(many=True),
            **problems(_400="`wrong-shape`", _404="`not-found`: no such page"),
        },
    )
    def get(self, request: Request) -> Response:
        """List those that wait for an officer, or those that were decided."""
        own, state = self.own(), request.query_params.get("state", "open")
        if state not in ("open", "decided"):
            raise ValidationError({"state": ["One of open, decided."]})
        rows = own.filter(decided_at=None, gone_at=None) if state == "open" else own.exclude(decided_at=None)
        return self.listed(rows)


class Lists(OfficerView):
    """Which lists are in force."""

    serializer_class: Any = ListSerializer
    # There are five.
    pagination_class = None

    @extend_schema(
        operation_id="screening_lists",
        summary="Tell which sanctions lists are in force, from which day and of which hash",
        responses={200: ListSerializer(many=True), **problems()},
    )
    def get(self, request: Request) -> Response:
        """Tell of each."""
        require(self.officer, Action.SCREENING_VIEW)
        lines: Any = [
            _standing(kind, line) for kind, line in zip(SanctionsList.Kind.values, list_lines(self.now), strict=True)
        ]
        return Response(ListSerializer(lines, many=True).data)


def _standing(kind: str, line: ListLine) -> dict[str, Any]:
    load = line.load
    return {
        "list": kind,
        "name": line.words,
        "day": load.day if load else None,
        "age_days": line.age if load else None,
        "is_old": line.is_old,
        "entries": load.total if load else None,
        "sha256": load.sha256 if load else None,
        "in_force_at": load.in_force_at if load else None,
        "is_loading": line.waiting is not None,
    }


class Names(OfficerView):
    """Looking for one name."""

    serializer_class: Any = ScreenedSerializer
    throttle_classes = (KeyThrottle, ScreenThrottle)  # type: ignore[assignment]

    @extend_schema(
        operation_id="screening_name",
        summary="Look for one name on the lists in force",
        description="Nothing is stored, and nobody decides by it. `KPVERIFY_SCREEN_RATE` limits how often.",
        request=NameSerializer,
        responses={
            200: ScreenedSerializer,
            **problems(_400="`wrong-shape`, `parse-error`", _409="`not-screened`: no list is loaded"),
        },
    )
    def post(self, request: Request) -> Response:
        """Look for it."""
        require(self.officer, Action.SCREENING_VIEW)
        given = NameSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        asked = {name: value.encode("utf-8", "replace").decode() for name, value in given.validated_data.items()}
        found = services.screen([Party("", asked["name"], asked["country"], asked["address"])])
        if not found.lists:
            raise Refused("not-screened", "No sanctions list is loaded: nobody was screened.")
        hits = [
            {
                "entry": {"list": one.match.list_id, "uid": one.match.uid, "name": one.match.entry_name},
                "matched_name": one.match.matched_name,
                "score": one.match.score,
                "reasons": reasons_in_words(reason._asdict() for reason in one.match.reasons),
            }
            for one in found.hits[:MOST_HITS]
        ]
        told = {"lists": found.lists, "count": len(found.hits), "hits": hits}
        return Response(ScreenedSerializer(told).data)
