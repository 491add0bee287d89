"""Addresses of the files of a certificate in the API; they stand beside those of `certificates.api_urls`."""

from __future__ import annotations

from django.urls import re_path

from kpverify.certificates.api_urls import KEY
from kpverify.dossier import api

FILE = r"(?P<file_id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"

urlpatterns = [
    re_path(rf"^{KEY}/files/?$", api.Files.as_view(), name="dossier-api"),
    re_path(rf"^{KEY}/files/{FILE}/?$", api.OneFile.as_view(), name="dossier-api-one"),
]
