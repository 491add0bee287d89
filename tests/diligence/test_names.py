"""Whoever reads a certificate understands which standards it names."""

from kpverify.certificates.paper_data import standard_name
from kpverify.diligence.standards import standards


def test_every_standard_one_can_state_has_a_printed_name():
    for one in standards():
        assert len(standard_name(one)) > len(one), one
    assert "scan the code" in standard_name("DETAILS-0123456789ABCDEF")
    assert standard_name("NEW-STANDARD-7") == ""
