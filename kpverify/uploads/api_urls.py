"""Addresses of the API of many at once: beside those of the certificates, which may not know of it."""

from __future__ import annotations

from django.urls import path

from kpverify.uploads import api

urlpatterns = [
    path("", api.Uploads.as_view(), name="uploads-api"),
    path("template.csv", api.TemplateCSV.as_view()),
    path("template.xlsx", api.TemplateXLSX.as_view()),
    path("<uuid:pk>/", api.OneUpload.as_view(), name="uploads-api-one"),
    path("<uuid:pk>/rows/", api.Rows.as_view()),
    path("<uuid:pk>/advance/", api.Advance.as_view()),
    path("<uuid:pk>/accept/", api.Accept.as_view()),
    path("<uuid:pk>/result.csv", api.ResultCSV.as_view()),
    path("<uuid:pk>/result.xlsx", api.ResultXLSX.as_view()),
]
