"""Every address of a node, in one place."""

from django.urls import include, path

urlpatterns = [
    path("", include("kpverify.pwa.urls")),
    path("", include("kpverify.verification.urls")),
    path("", include("kpverify.diligence.urls")),
    path("accounts/", include("kpverify.accounts.urls")),
    path("office/", include("kpverify.office.urls")),
    path("api/v1/certificates/uploads/", include("kpverify.uploads.api_urls")),
    path("api/v1/certificates/", include("kpverify.certificates.api_urls")),
    path("api/v1/certificates/", include("kpverify.dossier.api_urls")),
    path("api/v1/certificates/", include("kpverify.provenance.api_urls")),
    path("api/v1/certificates/", include("kpverify.clearance.api_urls")),
    path("api/v1/clearance/", include("kpverify.clearance.api_desk_urls")),
    path("api/v1/certificates/", include("kpverify.diligence.api_urls")),
    path("api/v1/screening/", include("kpverify.certificates.api_screening_urls")),
    path("api/v1/stock/", include("kpverify.provenance.api_stock_urls")),
    path("secretariat/", include("kpverify.secretariat.urls")),
]

handler400 = "kpverify.verification.faults.bad_request"
handler403 = "kpverify.verification.faults.not_allowed"
handler404 = "kpverify.verification.faults.not_found"
handler500 = "kpverify.verification.faults.failed"
