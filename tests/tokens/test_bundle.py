"""Bundles: written, loaded, followed."""

import json
import subprocess
import sys

import pytest

from kpverify.tokens import Bundle, bundle
from kpverify.tokens.errors import Malformed
from kpverify.tokens.trust import open_trust_list
from tests.tokens.cases import cast
from tests.tokens.cases.cast import URI


def test_what_is_packed_is_loaded():
    packed = bundle.pack(trust_list=cast.signed(cast.trust()), status_lists=cast.lists())
    loaded = Bundle.load(packed)
    assert loaded.trust.data == cast.trust()
    assert loaded.history == ()
    assert json.loads(packed)["status_lists"][URI] == cast.status_list()


def test_older_lists_are_loaded_before_the_newest():
    older = cast.signed(cast.trust({"version": 6}))
    packed = bundle.pack(trust_list=cast.signed(cast.trust()), status_lists={}, trust_history=[older])
    loaded = Bundle.load(packed)
    assert [one.data["version"] for one in loaded.history] == [6]
    assert loaded.succeeds(Bundle.load(bundle.pack(trust_list=older, status_lists={}))) is True


def test_indexes_answer_by_name_and_the_first_of_two_counts():
    twice = [{"number": "BW26000042", "reason": reason} for reason in ("stolen", "lost")]
    trust = open_trust_list(cast.signed(cast.trust({"authorities.BW.void": twice})))
    assert trust.void["BW"] == {"BW26000042": "stolen"}
    assert trust.participant_of("BE") is trust.participant_of("EU")
    assert trust.participant_of("QQ") is None
    assert [one["rule"] for one in trust.regimes["CF"]] == ["suspended", "zones_with_clearance"]
    assert trust.keys["EU-ANR-26-1"].authority["id"] == "EU-ANR"


def test_a_refused_bundle_says_why():
    with pytest.raises(Malformed, match=r"trust\.below-threshold") as refused:
        Bundle.load(cast.dumps(cast.bundle(cast.signed(cast.trust(), ("root-1",)))))
    assert (refused.value.code, refused.value.values) == ("trust.below-threshold", {})


def test_a_stranger_needs_neither_django_nor_the_readers_of_pictures():
    script = (
        "import sys, kpverify.tokens, kpverify.tokens.__main__, kpverify.tokens.sign\n"
        "print([name for name in ('django', 'rest_framework', 'PIL', 'zxingcpp', 'pypdfium2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
