"""Addresses of screening in the API."""

from __future__ import annotations

from django.urls import path

from kpverify.certificates import api_screening

urlpatterns = [
    path("hits/", api_screening.Hits.as_view(), name="screening-api-hits"),
    path("lists/", api_screening.Lists.as_view(), name="screening-api-lists"),
    path("names/", api_screening.Names.as_view(), name="screening-api-names"),
]
