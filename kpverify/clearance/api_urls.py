"""The address of a certificate's clearance in the API; it stands beside those of `certificates.api_urls`."""

from __future__ import annotations

from django.urls import re_path

from kpverify.certificates.api_urls import KEY
from kpverify.clearance import api

urlpatterns = [re_path(rf"^{KEY}/clearance/?$", api.OfCertificate.as_view())]
