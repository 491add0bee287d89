"""The public address of details; it is in docs/api.md."""

from django.urls import re_path

from kpverify.diligence import views

urlpatterns = [
    # A number may have a slash in it.
    re_path(
        r"^due-diligence/(?P<number>[^?#]{1,64})/(?P<check_code>[^/?#]{1,64})\Z",
        views.Details.as_view(),
        name="due-diligence",
    ),
]
