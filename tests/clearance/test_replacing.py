"""What stands behind a certificate goes along to its replacement and is counted once; the monitors' word stays."""

from decimal import Decimal

import pytest

from kpverify.audit.models import AuditEntry
from kpverify.certificates import drafting
from kpverify.certificates import services as certificates
from kpverify.certificates.assessment import assess
from kpverify.certificates.models import Certificate
from kpverify.clearance import services
from kpverify.diligence.models import Statement
from kpverify.diligence.services import save_statement
from kpverify.dossier.models import DossierFile
from kpverify.dossier.services import files_of, open_file, withdraw_file
from kpverify.errors import Refused
from kpverify.provenance import drawing, imports, slips
from kpverify.provenance.models import ImportUse
from tests.certificates.conftest import Shipping
from tests.diligence.conftest import said

from .test_clearance import approve, asked, folder, now, parcel, people, regime
from .test_hostile import issued

__all__ = ["asked", "folder", "issued", "now", "parcel", "people", "regime"]
pytestmark = pytest.mark.django_db


def codes(certificate, now):
    return {one["code"] for one in assess(certificate=Certificate.objects.get(pk=certificate.pk), now=now)}


def replace(made, by, now):
    new = certificates.replace_certificate(number=made.number, reason="Address", by=by, now=now)
    return Certificate.objects.get(pk=new.pk)


def test_slips_and_files_go_along_and_the_monitors_are_asked_again(issued, people, now):
    by = people["preparer"]
    new = replace(issued, by, now)
    assert [one.number for one in slips.slips_of(new.pk)] == ["B-17"]
    (held,), (copy,) = files_of(issued), files_of(new)
    assert (copy.sha256, copy.stored_as, copy.copy_of) == (held.sha256, held.stored_as, held)
    _, given = open_file(file_id=copy.pk, by=by)
    with given:
        assert given.read()
    entry = AuditEntry.objects.get(verb="certificate.carry")
    assert entry.detail == {"from": issued.number, "slips": "B-17", "files": "parcel.jpg"}
    # The stones are the same: they are used by nobody else. The word was for the first certificate.
    assert services.clearance_of(new) is None
    assert codes(new, now) - {"origin.advisory"} == {"origin.clearance-missing"}
    again = services.ask(certificate_id=new.pk, by=by, now=now)
    assert again.signed is None
    # Taken away from one, it stays behind the other.
    withdraw_file(file_id=copy.pk, reason="Blurred", by=by, now=now)
    assert DossierFile.objects.get(pk=held.pk).withdrawn_at is None
    # Anybody else with this slip is told, of one of the two.
    other = certificates.draft_certificate(content={**drafting.copy_of(issued), "seals": ["X-1"]}, by=by, now=now)
    assert slips.slips_of(other.pk) == []
    (slip,) = slips.slips_of(issued.pk)
    slips.add_slip(
        certificate_id=other.pk,
        slip={name: str(getattr(slip, name)) for name in slips.FIELDS},
        by=by,
        now=now,
    )
    (found,) = [one for one in assess(certificate=other, now=now) if one["code"] == "car.zones.slip-used"]
    assert found["values"]["certificate"] == issued.number


def test_a_replacement_is_cleared_and_issued_like_any_other(issued, people, now):
    by = people["preparer"]
    new = replace(issued, by, now)
    changed = {name: value for name, value in new.content.items() if name != "replaces"}
    certificates.change_draft(certificate_id=new.pk, content={**changed, "seals": ["CF-NEW-1"]}, by=by, now=now)
    again = services.ask(certificate_id=new.pk, by=by, now=now)
    certificates.submit_certificate(certificate_id=new.pk, by=by, now=now)
    certificates.approve_certificate(certificate_id=new.pk, by=people["approver"], now=now)
    with pytest.raises(Refused) as refused:
        certificates.issue_certificate(certificate_id=new.pk, by=people["approver"], now=now)
    assert {one["code"] for one in refused.value.findings} == {"origin.clearance-missing"}
    for monitor in ("mireille", "kwame"):
        approve(again, people[monitor], now)
    made = certificates.issue_certificate(certificate_id=new.pk, by=people["approver"], now=now)
    assert Certificate.objects.get(pk=issued.pk).state == "revoked"
    assert made.state == "issued"


@pytest.fixture
def shipping(world):
    return Shipping(world.ada, world.ben, world.now)


def test_what_is_drawn_from_an_import_certificate_leaves_once(world, shipping):
    now, by = world.now, world.ada
    typed = {"number": "AO26000017", "issuer": "AO", "imported_on": now.date().isoformat(), "origins": "AO"}
    line = {"carats_710231": "100", "usd_710231": "9000"}
    imports.add_import(imported={**typed, **line}, by=by, now=now)

    def drawn(carats):
        goods = [{"hs": "7102.31", "carats": carats, "usd": "900"}]
        made = shipping.draft(mining_origin=["AO"], goods=goods, seals=[f"S-{carats}"])
        use = {"number": "AO26000017", "hs": "7102.31", "carats": carats}
        drawing.draw(certificate_id=made.pk, use=use, by=by, now=now)
        return made

    def before(made):
        (use,) = drawing.uses_of(made.pk)
        return drawing._drawn_elsewhere(use)

    def done(made):
        certificates.submit_certificate(certificate_id=made.pk, by=by, now=now)
        certificates.approve_certificate(certificate_id=made.pk, by=world.ben, now=now)
        return certificates.issue_certificate(certificate_id=made.pk, by=world.ben, now=now)

    first, other = done(drawn("60")), drawn("40")
    new = replace(first, by, now)
    assert ImportUse.objects.filter(certificate=new).count() == 1
    assert (before(new), before(other)) == (Decimal("0.00"), Decimal(60))
    certificates.submit_certificate(certificate_id=new.pk, by=by, now=now)
    # Both are in force or submitted: the goods are the same.
    assert (before(first), before(other)) == (Decimal("0.00"), Decimal(60))
    certificates.approve_certificate(certificate_id=new.pk, by=world.ben, now=now)
    certificates.issue_certificate(certificate_id=new.pk, by=world.ben, now=now)
    assert before(other) == Decimal(60)
    assert "kpcs.imports.overdrawn" not in codes(other, now)


def test_statements_go_along_bound_to_the_new_certificate_and_a_copy_takes_none(world, shipping):
    now, by = world.now, world.ada
    draft = shipping.draft(due_diligence=[])
    save_statement(certificate_id=draft.pk, typed=said(), by=by, now=now)
    certificates.submit_certificate(certificate_id=draft.pk, by=by, now=now)
    certificates.approve_certificate(certificate_id=draft.pk, by=world.ben, now=now)
    made = certificates.issue_certificate(certificate_id=draft.pk, by=world.ben, now=now)
    new = replace(made, by, now)
    assert sorted(new.content["due_diligence"]) == sorted(made.content["due_diligence"])
    save_statement(certificate_id=new.pk, typed=said(scope="Only this parcel"), by=by, now=now)
    assert Statement.objects.get(certificate=made).said["scope"] == said()["scope"]
    new.refresh_from_db()
    assert set(new.content["due_diligence"]) & set(made.content["due_diligence"]) == {"OECD-DDG"}
    assert drafting.copy_of(made)["due_diligence"] == ["OECD-DDG"]
