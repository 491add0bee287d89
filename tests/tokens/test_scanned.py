"""From a picture, a PDF or a text to the one code in it."""

import io
import json
import runpy
import sys

import pytest
from PIL import Image

from kpverify.tokens import pictures, scanned
from kpverify.tokens.scanned import Unreadable, choose, texts_in
from tests.tokens import drawn
from tests.tokens.cases import amended, cast
from tests.tokens.drawn import GOOD, OTHER

SMALL = drawn.code(GOOD)


def test_the_formats_people_have():
    photo = SMALL.rotate(8, expand=True, fillcolor=255).convert("RGB")
    for kind, picture in (("PNG", SMALL), ("JPEG", photo), ("WEBP", photo), ("GIF", SMALL)):
        assert pictures.codes_in(drawn.saved(picture, kind)) == [GOOD], kind


def test_what_is_transparent_is_paper():
    clear = Image.new("RGBA", SMALL.size, (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), mask=SMALL.point(lambda grey: 255 - grey))
    assert pictures.codes_in(drawn.saved(clear, "PNG")) == [GOOD]


def test_a_code_twice_is_one_and_others_are_kept_apart():
    both = drawn.beside(SMALL, SMALL, drawn.code("https://example.org/"))
    assert sorted(pictures.codes_in(drawn.saved(both, "PNG"))) == sorted([GOOD, "https://example.org/"])


def test_a_pdf_is_read_on_every_page():
    blank = Image.new("L", (600, 800), 255)
    assert pictures.codes_in(drawn.pages(blank, SMALL, drawn.code(OTHER))) == [GOOD, OTHER]
    assert pictures.codes_in(drawn.pages(blank)) == []


def test_a_code_too_small_for_the_first_look_is_found_at_the_second(monkeypatch):
    paper = Image.new("L", (4000, 4000), 255)
    paper.paste(drawn.code(GOOD, box=3), (100, 100))
    content = drawn.pages(paper, resolution=400)
    monkeypatch.setattr(pictures, "RESOLUTIONS", (40, 400))
    assert pictures.codes_in(content) == [GOOD]
    monkeypatch.setattr(pictures, "RESOLUTIONS", (40,))
    assert pictures.codes_in(content) == []


def test_large_pages_are_drawn_smaller(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_PIXELS", SMALL.width * SMALL.height)
    sizes = [page.width * page.height for page in pictures._pages(drawn.pages(SMALL, resolution=20), 400)]
    assert sizes[0] <= SMALL.width * SMALL.height * 1.05


def test_too_much_is_refused_before_it_is_drawn(monkeypatch):
    with pytest.raises(ValueError, match="pixels"):
        pictures.codes_in(drawn.saved(Image.new("1", (10_000, 5_001)), "PNG"))
    monkeypatch.setattr(pictures, "MAX_PAGES", 1)
    with pytest.raises(ValueError, match="pages"):
        pictures.codes_in(drawn.pages(SMALL, SMALL))


DAMAGED = {
    "png cut short": drawn.saved(SMALL, "PNG")[:200],
    "jpeg cut short": drawn.saved(SMALL, "JPEG")[:100],
    "png of nothing": b"\x89PNG\r\n\x1a\n",
    "pdf of nothing": b"%PDF-1.7\n",
    "pdf cut short": drawn.pages(SMALL)[:300],
    "riff of something else": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "gif of nothing": b"GIF89a",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_file_is_a_message(content):
    with pytest.raises(Unreadable, match=r"cannot be read|no QR code"):
        texts_in(content)


def test_a_file_goes_through_a_process_of_its_own():
    assert texts_in(drawn.saved(SMALL, "PNG")) == [GOOD]
    assert texts_in(drawn.pages(drawn.beside(SMALL, drawn.code(OTHER)))) == [GOOD, OTHER]


def test_a_picture_without_a_code_says_what_to_do():
    with pytest.raises(Unreadable, match="no QR code"):
        texts_in(drawn.saved(Image.new("L", (400, 400), 200), "PNG"))


def test_a_file_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(scanned, "SECONDS", 0.001)
    with pytest.raises(Unreadable, match="within"):
        texts_in(drawn.saved(SMALL, "PNG"))


def test_a_file_that_is_too_large_is_not_opened():
    with pytest.raises(Unreadable, match="too large"):
        texts_in(b"%PDF-" + bytes(scanned.MAX_FILE_BYTES))


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (GOOD.encode(), GOOD),
        (f"{GOOD}\n".encode(), GOOD),
        (f"{GOOD}\r\n".encode(), GOOD),
        (f"{GOOD}\n\n".encode(), f"{GOOD}\n"),
        (f" {GOOD}".encode(), f" {GOOD}"),
        (b"", ""),
        (b"\xff", "\udcff"),
    ],
)
def test_a_text_is_its_own_but_for_one_line_end(content, text):
    assert texts_in(content) == [text]


@pytest.mark.parametrize(
    ("texts", "chosen"),
    [
        ([GOOD], GOOD),
        (["https://example.org/", GOOD, "4006381333931"], GOOD),
        ([GOOD, GOOD.split("#")[1]], GOOD),
        ([cast.jwt(cast.certificate()), GOOD], cast.jwt(cast.certificate())),
        (["https://example.org/", "b"], "https://example.org/"),
        (["b", f"{GOOD}9"], f"{GOOD}9"),
    ],
)
def test_the_certificate_is_chosen(texts, chosen):
    assert choose(texts) == chosen


def test_two_certificates_are_not_chosen_between():
    for texts in ([GOOD, OTHER], [GOOD, f"{OTHER}9"]):
        with pytest.raises(Unreadable, match="2 different"):
            choose(texts)


def run(content, monkeypatch, capsys):
    """Run the reading process here, its memory left alone."""
    limits = []
    monkeypatch.setattr("resource.setrlimit", lambda *limit: limits.append(limit))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    monkeypatch.delitem(sys.modules, "kpverify.tokens.pictures")
    runpy.run_module("kpverify.tokens.pictures", run_name="__main__")
    assert limits
    return json.loads(capsys.readouterr().out)


def test_the_reading_process_prints_what_it_finds(monkeypatch, capsys):
    assert run(drawn.saved(SMALL, "PNG"), monkeypatch, capsys) == [GOOD]


def test_the_reading_process_prints_nothing_for_a_damaged_file(monkeypatch, capsys):
    with pytest.raises(SystemExit, match="Error"):
        run(DAMAGED["png cut short"], monkeypatch, capsys)
    assert capsys.readouterr().out == ""


def test_without_limits_it_reads_all_the_same(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "resource", None)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(drawn.saved(SMALL, "PNG"))))
    pictures.main()
    assert json.loads(capsys.readouterr().out) == [GOOD]


def test_a_certificate_is_chosen_beside_its_endorsements():
    first, second = amended.endorsed(), amended.endorsed(seq=2)
    assert choose([first, GOOD, second]) == GOOD
    assert choose([first, first]) == first
    with pytest.raises(Unreadable, match="2 different"):
        choose([first, second])
