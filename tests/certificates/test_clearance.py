"""Goods that two monitors have to clear: what a draft is told, and what a clearance that holds changes."""

from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from kpverify.certificates import services
from kpverify.certificates.amendments import content_now
from kpverify.certificates.assessment import ANY_CLEARANCE, ask_scheme, ground_of, rehearse, too_large
from kpverify.errors import Refused
from kpverify.registry import services as registry
from kpverify.tokens.claims import content_problems
from kpverify.tokens.clearance import sign_clearance
from kpverify.tokens.sign import SoftwareSigner, public_jwk

from .typed import content

DOSSIER = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU"
KEY = ec.derive_private_key(4711, ec.SECP256R1())


@pytest.fixture
def guarded(world, now):
    """Botswana, as if its goods needed zones and clearance since today."""
    how = {"source": "https://kp.example.org/ad", "now": world.now, "by": "test"}
    registry.add_zone(zone_id="BW-ORAPA", origin="BW", name="Orapa", **how)
    registry.open_zone(zone_id="BW-ORAPA", starts_on=date(2020, 1, 1), note="AD", now=world.now, by="test")
    registry.start_regime(origin="BW", rule="zones_with_clearance", starts_on=world.now.date(), **how)
    world.publish(now=now)
    ground = ground_of("BW")
    listed = {"from": 0, "to": None, "distrusted_at": None, "use": "clearance", **public_jwk(KEY.public_key())}
    return ground._replace(trust=replace(ground.trust, monitors={"KPMT-26-1": {"kid": "KPMT-26-1", **listed}}))


def cleared(made, now):
    how = {"iss": "BW", "dossier": DOSSIER, "monitors": ("KPM-1", "KPM-2"), "now": now}
    return sign_clearance(kpc=made.content, signer=SoftwareSigner("KPMT-26-1", KEY), **how)


def found(asked):
    """What verifiers will say of the origins; the office asks for slips besides."""
    return [(one["field"], one["code"], one["result"]) for one in asked if one["code"].startswith("origin.")]


def test_a_draft_is_told_what_it_lacks_and_goes_nowhere_without(guarded, shipping, ada, now):
    made = shipping.draft(zones=["BW-ORAPA"])
    assert found(services.assess(certificate=made, now=now)) == [("", "origin.clearance-missing", "fail")]
    with pytest.raises(Refused) as refused:
        services.submit_certificate(certificate_id=made.pk, by=ada, now=now)
    assert refused.value.code == "not-certifiable"


def test_with_the_monitors_word_nothing_stands_against_it_until_something_changes(guarded, shipping, now):
    made = shipping.draft(zones=["BW-ORAPA"])
    word = cleared(made, now)
    assert found(services.assess(certificate=made, now=now, ground=guarded, clearance=word)) == []
    made.content["parcels"] = 3
    asked = services.assess(certificate=made, now=now, ground=guarded, clearance=word)
    assert found(asked) == [("", "origin.clearance-bad", "fail")]


def test_an_amendment_keeps_the_clearance_of_the_original(guarded, shipping, now):
    made = shipping.draft(zones=["BW-ORAPA"])
    payload = rehearse(made, authority=guarded.authority, now=now, clearance=cleared(made, now))
    amended = {**payload, "kpc": {**payload["kpc"], "parcels": 3}}
    asked = ask_scheme(amended, made, trust=guarded.trust, now=now, signed=payload["kpc"])
    assert found(asked) == []


def test_room_for_it_in_the_code_is_asked_before_anybody_reads_the_dossier(guarded, shipping, now):
    """What just fits without the clearance is too long with it, and the draft is told so at once."""
    stand_in = {"statement": "KPCS", "officers": ["A", "B"], "clearance": ANY_CLEARANCE}
    assert content_problems({**content(), **stand_in}) == []
    signs = "".join(chr(0x4E00 + place * 37) for place in range(200))
    longest = {who: {**content()[who], "address": signs, "name": signs[:120]} for who in ("exporter", "importer")}
    made = shipping.draft(zones=["BW-ORAPA"], remarks=signs, **longest)
    while too_large(rehearse(made, authority=guarded.authority, now=now), made, kid="BW-26-1"):
        made.content["remarks"] = made.content["remarks"][:-1]
    codes = {one["code"] for one in services.assess(certificate=made, now=now)}
    assert codes >= {"origin.clearance-missing", "qr-too-large"}


def test_nobody_types_a_clearance(shipping, world, now):
    with pytest.raises(Refused) as refused:
        shipping.draft(clearance=ANY_CLEARANCE)
    assert refused.value.code == "content-wrong"
    assert "clearance" not in content_now(shipping.issued())
