"""Addresses of the checking page."""

from django.urls import path

from kpverify.pwa import views

urlpatterns = [
    path("v", views.page, name="verify-page"),
    path("v/words/<str:language>.json", views.page_words, name="verify-words"),
    path("sw.js", views.service_worker, name="service-worker"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
]
