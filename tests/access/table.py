"""Who may do what at every address of a node: the one table.

A route that is not here fails a test. A row names the roles that are let in; everybody else, and everybody of another
authority, is sent away. To add a route, add a row; when it is about one object, name in `thing` the function of
`things.py` that makes one of Botswana's and gives the values of the address.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

# Whom a row lets in: roles, or one of these words.
PUBLIC = "everybody"  # also without signing in
ENTRANCE = "entrance"  # pages of signing in and out: everybody, but led on
SIGNED_IN = "officers"  # every officer, of any role or none
ABSENT = "nobody"  # an address that answers 404 to everybody

PREPARER, APPROVER, ADMIN = "preparer", "approver", "authority_admin"
SECRETARIAT, OBSERVER, MONITOR, BORDER = "secretariat", "observer", "monitor", "border_agent"
OFFICE = f"{PREPARER} {APPROVER} {ADMIN}"
MANAGERS = f"{ADMIN} {SECRETARIAT}"
PRINTERS = f"{PREPARER} {APPROVER}"
KEEPERS = f"{APPROVER} {ADMIN}"  # of blank paper
BOOKKEEPERS = f"{PREPARER} {ADMIN}"
READERS = f"{SECRETARIAT} {OBSERVER} {MONITOR}"


class Row(NamedTuple):
    """One route: who is let in, by which methods, and by API keys of which scopes.

    `writers` are those who may also POST, PATCH or DELETE, when they are fewer.  `of_path` gives values of the address
    that are the same for everybody; `thing` names what makes the object it is about. `scopes` are those of keys that
    are let in (only under /api/), `writer_scopes` those that may also write.
    """

    who: str
    methods: str = "GET"
    thing: str = ""
    of_path: Mapping[str, str] = {}
    writers: str | None = None
    scopes: str = ""
    writer_scopes: str | None = None


def act(who: str, thing: str, name: str) -> Row:
    """One act of a certificate, asked about by GET and done by POST."""
    return Row(who, "GET POST", thing, {"name": name})


CF = {"code": "CF"}
BW = {"authority_id": "BW"}
ABUSES = {"advisory_id": "CF-2021-REPORTED-ABUSES"}
BODA = {"zone_id": "CF-BODA"}
EDIT = "GET POST"

EVERY_SCOPE = "view draft submit print upload files screen"
DRAFTERS = "draft upload"
DRAFTED = {"writers": PREPARER, "scopes": EVERY_SCOPE, "writer_scopes": DRAFTERS}

ACTS = [
    (PREPARER, "draft", "submit", "submit"),
    (APPROVER, "submitted", "send-back", ""),
    (APPROVER, "submitted", "approve", ""),
    (APPROVER, "approved", "issue", ""),
    (APPROVER, "issued", "suspend", ""),
    (APPROVER, "suspended", "reinstate", ""),
    (APPROVER, "issued", "revoke", ""),
    (PRINTERS, "issued", "validate", ""),
    (APPROVER, "issued", "cancel-revocation", ""),
    (PRINTERS, "issued", "amend", ""),
    (PREPARER, "issued", "replace", ""),
    (APPROVER, "issued", "confirm-receipt", ""),
]

TABLE: dict[str, Row | list[Row]] = {
    # Public.
    "/": Row(PUBLIC),
    "/v": Row(PUBLIC),
    "/v/words/{language}.json": Row(PUBLIC, of_path={"language": "fr"}),
    "/sw.js": Row(PUBLIC),
    "/manifest.webmanifest": Row(PUBLIC),
    "/api/v1/verify": Row(PUBLIC, "POST"),
    "/api/v1/lookup": Row(PUBLIC, "GET POST"),
    "/due-diligence/{number}/{check_code}": Row(PUBLIC, thing="stated"),
    "/api/schema/": Row(PUBLIC),
    "/api/docs/": Row(PUBLIC),
    "/rules/": Row(PUBLIC),
    "/zones/": Row(PUBLIC),
    "/specimens/{code}/": Row(PUBLIC, of_path={"code": "BW"}),
    "/specimens/pictures/{digest}.jpg": Row(PUBLIC, thing="specimen"),
    "/api/v1/specimens/{code}": Row(PUBLIC, of_path={"code": "BW"}),
    "/api/v1/zones": Row(PUBLIC),
    "/api/v1/rules": Row(PUBLIC),
    "/api/v1/advisories": Row(PUBLIC),
    "/trust/list": Row(PUBLIC),
    "/trust/bundle": Row(PUBLIC),
    "/status/": Row(PUBLIC),
    "/status/{authority}/{name}": Row(PUBLIC, thing="status_list"),
    "/healthz": Row(PUBLIC),
    "/readyz": Row(PUBLIC),
    "/metrics": Row(PUBLIC),
    # Signing in and out.
    "/accounts/login/": Row(ENTRANCE, "GET POST"),
    "/accounts/logout/": Row(ENTRANCE, "GET POST"),
    "/accounts/inactive/": Row(PUBLIC),
    "/accounts/password/change/": Row(SIGNED_IN, "GET POST"),
    "/accounts/reauthenticate/": Row(SIGNED_IN, "GET POST"),
    "/accounts/language/": Row(PUBLIC, "POST"),
    "/accounts/prove/": Row(SIGNED_IN, "GET POST"),
    "/accounts/mfa/": Row(ABSENT),
    "/accounts/second-step/": Row(ENTRANCE, "GET POST"),
    "/accounts/passkey/sign-in/": Row(PUBLIC, "POST"),
    "/accounts/passkey/options/{what}/": Row(PUBLIC, "POST", of_path={"what": "sign-in"}),
    "/accounts/invitation/": Row(PUBLIC, "GET POST"),
    "/accounts/set-up/": Row(SIGNED_IN, "GET POST"),
    "/accounts/codes/": Row(SIGNED_IN, "GET POST"),
    "/accounts/security/": Row(SIGNED_IN),
    "/accounts/security/{what}/": Row(SIGNED_IN, "POST", of_path={"what": "end-others"}),
    "/accounts/mfa/reauthenticate/": Row(ABSENT),
    "/accounts/signup/": Row(ABSENT),
    "/accounts/email/": Row(ABSENT),
    "/accounts/password/set/": Row(ABSENT),
    "/accounts/password/reset/": Row(ABSENT),
    "/accounts/confirm-email/": Row(ABSENT),
    # The office.
    "/office/": Row(OFFICE),
    "/office/search/": Row(OFFICE),
    "/office/export.{kind}": Row(OFFICE, "POST", of_path={"kind": "csv"}),
    "/office/lists/{name}/": Row(OFFICE, of_path={"name": "overdue"}),
    "/office/new/": Row(PREPARER, "GET POST"),
    "/office/unsaved/": Row(PREPARER, EDIT),
    "/office/check/": Row(PREPARER, "POST"),
    "/office/parties/": Row(BOOKKEEPERS),
    "/office/parties/offer/": Row(BOOKKEEPERS),
    "/office/parties/new/": Row(BOOKKEEPERS, EDIT),
    "/office/parties/{pk}/": Row(BOOKKEEPERS, EDIT, "party"),
    "/office/{pk}/": Row(OFFICE, thing="issued"),
    "/office/{pk}/changes/": Row(OFFICE, thing="submitted"),
    "/office/{pk}/preview.pdf": Row(OFFICE, thing="submitted"),
    "/office/{pk}/edit/": Row(PREPARER, "GET POST", "draft"),
    "/office/{pk}/statements/{standard}/": Row(PREPARER, EDIT, "statement"),
    "/office/{pk}/statements/{standard}/withdraw/": Row(PREPARER, EDIT, "statement"),
    "/office/{pk}/story/": Row(OFFICE, thing="issued"),
    "/office/{pk}/print/": Row(PRINTERS, "POST", "issued"),
    "/office/{pk}/certificate.pdf": Row(PRINTERS, thing="issued"),
    "/office/{pk}/amendments/{seq}.pdf": Row(PRINTERS, thing="amended"),
    "/office/{pk}/qr.svg": Row(PRINTERS, thing="issued"),
    "/office/{pk}/{name}/": [act(who, thing, name) for who, thing, name, _scope in ACTS],
    "/office/{pk}/files/add/": Row(PRINTERS, "POST", "issued"),
    "/office/{pk}/files/{file_id}/": Row(PRINTERS, thing="file"),
    "/office/{pk}/files/{file_id}/thumbnail.jpg": Row(PRINTERS, thing="file"),
    "/office/{pk}/files/{file_id}/withdraw/": Row(PRINTERS, EDIT, "file"),
    "/office/notices/": Row(OFFICE),
    "/office/notices/{pk}/": Row(OFFICE, thing="notice"),
    "/office/notices/{pk}/again/": Row(OFFICE, EDIT, "notice"),
    "/office/contacts/": Row(OFFICE),
    "/office/contacts/add/": Row(OFFICE, EDIT),
    "/office/contacts/{number}/": Row(OFFICE, EDIT, "contact"),
    "/office/contacts/{number}/end/": Row(OFFICE, EDIT, "contact"),
    "/office/webhooks/": Row(ADMIN),
    "/office/webhooks/add/": Row(ADMIN, EDIT),
    "/office/webhooks/{pk}/": Row(ADMIN, thing="webhook"),
    "/office/webhooks/{pk}/secret/": Row(ADMIN, EDIT, "webhook"),
    "/office/webhooks/{pk}/test/": Row(ADMIN, EDIT, "webhook"),
    "/office/webhooks/{pk}/end/": Row(ADMIN, EDIT, "webhook"),
    # Screening.
    "/office/screening/": Row(OFFICE),
    "/office/screening/{pk}/": Row(OFFICE, EDIT, "hit", writers=APPROVER),
    "/office/screening/lists/": Row(f"{OFFICE} {SECRETARIAT}"),
    "/office/screening/lists/{pk}/": Row(f"{OFFICE} {SECRETARIAT}", thing="list_load"),
    # Many at once.
    "/office/technical/new/": Row(PREPARER, "GET POST"),
    "/office/{pk}/technical/": Row(PREPARER, "GET POST", "issued"),
    "/office/mass/": Row(APPROVER),
    "/office/mass/new/": Row(APPROVER, EDIT),
    "/office/mass/{pk}/": Row(APPROVER, EDIT, "mass"),
    "/office/mass/{pk}/advance/": Row(APPROVER, "POST", "mass"),
    "/office/uploads/": Row(OFFICE, "GET POST", writers=PREPARER),
    "/office/uploads/template.{kind}": Row(OFFICE, of_path={"kind": "csv"}),
    "/office/uploads/{pk}/": Row(OFFICE, thing="upload"),
    "/office/uploads/{pk}/advance/": Row(PREPARER, "POST", "upload"),
    "/office/uploads/{pk}/accept/": Row(PREPARER, "POST", "upload"),
    "/office/uploads/{pk}/forget/": Row(PREPARER, "GET POST", "upload"),
    "/office/uploads/{pk}/result.{kind}": Row(OFFICE, thing="upload", of_path={"kind": "csv"}),
    "/api/v1/certificates/uploads/": Row(OFFICE, "GET POST", **DRAFTED),
    "/api/v1/certificates/uploads/template.csv": Row(OFFICE, scopes=EVERY_SCOPE),
    "/api/v1/certificates/uploads/template.xlsx": Row(OFFICE, scopes=EVERY_SCOPE),
    "/api/v1/certificates/uploads/{pk}/": Row(OFFICE, "GET DELETE", "upload", **DRAFTED),
    "/api/v1/certificates/uploads/{pk}/rows/": Row(OFFICE, thing="upload", scopes=EVERY_SCOPE),
    "/api/v1/certificates/uploads/{pk}/advance/": Row(PREPARER, "POST", "upload", scopes=DRAFTERS),
    "/api/v1/certificates/uploads/{pk}/accept/": Row(PREPARER, "POST", "upload", scopes=DRAFTERS),
    "/api/v1/certificates/uploads/{pk}/result.csv": Row(OFFICE, thing="upload", scopes=EVERY_SCOPE),
    "/api/v1/certificates/uploads/{pk}/result.xlsx": Row(OFFICE, thing="upload", scopes=EVERY_SCOPE),
    "/office/{pk}/clearance/": Row(PREPARER, EDIT, "draft"),
    "/office/{pk}/sources/": Row(OFFICE, thing="draft"),
    "/office/{pk}/sources/slips/add/": Row(PREPARER, EDIT, "draft"),
    "/office/{pk}/sources/slips/paste/": Row(PREPARER, EDIT, "draft"),
    "/office/{pk}/sources/slips/copy/": Row(PREPARER, EDIT, "draft"),
    "/office/{pk}/sources/slips/{slip_id}/": Row(PREPARER, EDIT, "slip"),
    "/office/{pk}/sources/slips/{slip_id}/remove/": Row(PREPARER, EDIT, "slip"),
    "/office/{pk}/sources/imports/draw/": Row(PREPARER, EDIT, "draft"),
    "/office/{pk}/sources/imports/{use_id}/remove/": Row(PREPARER, EDIT, "import_use"),
    "/office/stock/": Row(OFFICE),
    "/office/stock/count/": Row(APPROVER, EDIT),
    "/office/stock/count/{what}/": Row(APPROVER, EDIT, "stocktake"),
    "/office/stock/production/add/": Row(APPROVER, EDIT),
    "/office/stock/production/{production_id}/remove/": Row(APPROVER, EDIT, "production"),
    "/office/stock/imports/add/": Row(PREPARER, EDIT),
    "/office/stock/imports/{import_id}/remove/": Row(PREPARER, EDIT, "imported"),
    "/office/stock/explain/": Row(PRINTERS, EDIT),
    "/office/stock/explanations/{explanation_id}/{what}/": Row(APPROVER, EDIT, "explanation"),
    "/office/{pk}/sheet/": Row(PRINTERS, EDIT, "issued"),
    "/office/{pk}/sheet.pdf": Row(PRINTERS, thing="issued"),
    "/office/specimens/": Row(OFFICE),
    "/office/specimens/add/": Row(ADMIN, EDIT),
    "/office/paper/": Row(OFFICE),
    "/office/paper/receive/": Row(KEEPERS, EDIT),
    "/office/paper/move/": Row(KEEPERS, EDIT),
    "/office/paper/report/": Row(OFFICE),
    "/office/paper/report/confirm/": Row(OFFICE, EDIT),
    "/office/paper/stock-take/{number}/": Row(KEEPERS, EDIT, "place"),
    "/office/paper/reconciliation/": Row(OFFICE),
    "/office/paper/sheets/": Row(OFFICE),
    "/office/paper/reports/{number}/": Row(OFFICE, thing="fate"),
    "/office/paper/reports/{number}/recover/": Row(KEEPERS, EDIT, "fate"),
    "/office/paper/reports/{number}/{what}/": Row(KEEPERS, EDIT, "fate", {"what": "confirm"}),
    "/office/paper/settings/": Row(KEEPERS),
    "/office/paper/settings/stationery/": Row(KEEPERS, EDIT),
    "/office/paper/settings/printer/{number}/": Row(KEEPERS, EDIT, "place"),
    "/office/paper/settings/printer/{number}/measured/": Row(KEEPERS, EDIT, "place"),
    "/office/paper/settings/printer/{number}/test-page.pdf": Row(KEEPERS, thing="place"),
    "/office/paper/settings/places/add/": Row(KEEPERS, EDIT),
    "/office/paper/settings/places/{number}/close/": Row(KEEPERS, EDIT, "place"),
    "/office/paper/settings/seats/{number}/": Row(KEEPERS, EDIT, "seat"),
    "/office/waiting/": Row(KEEPERS),
    "/office/keys/": Row(ADMIN),
    "/office/keys/new/": Row(ADMIN, "GET POST"),
    "/office/keys/{number}/end/": Row(ADMIN, "GET POST", "api_key"),
    "/office/people/": Row(MANAGERS),
    "/office/people/invite/": Row(MANAGERS, EDIT),
    "/office/people/invitations/{number}/cancel/": Row(MANAGERS, EDIT, "invitation"),
    "/office/people/waiting/{proposal_id}/{what}/": Row(ADMIN, EDIT, "role_proposal", {"what": "decline"}),
    "/office/people/{number}/": Row(MANAGERS, "GET", "person"),
    "/office/people/{number}/give-role/": Row(MANAGERS, EDIT, "person"),
    "/office/people/{number}/end-role/{role}/": Row(MANAGERS, EDIT, "person", {"role": "preparer"}),
    "/office/people/{number}/end-sessions/": Row(MANAGERS, EDIT, "person"),
    "/office/people/{number}/reset/": Row(MANAGERS, EDIT, "person"),
    "/office/people/{number}/deactivate/": Row(MANAGERS, EDIT, "person"),
    # The certificates API.
    "/api/v1/certificates/": Row(OFFICE, "GET POST", **DRAFTED),
    "/api/v1/certificates/{key}/": Row(OFFICE, "GET PATCH", "draft", **DRAFTED),
    "/api/v1/certificates/{key}/pdf/": Row(PRINTERS, thing="issued", scopes="print"),
    "/api/v1/certificates/{key}/amendments/{seq}.pdf": Row(PRINTERS, thing="amended", scopes="print"),
    "/api/v1/certificates/{key}/qr.svg": Row(PRINTERS, thing="issued", scopes="print"),
    "/api/v1/certificates/{key}/qr.png": Row(PRINTERS, thing="issued", scopes="print"),
    **{
        f"/api/v1/certificates/{{key}}/{name}/": Row(who, "POST", thing, scopes=scope)
        for who, thing, name, scope in ACTS
    },
    "/api/v1/certificates/{key}/files/": Row(PRINTERS, "GET POST", "issued", scopes="files"),
    "/api/v1/certificates/{key}/files/{file_id}/": Row(PRINTERS, thing="file", scopes="files"),
    # Where the stones come from.
    "/api/v1/certificates/{key}/slips/": Row(OFFICE, "GET POST", "draft", **DRAFTED),
    "/api/v1/certificates/{key}/slips/many/": Row(PREPARER, "POST", "draft", scopes=DRAFTERS),
    "/api/v1/certificates/{key}/slips/{slip_id}/": Row(OFFICE, "GET PATCH DELETE", "slip", **DRAFTED),
    "/api/v1/certificates/{key}/imports/": Row(OFFICE, "GET POST", "draft", **DRAFTED),
    "/api/v1/certificates/{key}/imports/many/": Row(PREPARER, "POST", "draft", scopes=DRAFTERS),
    "/api/v1/certificates/{key}/imports/{use_id}/": Row(PREPARER, "DELETE", "import_use", scopes=DRAFTERS),
    "/api/v1/certificates/{key}/clearance/": Row(
        OFFICE, "GET POST", "cleared", writers=PREPARER, scopes=EVERY_SCOPE, writer_scopes="submit"
    ),
    "/api/v1/clearance/": Row(MONITOR),
    "/api/v1/clearance/{clearance_id}/": Row(MONITOR, thing="clearance"),
    "/api/v1/certificates/{key}/statements/": Row(OFFICE, thing="draft", scopes=EVERY_SCOPE),
    "/api/v1/certificates/{key}/statements/{standard}/": Row(OFFICE, "GET PUT DELETE", "statement", **DRAFTED),
    "/api/v1/certificates/{key}/screening/": Row(OFFICE, thing="draft", scopes="screen"),
    "/api/v1/screening/hits/": Row(OFFICE, scopes="screen"),
    "/api/v1/screening/lists/": Row(f"{OFFICE} {SECRETARIAT}", scopes="screen"),
    "/api/v1/screening/names/": Row(f"{OFFICE} {SECRETARIAT}", "POST", scopes="screen"),
    "/api/v1/stock/": Row(OFFICE, scopes=EVERY_SCOPE),
    "/api/v1/stock/production/": Row(OFFICE, scopes=EVERY_SCOPE),
    "/api/v1/stock/imports/": Row(OFFICE, "GET POST", **DRAFTED),
    "/api/v1/stock/imports/{import_id}/": Row(OFFICE, "GET DELETE", "imported", **DRAFTED),
    # The Secretariat.
    "/secretariat/": Row(READERS),
    "/secretariat/open-year/": Row(SECRETARIAT, EDIT),
    "/secretariat/log/": Row(f"{SECRETARIAT} {MONITOR}"),
    "/secretariat/numbers/": Row(READERS),
    "/secretariat/authorities/{authority_id}/ranges/{number}/close/": Row(SECRETARIAT, EDIT, "range_"),
    "/secretariat/concerns/": Row(READERS),
    "/secretariat/concerns/send/": Row(f"{OBSERVER} {MONITOR}", EDIT),
    "/secretariat/concerns/{reference}/": Row(SECRETARIAT, EDIT, "concern"),
    "/secretariat/concerns/{reference}/files/{evidence_id}/": Row(SECRETARIAT, thing="concern"),
    "/secretariat/specimens/": Row(READERS),
    "/secretariat/specimens/add/": Row(SECRETARIAT, EDIT),
    "/secretariat/specimens/{number}/": Row(READERS, thing="specimen"),
    "/secretariat/specimens/pictures/{digest}.jpg": Row(READERS, thing="specimen"),
    "/secretariat/specimens/{number}/{what}/": Row(SECRETARIAT, EDIT, "specimen", {"what": "withdraw"}),
    "/secretariat/messages/": Row(SECRETARIAT),
    "/secretariat/messages/{pk}/": Row(SECRETARIAT, EDIT, "message"),
    "/secretariat/sanctions/": Row(SECRETARIAT),
    "/secretariat/sanctions/load/": Row(SECRETARIAT, EDIT),
    "/secretariat/sanctions/{pk}/": Row(SECRETARIAT, EDIT, "list_load"),
    "/secretariat/sanctions/{pk}/advance/": Row(SECRETARIAT, "POST", "list_load"),
    "/secretariat/waiting/": Row(SECRETARIAT),
    "/secretariat/waiting/{proposal_id}/": Row(SECRETARIAT, EDIT, "key_proposal"),
    "/secretariat/publish/": Row(SECRETARIAT, EDIT),
    "/secretariat/publish/request.json": Row(SECRETARIAT),
    "/secretariat/participants/": Row(READERS),
    "/secretariat/participants/add/": Row(SECRETARIAT, EDIT),
    "/secretariat/participants/{code}/": Row(READERS, of_path=CF),
    "/secretariat/participants/{code}/start-period/": Row(SECRETARIAT, EDIT, of_path=CF),
    "/secretariat/participants/{code}/end-period/": Row(SECRETARIAT, EDIT, of_path=CF),
    "/secretariat/participants/{code}/wordings/": Row(SECRETARIAT, EDIT, of_path=CF),
    "/secretariat/wordings/": Row(READERS),
    "/secretariat/wordings/add/": Row(SECRETARIAT, EDIT),
    "/secretariat/advisories/": Row(READERS),
    "/secretariat/advisories/add/": Row(SECRETARIAT, EDIT),
    "/secretariat/advisories/{advisory_id}/": Row(READERS, of_path=ABUSES),
    "/secretariat/advisories/{advisory_id}/change/": Row(SECRETARIAT, EDIT, of_path=ABUSES),
    "/secretariat/advisories/{advisory_id}/end/": Row(SECRETARIAT, EDIT, of_path=ABUSES),
    "/secretariat/authorities/monitors/": Row(READERS),
    "/secretariat/authorities/monitors/create-key/": Row(SECRETARIAT, EDIT),
    "/secretariat/clearance/": Row(MONITOR),
    "/secretariat/clearance/{clearance_id}/": Row(MONITOR, thing="clearance"),
    "/secretariat/clearance/{clearance_id}/approve/": Row(MONITOR, EDIT, "clearance"),
    "/secretariat/clearance/{clearance_id}/object/": Row(MONITOR, EDIT, "clearance"),
    "/secretariat/clearance/{clearance_id}/files/{file_id}/": Row(MONITOR, thing="clearance"),
    "/secretariat/clearance/{clearance_id}/files/{file_id}/thumbnail.jpg": Row(MONITOR, thing="clearance"),
    "/secretariat/zones/": Row(READERS),
    "/secretariat/zones/{code}/add/": Row(SECRETARIAT, EDIT, of_path=CF),
    "/secretariat/zones/{code}/rule/": Row(SECRETARIAT, EDIT, of_path=CF),
    "/secretariat/zones/{zone_id}/open/": Row(SECRETARIAT, EDIT, of_path=BODA),
    "/secretariat/zones/{zone_id}/close/": Row(SECRETARIAT, EDIT, of_path=BODA),
    "/secretariat/authorities/": Row(READERS),
    "/secretariat/authorities/add/": Row(SECRETARIAT, EDIT),
    "/secretariat/authorities/{authority_id}/": Row(READERS, of_path=BW),
    "/secretariat/authorities/{authority_id}/edit/": Row(SECRETARIAT, EDIT, of_path=BW),
    "/secretariat/authorities/{authority_id}/add-range/": Row(SECRETARIAT, EDIT, of_path=BW),
    "/secretariat/authorities/{authority_id}/void-number/": Row(SECRETARIAT, EDIT, of_path=BW),
    "/secretariat/authorities/{authority_id}/create-key/": Row(SECRETARIAT, EDIT, of_path=BW),
    "/secretariat/keys/{kid}/activate/": Row(SECRETARIAT, EDIT, "key"),
    "/secretariat/keys/{kid}/retire/": Row(SECRETARIAT, EDIT, "key"),
    "/secretariat/keys/{kid}/distrust/": Row(SECRETARIAT, EDIT, "key"),
}


def rows() -> list[tuple[str, Row]]:
    """List every row with its route."""
    return [(route, row) for route, held in TABLE.items() for row in (held if isinstance(held, list) else [held])]
