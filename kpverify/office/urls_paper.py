"""Addresses of the office's pages about paper, under `/office/paper/`."""

from __future__ import annotations

from django.urls import path, re_path

from kpverify.office import views_paper, views_paper_reports, views_paper_settings

urlpatterns = [
    path("", views_paper.paper, name="office-paper"),
    path("receive/", views_paper.receive, name="office-paper-receive"),
    path("move/", views_paper.move, name="office-paper-move"),
    path("report/", views_paper.report, name="office-paper-report"),
    path("report/confirm/", views_paper.report_confirm, name="office-paper-report-confirm"),
    path("stock-take/<int:number>/", views_paper.stock_take, name="office-paper-stock-take"),
    path("reconciliation/", views_paper.reconciliation, name="office-paper-reconciliation"),
    path("sheets/", views_paper.sheets, name="office-paper-sheets"),
    path("reports/<int:number>/", views_paper_reports.fate, name="office-paper-fate"),
    path("reports/<int:number>/recover/", views_paper_reports.propose, name="office-paper-recover"),
    re_path(
        r"^reports/(?P<number>\d{1,15})/(?P<what>confirm|decline)/$",
        views_paper_reports.decide,
        name="office-paper-decide",
    ),
    path("settings/", views_paper_settings.settings, name="office-paper-settings"),
    path("settings/stationery/", views_paper_settings.stationery, name="office-paper-stationery"),
    path("settings/printer/<int:number>/", views_paper_settings.printer, name="office-paper-printer"),
    path("settings/printer/<int:number>/measured/", views_paper_settings.measured, name="office-paper-measured"),
    path(
        "settings/printer/<int:number>/test-page.pdf",
        views_paper_settings.printer_page,
        name="office-paper-test-page",
    ),
    path("settings/places/add/", views_paper_settings.add_place, name="office-paper-add-place"),
    path("settings/places/<int:number>/close/", views_paper_settings.close_place, name="office-paper-close-place"),
    path("settings/seats/<int:number>/", views_paper_settings.seat, name="office-paper-seat"),
]
