"""Addresses of the office."""

from __future__ import annotations

from django.urls import include, path, re_path

from kpverify.certificates.api_acts import ACTS
from kpverify.certificates.lifecycle import Act
from kpverify.office import (
    views,
    views_amend,
    views_contacts,
    views_draft,
    views_files,
    views_keys,
    views_list,
    views_notices,
    views_parties,
    views_people,
    views_person_acts,
    views_sheet,
    views_unsaved,
    views_upload,
    views_validate,
    views_webhooks,
)

ONE = r"(?P<pk>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"
FILE = ONE.replace("pk", "file_id")
ANY_ACT = "|".join(act.value for act in ACTS)

urlpatterns = [
    path("uploads/", views_upload.uploads, name="office-uploads"),
    re_path(r"^uploads/template\.(?P<kind>csv|xlsx)$", views_upload.template, name="office-upload-template"),
    path("uploads/<uuid:pk>/", views_upload.upload, name="office-upload"),
    path("uploads/<uuid:pk>/advance/", views_upload.advance, name="office-upload-advance"),
    path("uploads/<uuid:pk>/accept/", views_upload.accept, name="office-upload-accept"),
    path("uploads/<uuid:pk>/forget/", views_upload.forget, name="office-upload-forget"),
    re_path(rf"^uploads/{ONE}/result\.(?P<kind>csv|xlsx)$", views_upload.result, name="office-upload-result"),
    path("", views_list.certificate_list, name="office-list"),
    path("search/", views_list.conditions, name="office-conditions"),
    re_path(r"^lists/(?P<name>[a-z-]{1,30})/$", views_list.work_list, name="office-work"),
    path("new/", views_draft.draft_new, name="office-new"),
    path("unsaved/", views_unsaved.unsaved, name="office-unsaved"),
    path("check/", views_unsaved.check, name="office-check"),
    path("parties/", views_parties.party_list, name="office-parties"),
    path("parties/offer/", views_parties.parties_offer, name="office-parties-offer"),
    path("parties/new/", views_parties.party_new, name="office-party-new"),
    re_path(rf"^parties/{ONE}/$", views_parties.party_edit, name="office-party"),
    re_path(rf"^{ONE}/$", views.certificate, name="office-certificate"),
    re_path(rf"^{ONE}/edit/$", views_draft.draft_edit, name="office-edit"),
    re_path(rf"^{ONE}/certificate\.pdf$", views.certificate_pdf, name="office-pdf"),
    re_path(rf"^{ONE}/qr\.svg$", views.certificate_qr, name="office-qr"),
    re_path(rf"^{ONE}/(?P<name>{Act.VALIDATE.value})/$", views_validate.validate, name="office-act"),
    re_path(rf"^{ONE}/(?P<name>{Act.AMEND.value})/$", views_amend.amend, name="office-act"),
    re_path(rf"^{ONE}/amendments/(?P<seq>[1-9])\.pdf$", views_amend.endorsement_pdf, name="office-endorsement"),
    re_path(rf"^{ONE}/(?P<name>{ANY_ACT})/$", views.act, name="office-act"),
    path("notices/", views_notices.notice_list, name="office-notices"),
    re_path(rf"^notices/{ONE}/$", views_notices.notice, name="office-notice"),
    re_path(rf"^notices/{ONE}/again/$", views_notices.send_again, name="office-notice-again"),
    path("contacts/", views_contacts.contact_list, name="office-contacts"),
    path("contacts/add/", views_contacts.contact_add, name="office-contact-add"),
    path("contacts/<int:number>/", views_contacts.contact_change, name="office-contact"),
    path("contacts/<int:number>/end/", views_contacts.contact_end, name="office-contact-end"),
    path("keys/", views_keys.key_list, name="office-api-keys"),
    path("keys/new/", views_keys.key_new, name="office-api-key-new"),
    path("keys/<int:number>/end/", views_keys.key_end, name="office-api-key-end"),
    path("people/", views_people.people_list, name="office-people"),
    path("people/invite/", views_people.invite, name="office-invite"),
    path("people/invitations/<int:number>/cancel/", views_people.uninvite, name="office-uninvite"),
    path("people/<int:number>/", views_people.person, name="office-person"),
    path("people/<int:number>/give-role/", views_person_acts.give_role, name="office-give-role"),
    re_path(
        r"^people/(?P<number>[0-9]{1,18})/end-role/(?P<role>[a-z_]{1,16})/$",
        views_person_acts.end_role,
        name="office-end-role",
    ),
    path("people/<int:number>/end-sessions/", views_person_acts.end_sessions, name="office-end-sessions"),
    path("people/<int:number>/reset/", views_person_acts.reset, name="office-reset"),
    path("people/<int:number>/deactivate/", views_person_acts.deactivate, name="office-deactivate"),
    path("webhooks/", views_webhooks.webhook_list, name="office-webhooks"),
    path("webhooks/add/", views_webhooks.webhook_add, name="office-webhook-add"),
    re_path(rf"^webhooks/{ONE}/$", views_webhooks.webhook, name="office-webhook"),
    re_path(rf"^webhooks/{ONE}/secret/$", views_webhooks.webhook_rotate, name="office-webhook-secret"),
    re_path(rf"^webhooks/{ONE}/test/$", views_webhooks.webhook_ping, name="office-webhook-test"),
    re_path(rf"^webhooks/{ONE}/end/$", views_webhooks.webhook_end, name="office-webhook-end"),
    re_path(rf"^{ONE}/sheet/$", views_sheet.sheet, name="office-sheet"),
    re_path(rf"^{ONE}/sheet\.pdf$", views_sheet.sheet_pdf, name="office-sheet-pdf"),
    path("paper/", include("kpverify.office.urls_paper")),
    re_path(rf"^{ONE}/files/add/$", views_files.file_add, name="office-file-add"),
    re_path(rf"^{ONE}/files/{FILE}/$", views_files.file_download, name="office-file"),
    re_path(rf"^{ONE}/files/{FILE}/thumbnail\.jpg$", views_files.file_thumbnail, name="office-file-thumbnail"),
    re_path(rf"^{ONE}/files/{FILE}/withdraw/$", views_files.file_withdraw, name="office-file-withdraw"),
]
