"""From draft to approved: who may, in which state, and with what standing against it."""

import random

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from kpverify.accounts.models import Officer
from kpverify.audit.models import AuditEntry
from kpverify.certificates import services
from kpverify.certificates.models import Certificate, State
from kpverify.errors import Refused
from kpverify.status.models import StatusList

from .conftest import Shipping
from .typed import content, importer

pytestmark = pytest.mark.django_db

STATES = ["draft", "submitted", "approved", "issuing", "issued", "suspended", "revoked", "void"]


def verbs(certificate):
    return list(AuditEntry.objects.filter(subject=f"certificate:{certificate.pk}").values_list("verb", flat=True))


def test_a_draft_belongs_to_the_authority_of_who_prepared_it(shipping, ada):
    made = shipping.draft()
    assert (made.state, made.authority_id, made.prepared_by, made.number) == (State.DRAFT, "BW", ada, None)
    assert (made.destination, made.importer_name) == ("AE", "Gulf Tender House DMCC")
    assert verbs(made) == ["certificate.draft"]


def test_a_draft_may_be_incomplete_but_is_not_submitted(shipping, ada, now):
    made = services.draft_certificate(content={"parcels": 1}, by=ada, now=now)
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    assert (refused.value.code, refused.value.status) == ("not-certifiable", 422)
    assert {"goods", "seals", "exporter"} <= {one["field"] for one in refused.value.findings}
    made.refresh_from_db()
    assert (made.state, made.version) == (State.DRAFT, 1)


def test_two_officers_bring_it_to_approved(shipping, ada, ben):
    made = shipping.approved()
    made.refresh_from_db()
    assert (made.state, made.prepared_by, made.approved_by, made.version) == (State.APPROVED, ada, ben, 3)
    assert verbs(made) == ["certificate.draft", "certificate.submit", "certificate.approve"]


def test_nobody_approves_what_they_prepared(world, chen, now):
    made = services.draft_certificate(content=content(mining_origin=["AO"]), by=chen, now=now)
    services.submit_certificate(certificate_id=made.pk, by=chen, now=now)
    with pytest.raises(Refused) as refused:
        services.approve_certificate(certificate_id=made.pk, by=chen, now=now)
    assert refused.value.code == "same-officer"


def test_the_database_itself_wants_two_officers(shipping, ada):
    made = shipping.approved()
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(approved_by=ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=made.pk).update(approved_by=None)


def test_who_changes_a_draft_prepared_it(shipping, world, ada, ben, now):
    """Otherwise an approver could write the content, and let another's name stand under it."""
    world.grant(ben, "preparer")
    made = shipping.draft()
    changed = services.change_draft(certificate_id=made.pk, content=content(parcels=9), version=1, by=ben, now=now)
    assert (changed.prepared_by, changed.version, changed.content["parcels"]) == (ben, 2, 9)
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    assert refused.value.code == "not-your-draft"
    services.submit_certificate(certificate_id=made.pk, by=ben, now=now)
    with pytest.raises(Refused) as refused:
        services.approve_certificate(certificate_id=made.pk, by=ben, now=now)
    assert refused.value.code == "same-officer"


def test_a_change_of_an_older_version_is_refused(shipping, ada, now):
    made = shipping.draft()
    services.change_draft(certificate_id=made.pk, content=content(parcels=3), version=1, by=ada, now=now)
    with pytest.raises(Refused) as refused:
        services.change_draft(certificate_id=made.pk, content=content(parcels=4), version=1, by=ada, now=now)
    assert (refused.value.code, refused.value.status) == ("version-conflict", 409)
    made.refresh_from_db()
    assert made.content["parcels"] == 3


def test_an_approval_is_of_the_version_that_was_seen(shipping, ada, ben, now):
    made = shipping.submitted()
    seen = made.version
    services.send_back(certificate_id=made.pk, reason="Check the weight", by=ben, now=now)
    services.change_draft(certificate_id=made.pk, content=content(parcels=7), version=seen + 1, by=ada, now=now)
    services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    with pytest.raises(Refused) as refused:
        services.approve_certificate(certificate_id=made.pk, version=seen, by=ben, now=now)
    assert refused.value.code == "version-conflict"


@pytest.mark.parametrize("state", ["submitted", "approved"])
def test_what_is_sent_back_is_a_draft_again_with_the_reason(shipping, ben, now, state):
    made = getattr(shipping, state)()
    back = services.send_back(certificate_id=made.pk, reason=" Seal\n2 is missing ", by=ben, now=now)
    assert (back.state, back.approved_by, back.reason) == (State.DRAFT, None, "Seal 2 is missing")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ["change_draft", "submit_certificate", "send_back", "approve_certificate", "issue"])
def test_every_act_keeps_to_the_table(shipping, ada, ben, now, state, act):
    allowed = {
        "change_draft": {"draft"},
        "submit_certificate": {"draft"},
        "send_back": {"submitted", "approved"},
        "approve_certificate": {"submitted"},
        "issue": {"approved"},
    }
    more = {"change_draft": {"content": content()}, "send_back": {"reason": "x"}}.get(act, {})
    service = services.issue_certificate if act == "issue" else getattr(services, act)
    by = ada if act in ("change_draft", "submit_certificate") else ben
    made = getattr(shipping, state)()
    before = Certificate.objects.values().get(pk=made.pk)
    if state in allowed[act]:
        service(certificate_id=made.pk, by=by, now=now, **more)
        return
    with pytest.raises(Refused) as refused:
        service(certificate_id=made.pk, by=by, now=now, **more)
    assert refused.value.code == "wrong-state"
    assert Certificate.objects.values().get(pk=made.pk) == before


