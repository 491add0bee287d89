"""QR codes: which are drawn, how large, and that they are read back."""

import io
import random
import xml.etree.ElementTree as ET

import pypdfium2
import pytest
import typst
from PIL import Image
from qrcode import constants
from qrcode.util import BIT_LIMIT_TABLE

from kpverify.certificates.legibility import LARGEST_VERSION, bits_needed, version_for
from kpverify.certificates.qr import dots_per_module, qr_png, qr_svg, rows_of, svg_of, text_of
from kpverify.errors import Refused

from .paper import codes, token

PREFIX = "https://verify.example.org/v#"


def text(digits: int) -> str:
    return PREFIX + "1" + "".join(random.Random(digits).choices("0123456789", k=digits - 1))


def longest(version: int) -> int:
    """Count the digits that just fit a version at M."""
    limit, count = BIT_LIMIT_TABLE[constants.ERROR_CORRECT_M][version], 1
    while bits_needed(PREFIX + "1" * (count + 1)) <= limit:
        count += 1
    return count


@pytest.mark.parametrize("version", range(10, LARGEST_VERSION + 1))
def test_the_smallest_version_that_fits_is_drawn(version):
    count = longest(version)
    assert version_for(text(count)) == version
    assert len(rows_of(text(count))) == 17 + 4 * version + 8
    assert version_for(text(count + 1)) == (version + 1 if version < LARGEST_VERSION else None)


@pytest.mark.parametrize("version", [10, 17, 22, 25])
def test_the_fullest_code_of_a_version_is_read_back(version):
    full = text(longest(version))
    rows = rows_of(full)
    picture = Image.new("L", (len(rows), len(rows)))
    picture.putdata([0 if dark else 255 for row in rows for dark in row])
    assert codes(picture.resize((len(rows) * 4, len(rows) * 4), Image.Resampling.NEAREST)) == [full]


def test_a_code_too_dense_is_refused():
    with pytest.raises(Refused) as refused:
        rows_of(text(longest(LARGEST_VERSION) + 1))
    assert refused.value.code == "qr-too-large"


def test_the_svg_is_one_path_inside_a_quiet_zone():
    root = ET.fromstring(qr_svg(token()))
    side = int(root.attrib["viewBox"].split()[2])
    paths = root.findall("{http://www.w3.org/2000/svg}path")
    assert len(paths) == 2
    assert side == len(rows_of(text_of(token())))
    rows = rows_of(text_of(token()))
    assert not any(any(row[:4]) or any(row[-4:]) for row in rows)
    assert not any(map(any, (*rows[:4], *rows[-4:])))


def test_the_svg_drawn_by_another_program_is_read_back():
    page = b"#set page(width: 90mm, height: 90mm, margin: 5mm)\n#image(bytes(sys.inputs.svg), width: 80mm)"
    pdf = typst.compile(page, sys_inputs={"svg": qr_svg(token())})
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=2.5).to_pil()
    assert codes(picture) == [text_of(token())]


def test_the_svg_has_nothing_that_runs_or_loads():
    drawn = svg_of(text(900))
    assert "script" not in drawn
    assert drawn.count("http") == 1  # the name space


def test_the_png_is_black_and_white_in_whole_modules():
    picture = Image.open(io.BytesIO(qr_png(token())))
    side = len(rows_of(text_of(token())))
    assert picture.mode == "1"
    assert picture.width == picture.height
    assert picture.width % side == 0
    assert picture.width // side >= 8
    assert codes(picture.convert("L")) == [text_of(token())]
    assert round(picture.info["dpi"][0]) == 600


@pytest.mark.parametrize("version", range(10, LARGEST_VERSION + 1))
def test_modules_are_whole_dots_and_large_enough(version):
    modules = 17 + 4 * version
    dots = dots_per_module(modules + 8)
    assert dots % 2 == 0, "whole at 300 dpi too"
    assert dots * 25.4 / 600 >= 0.4
    assert 35 <= modules * dots * 25.4 / 600 <= 50
