"""Searching and paging certificates through the API."""

from __future__ import annotations

from datetime import UTC, datetime

import django_filters
from django.utils.dateparse import parse_datetime
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request

from kpverify.certificates.models import Certificate, State


class CertificateFilter(django_filters.FilterSet):  # type: ignore[misc]
    """What a list may be narrowed by; all of them together."""

    state = django_filters.MultipleChoiceFilter(choices=State.choices)
    number = django_filters.CharFilter(lookup_expr="icontains", max_length=20)
    destination = django_filters.CharFilter(lookup_expr="exact", max_length=2)
    exporter = django_filters.CharFilter("exporter_name", lookup_expr="icontains", max_length=120)
    importer = django_filters.CharFilter("importer_name", lookup_expr="icontains", max_length=120)
    issued_from = django_filters.DateFilter("issued_at", lookup_expr="date__gte")
    issued_to = django_filters.DateFilter("issued_at", lookup_expr="date__lte")

    class Meta:
        model = Certificate
        fields: list[str] = []


class NewestFirst(CursorPagination):
    """Pages that stay right while certificates are added."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200
    ordering = ("-created_at", "-id")

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Refuse a cursor that no page gave: its text would reach the database.  Raises: NotFound."""
        found: Cursor | None = super().decode_cursor(request)
        if found is not None and found.position is not None and read_instant(str(found.position)) is None:
            raise NotFound("The cursor is not one of a page of this list.")
        return found


def read_instant(text: str) -> datetime | None:
    """Read an instant with its zone; None for anything else, and for one that no calendar in UTC has."""
    try:
        found = parse_datetime(text)
        return None if found is None or found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
