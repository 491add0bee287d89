"""Addresses of the monitors' desk in the API."""

from __future__ import annotations

from django.urls import path

from kpverify.clearance import api

urlpatterns = [
    path("", api.Desk.as_view(), name="clearance-api"),
    path("<uuid:clearance_id>/", api.OneClearance.as_view(), name="clearance-api-one"),
]
