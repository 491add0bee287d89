"""Many certificates are revoked by two officers, and a process that dies in the middle loses and repeats nothing."""

import pytest

from kpverify.audit.models import AuditEntry
from kpverify.certificates import mass
from kpverify.certificates.models import Certificate, MassItem
from kpverify.certificates.withdrawal import suspend_certificate
from kpverify.errors import Refused
from kpverify.office.upkeep import do_what_is_due
from tests.office.conftest import Desk, words

WHY = "Weighed with a scale that was wrong"


@pytest.fixture
def made(shipping):
    return [shipping.issued() for _ in range(3)]


def chosen(certificates):
    return mass.Chosen(numbers="\n".join(one.number for one in certificates))


def proposed(world, made, now, **more):
    found = {"chosen": chosen(made), "count": len(made), "reason": WHY, "by": world.ben, "now": now, **more}
    return mass.propose_mass(**found)


def states():
    return sorted(Certificate.objects.values_list("state", flat=True))


def test_two_officers_revoke_many(world, made, now):
    found = proposed(world, made, now)
    # Nothing is stopped by one person.
    assert states() == ["issued"] * 3
    with pytest.raises(Refused) as against:
        mass.decide_mass(mass_id=found.pk, does_confirm=True, by=world.ben, now=now)
    assert against.value.code == "second-person-needed"
    with pytest.raises(Refused) as early:
        mass.advance_mass(mass_id=found.pk, now=now)
    assert early.value.code == "not-confirmed"
    mass.decide_mass(mass_id=found.pk, does_confirm=True, by=world.bontle, now=now)
    done = mass.advance_mass(mass_id=found.pk, now=now)
    assert done.finished_at is not None
    assert states() == ["revoked"] * 3
    entries = AuditEntry.objects.filter(verb="certificate.revoke")
    assert {one.detail["reason"] for one in entries} == {WHY}
    assert entries.count() == 3


def test_what_was_begun_is_finished_by_work(world, made, now, monkeypatch):
    monkeypatch.setattr(mass, "STEP", 1)
    found = proposed(world, made, now)
    mass.decide_mass(mass_id=found.pk, does_confirm=True, by=world.bontle, now=now)
    mass.advance_mass(mass_id=found.pk, now=now)
    assert states().count("revoked") == 1
    for _ in range(2):
        do_what_is_due(now=now)
    assert states() == ["revoked"] * 3
    assert AuditEntry.objects.filter(verb="certificate.revoke").count() == 3


def test_one_that_cannot_be_revoked_does_not_keep_the_others(world, made, now):
    found = proposed(world, made, now)
    mass.decide_mass(mass_id=found.pk, does_confirm=True, by=world.bontle, now=now)
    Certificate.objects.filter(pk=made[0].pk).update(state="revoked")
    suspend_certificate(number=made[1].number, reason="x", by=world.ben, now=now)
    mass.advance_mass(mass_id=found.pk, now=now)
    assert states() == ["revoked"] * 3
    refused = MassItem.objects.exclude(refusal="").get()
    assert refused.certificate_id == made[0].pk


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"count": None}, "count-wrong"),
        ({"count": 2}, "count-wrong"),
        ({"reason": " "}, "reason-missing"),
        ({"chosen": mass.Chosen(numbers="BW26999999")}, "numbers-unknown"),
        ({"chosen": mass.Chosen()}, "nothing-chosen"),
        ({"chosen": mass.Chosen(kid="AE-26-1")}, "numbers-unknown"),
    ],
)
def test_what_cannot_be_proposed(world, made, now, changes, code):
    with pytest.raises(Refused) as against:
        proposed(world, made, now, **changes)
    assert against.value.code == code


def test_foreign_certificates_are_not_there(world, made, now):
    with pytest.raises(Refused) as against:
        proposed(world, made, now, by=world.chen)
    assert against.value.code == "numbers-unknown"


def test_all_that_a_key_has_signed(world, made, now):
    kid = made[0].intent.partition('"kid":"')[2].partition('"')[0]
    since = made[0].issued_at
    found = proposed(world, made, now, chosen=mass.Chosen(kid=kid, since=since), count=3)
    assert found.items.count() == 3


def test_the_pages_lead_two_officers_through_it(world, made):
    ben, bontle = Desk(world.ben), Desk(world.bontle)
    # Picked from the list, they stand in the form.
    listed = ben.get("/office/").content.decode()
    assert all(f'name="number" value="{one.number}" form="picked"' in listed for one in made)
    picked = ben.client.get("/office/mass/new/", {"number": [one.number for one in made]})
    assert all(one.number in words(picked) for one in made)
    assert 'form="picked"' not in Desk(world.ada).get("/office/").content.decode()
    fields = {"numbers": ", ".join(one.number for one in made), "reason": WHY, "do": "do"}
    asked = ben.post("/office/mass/new/", **fields)
    assert asked.status_code == 422
    assert "This is about 3 certificates" in words(asked)
    assert ben.post("/office/mass/new/", **fields, count="3").status_code == 303
    found = mass.MassRevocation.objects.get()
    page = f"/office/mass/{found.pk}/"
    assert "another officer has to confirm" in words(ben.get(page))
    assert ben.post(page, do="confirm").status_code == 409
    for desk, what in ((ben, "show"), (bontle, "show"), (bontle, "")):
        # As after a sign-in that came between: the page is shown again, and nothing is decided.
        assert desk.post(page, do=what).status_code == 200
    assert bontle.post(page, do="confirm").status_code == 303
    assert "0 of 3" in words(bontle.get(page))
    step = bontle.client.post(
        f"{page}advance/", {"csrfmiddlewaretoken": bontle.hidden(bontle.get(page))["csrfmiddlewaretoken"]},
        headers={"Accept": "application/json"},
    )  # fmt: skip
    assert step.json() == {"done": 3, "total": 3, "finished": True, "next": page}
    assert states() == ["revoked"] * 3
