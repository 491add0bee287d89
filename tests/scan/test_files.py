"""Pictures and PDF files: every text, exact, and a quick clear no for the rest."""

import random
import struct
import zlib

import pypdfium2
import pytest
import typst
from PIL import Image

from .codes import draw

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp", "gif", "bmp"])
def test_a_picture_of_one_code_gives_its_exact_text(scanner, tmp_path, text, kind):
    file = tmp_path / f"code.{kind}"
    draw(text, modules=4).convert("RGB").save(file)
    assert scanner.open().read(file) == "read 1"
    assert scanner.texts == [text]


@pytest.mark.parametrize("decoder", ["zxing", "qr"])
def test_each_decoder_finds_every_code_in_a_large_photograph(scanner, tmp_path, text, other, decoder):
    photo = Image.new("L", (4000, 3000), 200)
    for code, modules, place in [(text, 6, (300, 250)), (other, 12, (2100, 1500)), ("WIFI:S:office;;", 5, (3500, 200))]:
        photo.paste(draw(code, modules=modules), place)
    file = tmp_path / "photo.jpg"
    photo.save(file, quality=70)
    scanner.open(f"?only={decoder}").read(file)
    assert sorted(scanner.texts) == sorted([text, other, "WIFI:S:office;;"])


def test_a_small_code_in_a_photograph_of_48_million_pixels_is_found(scanner, tmp_path, text):
    photo = Image.new("L", (8000, 6000), 170)
    photo.paste(draw(text, modules=3), (5411, 3307))
    file = tmp_path / "photo.png"
    photo.save(file, compress_level=1)
    assert scanner.open().read(file) == "read 1"
    assert scanner.texts == [text]


def test_a_photograph_is_turned_the_way_its_camera_was_held_and_a_mirrored_code_is_read(scanner, tmp_path, text):
    image = draw(text, modules=4).transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    exif = Image.Exif()
    exif[0x0112] = 6
    file = tmp_path / "code.jpg"
    image.save(file, exif=exif)
    scanner.open().read(file)
    assert scanner.texts == [text]


def test_a_see_through_picture_is_read_as_black_on_white(scanner, tmp_path, text):
    code = draw(text, modules=3)
    clear = Image.new("RGBA", code.size, (0, 0, 0, 0))
    clear.putalpha(code.point(lambda value: 255 - value))
    file = tmp_path / "code.png"
    clear.save(file)
    scanner.open().read(file)
    assert scanner.texts == [text]


def test_a_picture_without_a_code_gives_nothing(scanner, tmp_path):
    dice = random.Random(7)
    file = tmp_path / "noise.png"
    Image.frombytes("L", (900, 700), dice.randbytes(900 * 700)).save(file)
    assert scanner.open().read(file) == "read 0"


@pytest.mark.parametrize("mode", ["L", "1", "RGBA"], ids=["JPEG", "CCITT fax", "JPEG 2000"])
def test_a_scanned_pdf_gives_every_text_of_every_page(scanner, tmp_path, text, other, mode):
    pages = []
    for code in (text, other):
        page = Image.new("L", (1654, 2339), 255)
        page.paste(draw(code, modules=3), (1100, 1700))
        pages.append(page.convert(mode))
    file = tmp_path / "scan.pdf"
    pages[0].save(file, save_all=True, append_images=pages[1:], resolution=200)
    assert scanner.open().read(file) == "read 2"
    assert scanner.texts == [text, other]


def test_a_printed_pdf_of_shapes_and_words_gives_its_text(scanner, tmp_path, text):
    (tmp_path / "code.svg").write_text(_svg(text))
    source = '#set page("a4")\n= Kimberley Process Certificate\n#lorem(200)\n#image("code.svg", width: 35mm)\n'
    (tmp_path / "main.typ").write_text(source)
    file = tmp_path / "printed.pdf"
    typst.compile(tmp_path / "main.typ", output=file)
    scanner.open().read(file)
    assert scanner.texts == [text]


