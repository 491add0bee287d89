"""The checking page and what makes it installable."""

from django.urls import path

from kpverify.pwa import views

urlpatterns = [
    path("v", views.page, name="verify-page"),
]
