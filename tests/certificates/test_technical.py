"""Technical certificates: they say what they are for, and cannot pass as an ordinary one."""

import pytest

from kpverify.certificates import drafting, services
from kpverify.certificates.printing import pdf
from kpverify.certificates.technical import MAX_REMARKS, refers_to
from kpverify.errors import Refused

from .paper import words

pytestmark = pytest.mark.django_db


def technical(by, now, *, own=None, number="", reason="Returned by the customs of Antwerp"):
    return drafting.draft_technical(own=own, number=number, reason=reason, by=by, now=now)


@pytest.mark.parametrize("state", ["issued", "suspended", "revoked"])
def test_from_an_own_certificate_all_is_taken_along_but_the_seals(shipping, ada, now, state):
    old = getattr(shipping, state)()
    made = technical(ada, now, own=old, number="XX1")
    assert (made.state, made.content["kind"], made.replaces) == ("draft", "technical", None)
    assert made.content["remarks"] == f"For {old.number}: Returned by the customs of Antwerp"
    assert refers_to(made.content) == old.number
    assert "seals" not in made.content
    assert made.content["goods"] == old.content["goods"]
    old.refresh_from_db()
    assert old.state == state


@pytest.mark.parametrize(("number", "begin"), [(" ae26000123 ", "For AE26000123: "), ("", "Without certificate: ")])
def test_from_a_foreign_certificate_or_none(ada, now, number, begin):
    made = technical(ada, now, number=number)
    assert made.content == {
        "due_diligence": [],
        "kind": "technical",
        "remarks": f"{begin}Returned by the customs of Antwerp",
    }


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"number": "26000123"}, "number-wrong"),
        ({"reason": " \n"}, "reason-missing"),
        ({"number": "AE26000123", "reason": "x" * MAX_REMARKS}, "reason-too-long"),
    ],
)
def test_what_cannot_be_printed_is_refused_beside_its_field(ada, now, given, code):
    with pytest.raises(Refused) as caught:
        technical(ada, now, **given)
    assert (caught.value.code, caught.value.findings[0]["field"]) == (code, code.split("-")[0])


def test_a_draft_has_nothing_to_be_technical_about(shipping, ada, now):
    with pytest.raises(Refused) as caught:
        technical(ada, now, own=shipping.draft())
    assert caught.value.code == "not-issued"


@pytest.mark.parametrize(
    "remarks", [None, "Returned goods", "For the goods: returned", "For AE26000123:", "Without certificate:"]
)
def test_without_saying_what_for_none_is_submitted(shipping, ada, now, remarks):
    made = shipping.draft(kind="technical", remarks=remarks)
    with pytest.raises(Refused) as caught:
        services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    assert [one["code"] for one in caught.value.findings] == ["technical-needs-remarks"]


def test_on_paper_it_is_called_technical_in_title_and_across(shipping, now):
    made = shipping.issued(kind="technical", remarks="For AE26000123: returned")
    text = words(pdf(made))
    assert "TECHNICAL CERTIFICATE" in text
    assert "No certificate for an ordinary export" in text
    assert text.count("TECHNICAL") == 2
    assert "TECHNICAL" not in words(pdf(shipping.issued()))
