"""Addresses of the office."""

from __future__ import annotations

from django.urls import path, re_path

from kpverify.certificates.api_acts import ACTS
from kpverify.certificates.lifecycle import Act
from kpverify.office import views, views_draft, views_list, views_validate

ONE = r"(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
ANY_ACT = "|".join(act.value for act in ACTS)

urlpatterns = [
    path("", views_list.certificate_list, name="office-list"),
    path("new/", views_draft.draft_new, name="office-new"),
    re_path(rf"^{ONE}/$", views.certificate, name="office-certificate"),
    re_path(rf"^{ONE}/edit/$", views_draft.draft_edit, name="office-edit"),
    re_path(rf"^{ONE}/certificate\.pdf$", views.certificate_pdf, name="office-pdf"),
    re_path(rf"^{ONE}/qr\.svg$", views.certificate_qr, name="office-qr"),
    re_path(rf"^{ONE}/(?P<name>{Act.VALIDATE.value})/$", views_validate.validate, name="office-act"),
    re_path(rf"^{ONE}/(?P<name>{ANY_ACT})/$", views.act, name="office-act"),
]
