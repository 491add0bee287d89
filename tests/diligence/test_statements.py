"""Stating, changing, withdrawing: while it is a draft, and what the code then binds."""

import hashlib
import json

import pytest
from django.test import Client

from kpverify.audit.models import AuditEntry
from kpverify.certificates import services as certificates
from kpverify.certificates.models import Certificate
from kpverify.certificates.paper_data import payload_of
from kpverify.diligence import services
from kpverify.diligence.binding import ALPHABET, written
from kpverify.diligence.models import Statement
from kpverify.errors import Refused

from .conftest import said

pytestmark = pytest.mark.django_db


def ids(certificate):
    return Certificate.objects.get(pk=certificate.pk).content["due_diligence"]


def address(certificate):
    return f"/due-diligence/{certificate.number}/{certificate.check_code}"


@pytest.fixture
def issue(shipping, ada, ben, now, state):
    def make(*statements):
        made = shipping.draft(due_diligence=[])
        for one in statements:
            state(made, one)
        certificates.submit_certificate(certificate_id=made.pk, by=ada, now=now)
        certificates.approve_certificate(certificate_id=made.pk, by=ben, now=now)
        return certificates.issue_certificate(certificate_id=made.pk, by=ben, now=now)

    return make


def test_a_statement_brings_its_id_and_the_binding_and_takes_them_away(shipping, state, ada, now):
    draft = shipping.draft(due_diligence=["OWN-1"])
    state(draft, said("UNGP"))
    first = ids(draft)
    assert first[:2] == ["OWN-1", "UNGP"]
    assert first[2].startswith("DETAILS-")
    assert len(first) == 3
    assert len(first[2]) == 24
    state(draft)
    state(draft, said("UNGP", scope="Another"))
    assert ids(draft)[:3] == ["OWN-1", "UNGP", "OECD-DDG"]
    assert ids(draft)[3] != first[2]
    services.withdraw_statement(certificate_id=draft.pk, standard="OECD-DDG", by=ada, now=now)
    services.withdraw_statement(certificate_id=draft.pk, standard="UNGP", by=ada, now=now)
    assert ids(draft) == ["OWN-1"]
    verbs = AuditEntry.objects.filter(verb__startswith="statement.").order_by("seq").values_list("verb", flat=True)
    assert [one.removeprefix("statement.") for one in verbs] == [
        "stated",
        "stated",
        "changed",
        "withdrawn",
        "withdrawn",
    ]


def test_whoever_has_the_details_can_check_them_against_the_signature(issue):
    made = issue(said(), said("LUSAKA-REF", steps=None, auditor=None))
    signed = payload_of(made.token)["kpc"]["due_diligence"]
    answer = Client().get(address(made), headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == 200
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies
    bits = int(hashlib.sha256(answer.content).hexdigest()[:20], 16)
    code = "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(16)))
    assert sorted(signed) == sorted(["LUSAKA-REF", "OECD-DDG", f"DETAILS-{code}"])
    told = json.loads(answer.content)["statements"]
    assert [one["standard"] for one in told] == ["LUSAKA-REF", "OECD-DDG"]
    assert made.content["importer"]["name"] not in answer.content.decode()


def test_who_guesses_learns_nothing(issue):
    made, without = issue(said()), issue()
    wrong = f"/due-diligence/{made.number}/{'0' * 8}"
    answers = [
        Client().get(one)
        for one in (wrong, "/due-diligence/ZZ123/00000000", "/due-diligence/%00/%20", address(without))
    ]
    assert {one.status_code for one in answers} == {404}
    assert len({one.content for one in answers}) == 1
    assert len({tuple(sorted(one.headers.items())) for one in answers}) == 1
    slack = f"/due-diligence/{made.number.lower()}/{made.check_code[:4]}-{made.check_code[4:]}"
    assert Client().get(slack).status_code == 200


def test_it_is_throttled(settings, issue):
    rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "lookup": "1/h"}
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
    found = [Client().get("/due-diligence/ZZ1/0").status_code for _ in range(2)]
    assert found[-1] == 429


def test_nothing_changes_once_it_is_submitted(issue, state, shipping, ada, now):
    made = issue(said())
    for attempt in (
        lambda: state(made, said(scope="Other")),
        lambda: services.withdraw_statement(certificate_id=made.pk, standard="OECD-DDG", by=ada, now=now),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "wrong-state"
    assert Statement.objects.get(certificate=made).said["scope"] == said()["scope"]


def test_a_draft_written_anew_stays_bound_and_a_copy_promises_nothing(shipping, state, ada, ben, now, issue):
    draft = shipping.draft()
    state(draft)
    before = ids(draft)
    certificates.change_draft(
        certificate_id=draft.pk,
        content={**draft.content, "due_diligence": ["DETAILS-0000000000000000"]},
        by=ada,
        now=now,
    )
    assert sorted(ids(draft)) == sorted(before)
    copied = certificates.draft_certificate(content={**draft.content, "due_diligence": before}, by=ada, now=now)
    assert copied.content["due_diligence"] == ["OECD-DDG"]
    made = issue(said())
    replacement = certificates.replace_certificate(number=made.number, reason="Damaged", by=ada, now=now)
    assert sorted(replacement.content["due_diligence"]) == sorted(made.content["due_diligence"])
    state(replacement, said("UNGP", steps=None))
    kept = Certificate.objects.get(pk=replacement.pk)
    assert kept.content["replaces"] == made.number
    assert sorted(ids(kept))[1:] == ["OECD-DDG", "UNGP"]


def test_somebody_was_quicker(shipping, state):
    draft = shipping.draft()
    with pytest.raises(Refused) as refused:
        state(draft, version=draft.version + 1)
    assert refused.value.code == "version-conflict"
    full = shipping.draft(due_diligence=[f"OWN-{place}" for place in range(8)])
    with pytest.raises(Refused) as refused:
        state(full)
    assert refused.value.code == "too-many-standards"
    assert not Statement.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"standard": "ICGLR"}, "standard"),
        ({"version": "4"}, "version"),
        ({"stated_by": {"role": "exporter"}}, "stated_by.name"),
        ({"stated_by": {"name": "A", "role": "king"}}, "stated_by.role"),
        ({"valid_to": "31.12.2026"}, "valid_to"),
        ({"valid_from": "2026-02-02", "valid_to": "2026-02-01"}, "valid_to"),
        ({"scope": "x" * 301}, "scope"),
        ({"scope": 7}, "scope"),
        ({"steps": [{"step": "1", "done": "perhaps"}]}, "steps[1].done"),
        ({"steps": [{"step": "2", "evidence": "ab" * 32}]}, "steps[2].evidence"),
        ({"auditor": {"name": "A", "report": "cd" * 32}}, "auditor.report"),
    ],
)
def test_what_cannot_stand_in_a_statement_is_named(shipping, state, changes, field):
    with pytest.raises(Refused) as refused:
        state(shipping.draft(), {**said(), **changes}, hashes={"ef" * 32})
    assert refused.value.code == "statement-wrong"
    assert [one["field"] for one in refused.value.findings] == [field]


def test_the_same_statements_have_one_writing():
    one, two = said(), said("UNGP")
    assert written([one, two]) == written([dict(reversed(two.items())), one])
