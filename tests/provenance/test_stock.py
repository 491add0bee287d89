"""The ledger: what came in, what left, who counted, who explained."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied

from kpverify.audit.models import AuditEntry
from kpverify.certificates import services as certificates
from kpverify.certificates.assessment import assess
from kpverify.compliance.evidence import Asked, gather
from kpverify.dossier.services import withdraw_file
from kpverify.errors import Refused
from kpverify.proposals import services as proposals
from kpverify.provenance import drawing, explaining, imports, stock
from kpverify.provenance.ledger import came_and_went, ledger_of
from kpverify.provenance.register import in_register
from tests.certificates.conftest import Shipping, revoked_by_two
from tests.dossier.conftest import add, folder, picture

pytestmark = pytest.mark.django_db
# In the range of Angola that is published, and that nothing was taken from on this node.
NUMBER = "AO26000017"
__all__ = ["folder"]
CODE = "kpcs.balance.more-than-came-in"


def counted(world, now, *lines, on=None):
    """Count the stock of Botswana: lines of HS code, origins, carats."""
    day = (on or now.date()).isoformat()
    written = [{"hs": hs, "origins": origins, "carats": carats, "usd": "1"} for hs, origins, carats in lines]
    held = stock.propose_stocktake(on=day, lines=written, by=world.ben, now=now)
    proposals.confirm(proposal_id=held.pk, by=world.bontle, now=now)


def mixed(*origins, carats="100"):
    return {"mining_origin": list(origins), "goods": [{"hs": "7102.31", "carats": carats, "usd": "9000"}]}


def codes(certificate, now):
    return [one["code"] for one in assess(certificate=certificate, now=now)]


def left(world, now, origin, hs="7102.31"):
    came, went = came_and_went(ledger_of("BW", on=now.date()), hs, origin)
    return came - went


def test_nothing_is_asked_of_who_has_counted_nothing(shipping, now):
    assert ledger_of("BW", on=now.date()) is None
    assert gather(Asked(None, "BW", shipping.draft().content, now)).balances is None


def test_a_stocktake_takes_two_and_the_ledger_begins_with_it(world, shipping, now):
    draft = shipping.draft()
    held = stock.propose_stocktake(on=now.date().isoformat(), lines=[], by=world.ben, now=now)
    with pytest.raises(Refused) as refused:
        proposals.confirm(proposal_id=held.pk, by=world.ben, now=now)
    assert refused.value.code == "second-person-needed"
    assert CODE not in codes(draft, now)
    proposals.confirm(proposal_id=held.pk, by=world.bontle, now=now)
    assert CODE in codes(draft, now)
    with pytest.raises(PermissionDenied):
        stock.propose_stocktake(on=now.date().isoformat(), lines=[], by=world.ada, now=now)
    with pytest.raises(Refused) as refused:
        stock.propose_stocktake(on=now.date().isoformat(), lines=[], by=world.ben, now=now)
    assert refused.value.code == "stock-older"


def test_what_leaves_is_taken_off_and_what_is_revoked_comes_back(world, shipping, now):
    counted(world, now, ("7102.31", "BW", "3000"))
    first = shipping.issued()
    assert left(world, now, "BW") == Decimal("1195.48")
    assert CODE in codes(shipping.draft(), now)
    revoked_by_two(first.number, by=world.ben, now=now)
    assert left(world, now, "BW") == Decimal(3000)
    amended = shipping.amended([{"field": "goods[0].carats", "new": "1000.00"}])
    assert amended.state == "issued"
    assert left(world, now, "BW") == Decimal(2000)


def test_a_replacement_does_not_leave_a_second_time(world, shipping, now):
    counted(world, now, ("7102.31", "BW", "1804.52"))
    issued = shipping.issued()
    new = certificates.replace_certificate(number=issued.number, reason="Address", by=world.ada, now=now)
    assert CODE not in codes(new, now)
    assert CODE in codes(shipping.draft(), now)


def test_production_adds_to_ones_own_origin_and_may_not_overlap(world, shipping, now):
    counted(world, now, on=now.date() - timedelta(days=60))
    day, end = (now.date() - timedelta(days=many) for many in (40, 10))
    mined = {"starts_on": day.isoformat(), "ends_on": end.isoformat(), "hs": "7102.10", "carats": "1900", "usd": "1"}
    made = stock.record_production(production=mined, by=world.ben, now=now)
    # Unsorted goods leave sorted.
    assert left(world, now, "BW") == Decimal(1900)
    assert CODE not in codes(shipping.draft(), now)
    with pytest.raises(Refused) as refused:
        stock.record_production(production={**mined, "starts_on": mined["ends_on"]}, by=world.ben, now=now)
    assert refused.value.code == "production-twice"
    stock.remove_production(production_id=made.pk, by=world.ben, now=now)
    assert left(world, now, "BW") == 0
    verbs = AuditEntry.objects.filter(subject="stock:BW").order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["stock.production-add", "stock.production-remove"]


def test_a_mixed_parcel_draws_from_all_its_origins_together(world, shipping, now):
    counted(world, now, ("7102.31", "AO", "100"), ("7102.31", "ZW", "50"), ("7102.31", "AO ZA", "30"))
    assert left(world, now, "AO ZW") == Decimal(180)
    shipping.issued(**mixed("AO", "ZW", carats="120"), seals=["S-1"])
    assert left(world, now, "AO ZW") == Decimal(60)
    # Nobody can say of which origin those were: Angola alone is not short yet, though it may become so together.
    assert left(world, now, "AO") == Decimal(130)
    assert CODE not in codes(shipping.draft(**mixed("AO", carats="130"), seals=["S-2"]), now)
    assert CODE in codes(shipping.draft(**mixed("AO", carats="131"), seals=["S-3"]), now)
    assert CODE in codes(shipping.draft(**mixed("AO", "ZW", carats="61"), seals=["S-4"]), now)
    # A mixture that is not disclosed may hold any.
    assert left(world, now, "") == Decimal(60)


def test_a_shortfall_waits_until_one_has_explained_it_and_another_accepted(world, shipping, now):
    counted(world, now)
    draft = shipping.draft()
    (line,) = explaining.lines_of("BW", now=now)
    assert (line.is_short, line.short) == (True, Decimal("1804.52"))
    told = explaining.explain(hs="7102.31", origins="BW", reason="Found in the vault", by=world.ben, now=now)
    with pytest.raises(Refused) as refused:
        explaining.decide(explanation_id=told.pk, does_accept=True, by=world.ben, now=now)
    assert refused.value.code == "second-person-needed"
    assert CODE in codes(draft, now)
    explaining.decide(explanation_id=told.pk, does_accept=True, by=world.bontle, now=now)
    assert CODE not in codes(draft, now)
    # It explains so much, and no more.
    shipping.issued()
    assert CODE in codes(draft, now)


def test_what_is_declined_explains_nothing(world, shipping, now):
    counted(world, now)
    draft = shipping.draft()
    told = explaining.explain(hs="7102.31", origins="BW", reason="Who knows", by=world.ada, now=now)
    with pytest.raises(Refused) as refused:
        explaining.explain(hs="7102.31", origins="BW", reason="Who knows", by=world.ben, now=now)
    assert refused.value.code == "explained-already"
    with pytest.raises(PermissionDenied):
        explaining.decide(explanation_id=told.pk, does_accept=True, by=world.ada, now=now)
    explaining.decide(explanation_id=told.pk, does_accept=False, by=world.ben, now=now)
    assert CODE in codes(draft, now)


def entered(world, now, **changes):
    typed = {
        "number": NUMBER,
        "issuer": "AO",
        "imported_on": now.date().isoformat(),
        "origins": "AO",
        "carats_710231": "150",
        "usd_710231": "9000",
        **changes,
    }
    return imports.add_import(imported=typed, by=world.ada, now=now)


def test_two_exports_draw_from_one_import(world, shipping, now, folder):
    counted(world, now)
    entered(world, now)
    first, second = (shipping.draft(**mixed("AO"), seals=[seal]) for seal in ("S-1", "S-2"))
    assert "kpcs.imports.missing" in codes(first, now)
    for draft in (first, second):
        file = add(draft, picture(), "import.jpg", by=world.ada, now=now, kind="import-certificate")
        use = {"number": NUMBER, "hs": "7102.31", "carats": "100", "paper": file.sha256}
        drawn = drawing.draw(certificate_id=draft.pk, use=use, by=world.ada, now=now)
    assert [code for code in codes(first, now) if code.startswith("kpcs")] == []
    certificates.submit_certificate(certificate_id=first.pk, by=world.ada, now=now)
    assert "kpcs.imports.overdrawn" in codes(second, now)
    drawing.undraw(use_id=drawn.pk, by=world.ada, now=now)
    assert "kpcs.imports.missing" in codes(second, now)
    with pytest.raises(Refused) as refused:
        imports.remove_import(import_id=drawn.imported_id, by=world.ada, now=now)
    assert refused.value.code == "import-used"


def test_an_import_is_entered_once_and_compared_with_the_register(world, now):
    """A certificate of this node is compared with what was entered, whatever the officer says."""
    emirates = Shipping(world.chen, world.chen, now)
    world.grant(world.dora, "approver")
    sender = Shipping(world.ada, world.ben, now)
    issued = sender.issued()  # from Botswana to the Emirates
    typed = {"number": issued.number, "issuer": "BW", "imported_on": now.date().isoformat(), "origins": "BW"}
    held = {**typed, "carats_710231": "1900", "usd_710231": "1"}
    imports.add_import(imported=held, by=world.chen, now=now)
    with pytest.raises(Refused) as refused:
        imports.add_import(imported=held, by=world.chen, now=now)
    assert refused.value.code == "import-exists"
    draft = emirates.draft(**mixed("BW"))
    use = {"number": issued.number, "hs": "7102.31", "carats": "100"}
    drawing.draw(certificate_id=draft.pk, use=use, by=world.chen, now=now)
    assert "kpcs.imports.differs" in codes(draft, now)
    certificates.suspend_certificate(number=issued.number, reason="Weight", by=world.ben, now=now)
    assert "kpcs.imports.withdrawn" in codes(draft, now)
    certificates.reinstate_certificate(number=issued.number, reason="Weight", by=world.ben, now=now)
    assert "kpcs.imports.withdrawn" not in codes(draft, now)
    revoked_by_two(issued.number, by=world.ben, now=now)
    assert "kpcs.imports.withdrawn" in codes(draft, now)


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, "same"),
        ({"origins": "BW ZA"}, "origins-differ"),
        ({"origins": ""}, "origins-differ"),
        ({"carats_710231": "1804.53"}, "differs"),
        ({"carats_710231": "", "usd_710231": "", "carats_710221": "1", "usd_710221": "1"}, "differs"),
        ({"number": "missing"}, "missing"),
        ({"number": "elsewhere"}, "missing"),
        ({"number": NUMBER}, ""),
    ],
)
def test_what_the_register_of_this_node_says(world, now, changes, found):
    sender = Shipping(world.ada, world.ben, now)
    party = {"name": "Tapi Polishers", "address": "Surat", "country": "IN"}
    issued, other = sender.issued(), sender.issued(importer=party, seals=["S-1"])
    numbers = {"missing": f"{issued.number[:-2]}99", "elsewhere": other.number}
    typed = {"number": issued.number, "issuer": "BW", "imported_on": now.date().isoformat(), "origins": "BW"}
    typed |= {"carats_710231": "1804.52", "usd_710231": "1", **changes}
    typed["number"] = numbers.get(typed["number"], typed["number"])
    held = imports.add_import(imported=typed, by=world.chen, now=now)
    line = held.lines.get()
    assert in_register(held, line.hs, line.carats, "AE") == found


def test_only_an_import_certificate_of_the_dossier_can_be_named_as_its_paper(world, shipping, now, folder):
    entered(world, now)
    draft = shipping.draft(**mixed("AO"))
    invoice = add(draft, picture(), "invoice.jpg", by=world.ada, now=now, kind="invoice")
    for paper in (invoice.sha256, "ab" * 32):
        use = {"number": NUMBER, "hs": "7102.31", "carats": "100", "paper": paper}
        with pytest.raises(Refused) as refused:
            drawing.draw(certificate_id=draft.pk, use=use, by=world.ada, now=now)
        assert [one["field"] for one in refused.value.findings] == ["paper"]
    file = add(draft, picture(size=(60, 40)), "import.jpg", by=world.ada, now=now, kind="import-certificate")
    use["paper"] = file.sha256
    drawing.draw(certificate_id=draft.pk, use=use, by=world.ada, now=now)
    assert [one.standing for one in drawing.claims_of(draft, now=now)] == ["paper"]
    entry = AuditEntry.objects.filter(verb="certificate.import-draw").get()
    assert entry.detail["sha256"] == file.sha256
    withdraw_file(file_id=file.pk, reason="Wrong page", by=world.ada, now=now)
    assert [one.standing for one in drawing.claims_of(draft, now=now)] == ["bare"]
    assert "kpcs.imports.paper-missing" in codes(draft, now)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "17"),
        ("issuer", "Angola"),
        ("imported_on", "2999-01-01"),
        ("origins", "Angola"),
        ("carats_710231", ""),
    ],
)
def test_what_cannot_stand_in_an_import_certificate_is_named(world, now, field, value):
    with pytest.raises(Refused) as refused:
        entered(world, now, **{field: value})
    assert field in [one["field"] for one in refused.value.findings]
