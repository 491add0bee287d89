"""On a sheet of one's own: moved, stretched, with less on it, the certificate is still whole and still read."""

from decimal import Decimal

import pytest

from kpverify.certificates import printing
from kpverify.certificates.layout import PLAIN, SHEETS, Layout
from kpverify.certificates.printing import print_paper
from kpverify.certificates.qr import text_of
from kpverify.certificates.test_page import Measures, corrected, far_cross, test_page
from kpverify.certificates.trusted import bundle_for
from kpverify.errors import Refused
from kpverify.tokens.verify import verify

from .paper import FRENCH, codes, data, pages, token, words
from .test_printing import FULL

USUAL = {"paper": "a4", "right_mm": Decimal(0), "down_mm": Decimal(0), "scale_percent": Decimal(100)}
LAYOUTS = {
    "moved": {"right_mm": Decimal("7.3"), "down_mm": Decimal("1.7")},
    "moved-back": {"right_mm": Decimal("-8.9"), "down_mm": Decimal("-6.7")},
    "smaller": {"scale_percent": Decimal("95.5"), "right_mm": Decimal("4.1")},
    "larger": {"scale_percent": Decimal("101.25"), "right_mm": Decimal("-0.9"), "down_mm": Decimal("-2.1")},
    "bare": {"has_title": True, "has_lines": True, "right_mm": Decimal("1.1")},
    "letter": {"paper": "us-letter", "down_mm": Decimal("-0.7")},
}


def layout(**changes):
    return Layout.measured(**{**USUAL, **changes})


def printed(found, **more):
    return print_paper({**data(**more), "layout": found.as_data()})


@pytest.mark.parametrize("name", LAYOUTS)
def test_the_code_is_whole_dots_and_read_wherever_it_is_put(name):
    found, full = layout(**LAYOUTS[name]), data(**FULL)
    pdf = print_paper({**full, "layout": found.as_data()})
    assert codes(pages(pdf, 200)[0]) == [text_of(token(**FULL))]
    side = full["qr"]["side"] * full["qr"]["dots"] // 2
    assert (full["qr"]["side"] - 8) * full["qr"]["dots"] / 600 * 25.4 >= 35
    drawn = pages(pdf, 300)[0]
    assert abs(drawn.width - found.width) <= 1
    top = found.bottom - 585 - max(side + 125, 670)
    square = drawn.crop((found.right - side, top, found.right, top + side))
    # At 300 dpi nothing in the code's square is grey, and the quiet zone around it is its own.
    assert all(shade < 3 or shade > 252 for _, shade in square.getcolors())
    assert codes(square) == [text_of(token(**FULL))]


def test_what_is_on_the_sheet_already_is_left_out_and_nothing_else_moves():
    usual = pages(printed(layout()), 100)[0]
    bare = pages(printed(layout(has_title=True, has_lines=True)), 100)[0]
    shown = words(printed(layout(has_title=True)))
    assert "Kimberley Process Certificate" not in shown.replace("Kimberley Process Certification Scheme", "")
    assert "Certificate number" in shown
    # Whatever ink is left stands where it stood.
    assert all(new >= old - 60 for old, new in zip(usual.tobytes(), bare.tobytes(), strict=True))
    assert sum(new > old + 60 for old, new in zip(usual.tobytes(), bare.tobytes(), strict=True)) > 2000


def test_a_demonstration_says_so_on_every_sheet():
    found = layout(has_title=True, has_lines=True)
    assert "DEMO" in words(printed(found, named={"is_demo": True}))


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_an_ordinary_certificate_is_one_page_on_letter_too(language):
    found = printed(layout(paper="us-letter"), **FULL, named={"local": FRENCH, "language": language})
    assert len(pages(found, 20)) == 1


def test_without_measures_nothing_changes():
    assert layout() == PLAIN
    assert printed(PLAIN) == print_paper(data())


@pytest.mark.parametrize(
    "changes",
    [
        {"right_mm": Decimal(16)},
        {"right_mm": Decimal(-10)},
        {"down_mm": Decimal(12)},
        {"down_mm": Decimal(-8)},
        {"scale_percent": Decimal(94)},
        {"scale_percent": Decimal("NaN")},
        {"scale_percent": Decimal(103), "right_mm": Decimal(9)},
        {"paper": "a5"},
    ],
)
def test_nothing_is_printed_off_the_paper(changes):
    with pytest.raises(Refused) as refused:
        layout(**changes)
    assert refused.value.code == "layout-wrong"


def test_an_issued_certificate_on_its_sheet_verifies(shipping, now):
    certificate = shipping.issued()
    found = layout(
        right_mm=Decimal("3.3"),
        down_mm=Decimal("-2.1"),
        scale_percent=Decimal("99.4"),
        has_title=True,
        sheet="KP-A 000123",
    )
    pdf = printing.pdf(certificate, found)
    (text,) = codes(pages(pdf, 200)[0])
    assert verify(text, bundle_for(certificate.status_uri), now).outcome == "valid"
    assert "Sheet KP-A 000123" in words(pdf)


@pytest.mark.parametrize("paper", SHEETS)
def test_what_a_printer_does_is_measured_and_undone(paper):
    """A printer that stretches by half a per cent and shifts: measured twice, the second page is right."""
    before = Measures(Decimal("1.5"), Decimal("0.5"), Decimal("99.5"))

    def found_at(point, told):
        return tuple(
            Decimal("1.004") * (place * told.scale_percent / 100 + by) + shift
            for place, by, shift in zip(
                point, (told.right_mm, told.down_mm), (Decimal("-2.2"), Decimal("3.1")), strict=True
            )
        )

    near, far = (Decimal(20), Decimal(20)), far_cross(paper)
    after = corrected(paper, before, near=found_at(near, before), far=found_at(far, before))
    for point in (near, far):
        assert all(
            abs(found - wanted) < Decimal("0.1") for found, wanted in zip(found_at(point, after), point, strict=True)
        )


def test_the_test_page_has_its_crosses_where_they_are_said_to_be():
    told = Measures(Decimal("2.0"), Decimal("-1.0"), Decimal(100))
    pdf = test_page(paper="a4", measures=told, title="Test page", lines=["Measure A"], settings="none", language="en")
    assert "Measure A" in words(pdf)
    (drawn,) = pages(pdf, 254)
    # Ten dots a millimetre: the arms of cross A, 22 mm from the left and 19 mm from the top.
    assert drawn.getpixel((220, 120)) < 200
    assert drawn.getpixel((150, 190)) < 200
    assert drawn.getpixel((205, 170)) > 200


# pytest takes it for a test by its name.
test_page.__test__ = False  # type: ignore[attr-defined]
