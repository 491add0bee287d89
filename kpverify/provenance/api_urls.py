"""Addresses of slips and import certificates in the API; they stand beside those of `certificates.api_urls`."""

from __future__ import annotations

from django.urls import re_path

from kpverify.certificates.api_urls import KEY
from kpverify.provenance import api_imports, api_slips

ONE = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"

urlpatterns = [
    re_path(rf"^{KEY}/slips/?$", api_slips.Slips.as_view(), name="slips-api"),
    re_path(rf"^{KEY}/slips/many/?$", api_slips.ManySlips.as_view()),
    re_path(rf"^{KEY}/slips/(?P<slip_id>{ONE})/?$", api_slips.OneSlip.as_view(), name="slips-api-one"),
    re_path(rf"^{KEY}/imports/?$", api_imports.Uses.as_view(), name="imports-api"),
    re_path(rf"^{KEY}/imports/many/?$", api_imports.ManyUses.as_view()),
    re_path(rf"^{KEY}/imports/(?P<use_id>{ONE})/?$", api_imports.OneUse.as_view(), name="imports-api-one"),
]
