"""Purchase slips change only with a draft, by who then prepared it, and nothing is forgotten."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from kpverify.audit.models import AuditEntry
from kpverify.certificates import services as certificates
from kpverify.certificates.assessment import assess
from kpverify.compliance.evidence import Asked, gather
from kpverify.errors import Refused
from kpverify.provenance import slips
from kpverify.provenance.models import PurchaseSlip

from .conftest import typed

pytestmark = pytest.mark.django_db


def add(draft, *, by, now, **changes):
    return slips.add_slip(certificate_id=draft.pk, slip=typed(**changes), by=by, now=now)


def test_a_slip_is_added_corrected_and_taken_off(shipping, ada, now):
    draft = shipping.draft()
    made = add(draft, by=ada, now=now)
    assert (made.produced_on, made.carats, made.zone) == (date(2018, 1, 5), Decimal("812.36"), "CF-CARNOT")
    again = slips.change_slip(slip_id=made.pk, slip=typed(carats="812.63"), version=1, by=ada, now=now)
    assert again.version == 2
    with pytest.raises(Refused, match="changed this slip"):
        slips.change_slip(slip_id=made.pk, slip=typed(carats="1"), version=1, by=ada, now=now)
    assert [one.carats for one in slips.slips_of(draft.pk)] == [Decimal("812.63")]
    slips.remove_slip(slip_id=made.pk, by=ada, now=now)
    assert slips.slips_of(draft.pk) == []
    assert PurchaseSlip.objects.get(pk=made.pk).removed_by == ada
    verbs = AuditEntry.objects.filter(subject=f"certificate:{draft.pk}").order_by("seq").values_list("verb", "detail")
    assert [verb for verb, _ in verbs][1:] == [
        "certificate.slip-add",
        "certificate.slip-change",
        "certificate.slip-remove",
    ]
    assert list(verbs)[2][1] == {"slip": "B-17", "before": {"carats": "812.36"}, "after": {"carats": "812.63"}}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", ""),
        ("number", "x" * 41),
        ("seller", "a\u202eb"),
        ("zone", "CARNOT"),
        ("produced_on", "05.01.2018"),
        ("produced_on", "2018-02-30"),
        ("hs", "7102.39"),
        ("carats", "0"),
        ("carats", "1,5"),
        ("carats", "NaN"),
        ("usd", "-1"),
        ("usd", "1e9"),
    ],
)
def test_what_cannot_stand_on_a_slip_is_named(shipping, ada, now, field, value):
    with pytest.raises(Refused) as refused:
        add(shipping.draft(), by=ada, now=now, **{field: value})
    assert [one["field"] for one in refused.value.findings] == [field]
    assert not PurchaseSlip.objects.exists()


def test_many_are_added_together_or_none(shipping, ada, now):
    draft = shipping.draft()
    with pytest.raises(Refused) as refused:
        slips.add_slips(certificate_id=draft.pk, slips=[typed(), typed(number="2", carats="x")], by=ada, now=now)
    assert [one["field"] for one in refused.value.findings] == ["2.carats"]
    with pytest.raises(Refused, match="there already"):
        slips.add_slips(certificate_id=draft.pk, slips=[typed(), typed()], by=ada, now=now)
    assert slips.slips_of(draft.pk) == []
    slips.add_slips(certificate_id=draft.pk, slips=[typed(), typed(number="2")], by=ada, now=now)
    assert [one.number for one in slips.slips_of(draft.pk)] == ["2", "B-17"]


def test_only_a_draft_of_ones_own_authority_and_only_by_preparers(shipping, ada, ben, chen, now):
    submitted = shipping.submitted()
    with pytest.raises(Refused) as refused:
        add(submitted, by=ada, now=now)
    assert refused.value.code == "wrong-state"
    with pytest.raises(Refused) as refused:
        add(shipping.draft(), by=chen, now=now)
    assert refused.value.code == "not-found"
    with pytest.raises(PermissionDenied):
        add(shipping.draft(), by=ben, now=now)


def test_who_changes_the_evidence_prepared_the_certificate(world, shipping, ada, ben, now):
    world.grant(ben, "preparer")
    draft = shipping.draft()
    add(draft, by=ben, now=now, zone="BW-NORTH")
    draft.refresh_from_db()
    assert draft.prepared_by == ben
    certificates.submit_certificate(certificate_id=draft.pk, by=ben, now=now)
    with pytest.raises(Refused) as refused:
        certificates.approve_certificate(certificate_id=draft.pk, by=ben, now=now)
    assert refused.value.code == "same-officer"


def test_the_rules_see_the_slips_and_where_else_they_stand(shipping, ada, now):
    first, second = shipping.draft(), shipping.draft()
    for draft in (first, second):
        add(draft, by=ada, now=now, zone="BW-NORTH")

    def fact(draft):
        return gather(Asked(draft.pk, "BW", draft.content, now)).slips

    assert [one.used_by for one in fact(second)] == [""]
    certificates.submit_certificate(certificate_id=first.pk, by=ada, now=now)
    (seen,) = fact(second)
    assert seen.used_by == str(first)
    assert (seen.zone, seen.produced_on) == ("BW-NORTH", "2018-01-05")
    assert gather(Asked(None, "BW", {}, now)).slips == ()
    assert "car.zones.slip-used" in [one["code"] for one in assess(certificate=second, now=now)]


def test_a_replacement_takes_over_the_slips_of_what_it_replaces(shipping, ada, now):
    draft = shipping.draft()
    add(draft, by=ada, now=now, zone="BW-NORTH")
    certificates.submit_certificate(certificate_id=draft.pk, by=ada, now=now)
    certificates.approve_certificate(certificate_id=draft.pk, by=shipping.approver, now=now)
    issued = certificates.issue_certificate(certificate_id=draft.pk, by=shipping.approver, now=now)
    new = certificates.replace_certificate(number=issued.number, reason="Address", by=ada, now=now)
    (taken,) = slips.slips_of(new.pk)
    slips.remove_slip(slip_id=taken.pk, by=ada, now=now)
    slips.copy_slips(certificate_id=new.pk, by=ada, now=now)
    assert [one.number for one in slips.slips_of(new.pk)] == ["B-17"]
    assert [one.used_by for one in gather(Asked(new.pk, "BW", new.content, now)).slips] == [""]
    with pytest.raises(Refused) as refused:
        slips.copy_slips(certificate_id=new.pk, by=ada, now=now)
    assert refused.value.code == "nothing-to-copy"
