"""Addresses of the stock in the API."""

from __future__ import annotations

from django.urls import path

from kpverify.provenance import api_stock

urlpatterns = [
    path("", api_stock.Stock.as_view(), name="stock-api"),
    path("production/", api_stock.Mined.as_view()),
    path("imports/", api_stock.Imports.as_view(), name="stock-api-imports"),
    path("imports/<uuid:import_id>/", api_stock.OneImport.as_view(), name="stock-api-import"),
]
