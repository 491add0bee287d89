"""Addresses of the Secretariat."""

from __future__ import annotations

from django.urls import path, re_path

from kpverify.secretariat import (
    views,
    views_advisories,
    views_authorities,
    views_clearance,
    views_concerns,
    views_keys,
    views_log,
    views_notices,
    views_numbers,
    views_participants,
    views_publish,
    views_sanctions,
    views_specimens,
    views_waiting,
    views_wordings,
    views_zones,
)

CODE = r"(?P<code>[A-Z]{2})"
AUTHORITY = r"(?P<authority_id>[A-Z]{2}(?:-[A-Z0-9]{1,8})?)"
ZONE = r"(?P<zone_id>[A-Z]{2}-[A-Z0-9-]{1,24})"
ADVISORY = r"(?P<advisory_id>[A-Z]{2}-[A-Z0-9-]{1,37})"
REFERENCE = r"(?P<reference>CN-[A-Z0-9]{8})"
KID = r"(?P<kid>[A-Za-z0-9._-]{1,32})"

urlpatterns = [
    path("", views.overview, name="secretariat"),
    path("open-year/", views.open_year, name="secretariat-open-year"),
    path("log/", views_log.audit, name="secretariat-audit"),
    path("messages/", views_notices.notices, name="secretariat-notices"),
    path("messages/<uuid:pk>/", views_notices.notice, name="secretariat-notice"),
    path("waiting/", views_waiting.waiting, name="secretariat-waiting"),
    path("waiting/<uuid:proposal_id>/", views_waiting.proposal, name="secretariat-proposal"),
    path("publish/", views_publish.publish, name="secretariat-publish"),
    path("publish/request.json", views_publish.request_file, name="secretariat-request"),
    path("participants/", views_participants.participants, name="secretariat-participants"),
    path("participants/add/", views_participants.add_participant, name="secretariat-add-participant"),
    re_path(rf"^participants/{CODE}/$", views_participants.participant, name="secretariat-participant"),
    re_path(rf"^participants/{CODE}/start-period/$", views_participants.start_period, name="secretariat-start-period"),
    re_path(rf"^participants/{CODE}/end-period/$", views_participants.end_period, name="secretariat-end-period"),
    re_path(rf"^participants/{CODE}/wordings/$", views_wordings.choose_wording, name="secretariat-choose-wording"),
    path("wordings/", views_wordings.wordings, name="secretariat-wordings"),
    path("wordings/add/", views_wordings.add_wording, name="secretariat-add-wording"),
    path("advisories/", views_advisories.advisories, name="secretariat-advisories"),
    path("advisories/add/", views_advisories.add_advisory, name="secretariat-add-advisory"),
    re_path(rf"^advisories/{ADVISORY}/$", views_advisories.advisory, name="secretariat-advisory"),
    re_path(rf"^advisories/{ADVISORY}/change/$", views_advisories.change_advisory, name="secretariat-change-advisory"),
    re_path(rf"^advisories/{ADVISORY}/end/$", views_advisories.end_advisory, name="secretariat-end-advisory"),
    path("zones/", views_zones.zones, name="secretariat-zones"),
    re_path(rf"^zones/{CODE}/add/$", views_zones.add_zone, name="secretariat-add-zone"),
    re_path(rf"^zones/{CODE}/rule/$", views_zones.start_regime, name="secretariat-start-regime"),
    re_path(rf"^zones/{ZONE}/open/$", views_zones.open_zone, name="secretariat-open-zone"),
    re_path(rf"^zones/{ZONE}/close/$", views_zones.close_zone, name="secretariat-close-zone"),
    path("authorities/", views_authorities.authorities, name="secretariat-authorities"),
    path("authorities/add/", views_authorities.add_authority, name="secretariat-add-authority"),
    re_path(rf"^authorities/{AUTHORITY}/$", views_authorities.authority, name="secretariat-authority"),
    re_path(rf"^authorities/{AUTHORITY}/edit/$", views_authorities.edit_authority, name="secretariat-edit-authority"),
    re_path(rf"^authorities/{AUTHORITY}/add-range/$", views_authorities.add_range, name="secretariat-add-range"),
    re_path(
        rf"^authorities/{AUTHORITY}/ranges/(?P<number>\d{{1,15}})/close/$",
        views_numbers.close_range,
        name="secretariat-close-range",
    ),
    path("concerns/", views_concerns.concerns, name="secretariat-concerns"),
    path("concerns/send/", views_concerns.send, name="secretariat-send-concern"),
    re_path(rf"^concerns/{REFERENCE}/$", views_concerns.concern, name="secretariat-concern"),
    re_path(
        rf"^concerns/{REFERENCE}/files/(?P<evidence_id>[0-9a-f-]{{36}})/$",
        views_concerns.evidence,
        name="secretariat-evidence",
    ),
    path("specimens/", views_specimens.specimens, name="secretariat-specimens"),
    path("specimens/add/", views_specimens.add_specimen, name="secretariat-add-specimen"),
    path("specimens/<int:number>/", views_specimens.specimen, name="secretariat-specimen"),
    re_path(
        r"^specimens/pictures/(?P<digest>[0-9a-f]{32})\.jpg\Z",
        views_specimens.picture,
        name="secretariat-specimen-picture",
    ),
    re_path(
        r"^specimens/(?P<number>\d{1,15})/(?P<what>publish|decline|withdraw|end)/$",
        views_specimens.act,
        name="secretariat-specimen-act",
    ),
    path("authorities/monitors/", views_keys.monitors_keys, name="secretariat-monitors-keys"),
    path("authorities/monitors/create-key/", views_keys.create_monitors_key, name="secretariat-create-monitors-key"),
    path("clearance/", views_clearance.queue, name="secretariat-clearances"),
    path("clearance/<uuid:clearance_id>/", views_clearance.clearance, name="secretariat-clearance"),
    path("clearance/<uuid:clearance_id>/approve/", views_clearance.approve, name="secretariat-approve"),
    path("clearance/<uuid:clearance_id>/object/", views_clearance.object_to, name="secretariat-object"),
    path(
        "clearance/<uuid:clearance_id>/files/<uuid:file_id>/",
        views_clearance.file_download,
        name="secretariat-clearance-file",
    ),
    path(
        "clearance/<uuid:clearance_id>/files/<uuid:file_id>/thumbnail.jpg",
        views_clearance.file_thumbnail,
        name="secretariat-clearance-thumbnail",
    ),
    path("sanctions/", views_sanctions.lists, name="secretariat-sanctions"),
    path("sanctions/load/", views_sanctions.send, name="secretariat-sanctions-send"),
    path("sanctions/<uuid:pk>/", views_sanctions.load, name="secretariat-sanctions-load"),
    path("sanctions/<uuid:pk>/advance/", views_sanctions.advance, name="secretariat-sanctions-advance"),
    path("numbers/", views_numbers.numbers, name="secretariat-numbers"),
    re_path(rf"^authorities/{AUTHORITY}/void-number/$", views_authorities.void_number, name="secretariat-void-number"),
    re_path(rf"^authorities/{AUTHORITY}/create-key/$", views_keys.create_key, name="secretariat-create-key"),
    re_path(rf"^keys/{KID}/activate/$", views_keys.activate_key, name="secretariat-activate-key"),
    re_path(rf"^keys/{KID}/retire/$", views_keys.retire_key, name="secretariat-retire-key"),
    re_path(rf"^keys/{KID}/distrust/$", views_keys.distrust_key, name="secretariat-distrust-key"),
]
