"""Addresses that outsiders rely on; each is in docs/api.md."""

from django.urls import path, re_path

from kpverify.verification import api, open_data, rules, specimens, views, zones

urlpatterns = [
    path("", views.home, name="home"),
    path("api/v1/verify", api.VerifyCode.as_view(), name="verify"),
    path("api/v1/lookup", api.LookUpNumber.as_view(), name="lookup"),
    path("api/schema/", views.api_schema, name="api-schema"),
    path("api/docs/", views.api_docs, name="api-docs"),
    re_path(r"^specimens/(?P<code>[A-Z]{2})/\Z", specimens.specimens_page, name="specimens"),
    re_path(
        r"^specimens/pictures/(?P<digest>[0-9a-f]{32})\.jpg\Z", specimens.specimen_picture, name="specimen-picture"
    ),
    re_path(r"^api/v1/specimens/(?P<code>[A-Z]{2})\Z", specimens.specimens_json, name="specimens-json"),
    path("api/v1/zones", open_data.zones_json, name="zones-json"),
    path("api/v1/rules", open_data.rules_json, name="rules-json"),
    path("api/v1/advisories", open_data.advisories_json, name="advisories-json"),
    path("rules/", rules.rules_page, name="rules"),
    path("zones/", zones.zones_page, name="zones"),
    path("trust/list", views.trust_list, name="trust-list"),
    path("trust/bundle", views.trust_bundle, name="trust-bundle"),
    path("status/", views.status_lists, name="status-lists"),
    re_path(
        r"^status/(?P<authority>[A-Z]{2}(?:-[A-Z0-9]{1,8})?)/(?P<name>[0-9A-Za-z-]{1,12})\Z",
        views.status_list,
        name="status-list",
    ),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.prometheus, name="metrics"),
]
