"""Addresses of statements in the API; they stand beside those of `certificates.api_urls`."""

from __future__ import annotations

from django.urls import re_path

from kpverify.certificates.api_urls import KEY
from kpverify.diligence import api

STANDARD = r"(?P<standard>[A-Z0-9-]{1,24})"

urlpatterns = [
    re_path(rf"^{KEY}/statements/?$", api.Statements.as_view()),
    re_path(rf"^{KEY}/statements/{STANDARD}/?$", api.OneStatement.as_view(), name="statements-api-one"),
]
