"""Addresses of the certificates API: by id, or by number once there is one."""

from __future__ import annotations

from django.urls import path, re_path

from kpverify.certificates import api, api_acts, api_amend, api_screening, api_validate

# A number may have slashes in it, so both are written out.
KEY = r"(?P<key>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Z]{2}[0-9A-Z/-]{1,18})"

urlpatterns = [
    path("", api.Certificates.as_view(), name="certificates-api"),
    *(re_path(rf"^{KEY}/{act.value}/?$", view.as_view()) for act, view in api_acts.VIEWS.items()),
    re_path(rf"^{KEY}/validate/?$", api_validate.ValidateView.as_view()),
    re_path(rf"^{KEY}/screening/?$", api_screening.OfCertificate.as_view()),
    re_path(rf"^{KEY}/amend/?$", api_amend.AmendView.as_view()),
    re_path(rf"^{KEY}/amendments/(?P<seq>[1-9])\.pdf$", api_amend.EndorsementPDF.as_view()),
    re_path(rf"^{KEY}/pdf/?$", api.CertificatePDF.as_view()),
    re_path(rf"^{KEY}/qr\.svg$", api.CertificateQRSVG.as_view()),
    re_path(rf"^{KEY}/qr\.png$", api.CertificateQRPNG.as_view()),
    re_path(rf"^{KEY}/$", api.OneCertificate.as_view(), name="certificates-api-one"),
]