def test_the_paper_we_print_is_read_as_pdf_and_as_a_photocopy_of_it(scanner, tmp_path, issued):
    from kpverify.certificates.models import Certificate
    from kpverify.certificates.printing import pdf

    printed, copy = tmp_path / "certificate.pdf", tmp_path / "copy.jpg"
    printed.write_bytes(pdf(Certificate.objects.get(number=issued.number)))
    with pypdfium2.PdfDocument(printed) as document:
        seen = document[0].render(scale=150 / 72).to_pil().convert("L")
    seen.rotate(1.5, fillcolor=255, resample=Image.Resampling.BICUBIC).save(copy, quality=50)
    for file in (printed, copy):
        scanner.open().read(file)
        assert scanner.texts == [issued.qr_text]


def test_an_svg_picture_gives_its_text(scanner, tmp_path, text):
    file = tmp_path / "code.svg"
    file.write_text(_svg(text))
    scanner.open().read(file)
    assert scanner.texts == [text]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("empty.png", b"", "unreadable"),
        ("text.png", b"this is not a picture", "unreadable"),
        ("broken.jpg", b"\xff\xd8\xff\xe0" + bytes(500), "unreadable"),
        ("broken.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 20, "unreadable"),
        ("huge.bin", bytes(30 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(scanner, tmp_path, name, content, code):
    file = tmp_path / name
    file.write_bytes(content)
    assert scanner.open().read(file) == f"failed {code}"


def test_a_picture_of_144_million_pixels_is_refused_before_it_is_decoded(scanner, tmp_path):
    file = tmp_path / "bomb.png"
    file.write_bytes(_white_png(12_000))
    assert file.stat().st_size < 1_000_000
    assert scanner.open().read(file) == "failed too-many-pixels"
    assert scanner.milliseconds < 3_000


def test_a_locked_pdf_asks_for_no_password_and_says_so(scanner, tmp_path):
    file = tmp_path / "locked.pdf"
    file.write_bytes(_pdf(encrypt=True))
    assert scanner.open().read(file) == "failed password"


def test_only_twenty_pages_are_read_and_it_is_said_when_that_was_not_enough(scanner, tmp_path):
    file = tmp_path / "long.pdf"
    file.write_bytes(_pdf(pages=21))
    assert scanner.open().read(file) == "failed too-many-pages"


def test_a_pdf_page_as_large_as_a_field_is_drawn_small(scanner, tmp_path):
    file = tmp_path / "field.pdf"
    file.write_bytes(_pdf(side=14_400))
    assert scanner.open().read(file) == "read 0"


def _svg(text: str) -> str:
    code = draw(text, modules=1)
    width = code.width
    dark = "".join(f"M{x} {y}h1v1h-1z" for y in range(width) for x in range(width) if code.getpixel((x, y)) == 0)
    box = f'viewBox="0 0 {width} {width}" width="{4 * width}" height="{4 * width}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box}><path d="{dark}"/></svg>'


def _white_png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    row = b"\x00" + b"\xff" * (side // 8)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _pdf(*, pages: int = 1, side: int = 200, encrypt: bool = False) -> bytes:
    kids = " ".join(f"{3 + number} 0 R" for number in range(pages))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Count {pages}/Kids[{kids}]>>"]
    objects += [f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side} {side}]>>"] * pages
    lock = ""
    if encrypt:
        objects.append(f"<</Filter/Standard/V 2/R 3/Length 128/P -44/O<{'41' * 32}>/U<{'42' * 32}>>>")
        lock = f"/Encrypt {len(objects)} 0 R/ID[<{'43' * 16}><{'43' * 16}>]"
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    out += f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<</Size {count}/Root 1 0 R{lock}>>\n".encode()
    return out + f"startxref\n{out.index(b'xref')}\n%%EOF\n".encode()
