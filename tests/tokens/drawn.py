"""Pictures and PDFs with QR codes in them."""

import io

import qrcode
from PIL import Image

from tests.tokens.cases import cast

GOOD = cast.good()
OTHER = cast.qr(cast.certificate({"sub": "BW26000123"}))
REVOKED = cast.qr(cast.certificate({"status.status_list.idx": 7}))


def code(text: str, *, box: int = 6) -> Image.Image:
    """Draw one QR code, black on white."""
    drawing = qrcode.QRCode(box_size=box, border=4, error_correction=qrcode.ERROR_CORRECT_M)
    drawing.add_data(text)
    return drawing.make_image().get_image().convert("L")


def beside(*pictures: Image.Image) -> Image.Image:
    """Put pictures side by side on white paper."""
    paper = Image.new("L", (sum(one.width for one in pictures), max(one.height for one in pictures)), 255)
    left = 0
    for one in pictures:
        paper.paste(one, (left, 0))
        left += one.width
    return paper


def saved(picture: Image.Image, kind: str, **more: object) -> bytes:
    """Write a picture in a format."""
    file = io.BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def pages(*pictures: Image.Image, resolution: float = 150) -> bytes:
    """Write a PDF with one picture a page."""
    return saved(pictures[0], "PDF", save_all=True, append_images=pictures[1:], resolution=resolution)