@pytest.mark.parametrize(
    ("act", "who"),
    [("submit_certificate", "ben"), ("approve_certificate", "ada"), ("issue_certificate", "ada"), ("send_back", "ada")],
)
def test_roles_are_asked_before_anything_else(shipping, world, now, act, who):
    made = shipping.submitted()
    more = {"reason": "x"} if act == "send_back" else {}
    with pytest.raises(PermissionDenied):
        getattr(services, act)(certificate_id=made.pk, by=getattr(world, who), now=now, **more)


def test_an_officer_without_a_role_drafts_nothing(dora, now):
    with pytest.raises(PermissionDenied):
        services.draft_certificate(content=content(), by=dora, now=now)
    assert not Certificate.objects.exists()


@pytest.mark.parametrize("act", ["approve_certificate", "send_back", "issue_certificate"])
def test_another_authority_finds_nothing(shipping, chen, now, act):
    made = shipping.submitted()
    more = {"reason": "x"} if act == "send_back" else {}
    with pytest.raises(Refused) as refused:
        getattr(services, act)(certificate_id=made.pk, by=chen, now=now, **more)
    assert (refused.value.code, refused.value.status) == ("not-found", 404)


def test_a_list_shows_an_officer_their_own_authority_only(shipping, ada, chen, world):
    made = shipping.draft()
    assert list(Certificate.objects.visible_to(ada)) == [made]
    assert not Certificate.objects.visible_to(chen).exists()
    assert not Certificate.objects.visible_to(world.sefako).exists()


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"importer": importer(country="ZZ")}, "importer.country", "participant.destination-not-participant"),
        ({"mining_origin": ["FR", "ZZ"]}, "mining_origin", "origin.not-participant"),
        ({"zones": ["CF-BERBERATI"]}, "zones", "origin.zone-foreign"),
    ],
)
def test_what_verifiers_would_refuse_is_refused_at_submission(shipping, ada, now, changes, field, code):
    made = shipping.draft(**changes)
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    assert (field, code) in [(one["field"], one["code"]) for one in refused.value.findings]
    assert code in [one["code"] for one in services.assess(certificate=made, now=now)]


def test_what_deserves_a_look_does_not_stop_a_submission(shipping, now):
    """The European Union takes no mixed origins since March 2025: the importer may still be told so."""
    made = shipping.submitted(mining_origin=[], importer=importer(country="BE"))
    found = services.assess(certificate=made, now=now)
    assert {one["code"]: one["result"] for one in found} == {
        "origin.mixed-refused": "attention",
        "eu.papers.g7-evidence": "attention",
    }


def test_nothing_is_submitted_while_nothing_can_be_checked(shipping, ada, now):
    from kpverify.registry.models import TrustList

    made = shipping.draft()
    TrustList.objects.all().delete()
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    assert (refused.value.code, refused.value.status) == ("no-trust-list", 503)


def test_a_code_too_dense_for_paper_names_the_fields_to_shorten(shipping, ada, now):
    from .test_legibility import largest

    made = shipping.draft(**largest())
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    found = [one for one in refused.value.findings if one["code"] == "qr-too-large"]
    assert "importer.address" in [one["field"] for one in found]


def test_a_replacement_is_not_drafted_from_nothing(ada, now):
    with pytest.raises(Refused, match="Replace"):
        services.draft_certificate(content=content(kind="replacement", replaces="BW26000001"), by=ada, now=now)


@pytest.mark.parametrize("host", ["http://localhost:8000", f"https://{'verify-kimberley-process.' * 2}example.org"])
def test_what_is_submitted_can_be_printed_whoever_approves_it(world, now, settings, host):
    """The longest content that passes, with the longest codes of officers, on a host with a long name."""
    from kpverify.certificates.qr import qr_svg

    from .test_legibility import UNLIKE

    settings.PUBLIC_URL = host
    StatusList.objects.update(is_open=False)
    for nick, code in (("ada", "Aq1xK9wJ4vB2nM8pL5tR3sD6"), ("ben", "Yh7cF3kG2mQ9zX5uV8eT1oP4")):
        Officer.objects.filter(email=f"{nick}@example.org").update(code=code)
    world.publish(now=now)
    ada, ben = Officer.objects.get(pk=world.ada.pk), Officer.objects.get(pk=world.ben.pk)
    shipping, chance, printed = Shipping(ada, ben, now), random.Random(7), []

    def party(country, size):
        return {
            "name": "".join(chance.choices(UNLIKE[:30], k=size // 2)),
            "address": "".join(chance.choices(UNLIKE[:30], k=size)),
            "country": country,
        }

    for size in range(200, 100, -2):
        try:
            made = shipping.submitted(exporter=party("BW", size), importer=party("AE", size))
        except Refused:
            continue
        services.approve_certificate(certificate_id=made.pk, by=ben, now=now)
        printed.append(qr_svg(services.issue_certificate(certificate_id=made.pk, by=ben, now=now).token))
        if len(printed) == 5:
            break
    assert len(printed) == 5
    assert size < 192


def test_the_log_keeps_what_a_change_changed(shipping, ada, now):
    made = shipping.draft()
    changed = {**made.content, "parcels": 3, "remarks": "One more"}
    services.change_draft(certificate_id=made.pk, content=changed, by=ada, now=now)
    entry = AuditEntry.objects.get(verb="certificate.change", subject=f"certificate:{made.pk}")
    assert entry.detail == {"before": {"parcels": 2, "remarks": None}, "after": {"parcels": 3, "remarks": "One more"}}
