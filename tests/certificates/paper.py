"""Certificates on paper for the tests: tokens signed without a database, and pages read back as a reader would."""

from __future__ import annotations

import re
from typing import Any

import pypdfium2
import zxingcpp
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from kpverify.certificates.paper_data import data_of
from kpverify.certificates.paper_names import MEMBERS, Names, Wording
from kpverify.certificates.payload import build_payload
from kpverify.tokens.sign import SoftwareSigner, build_token

from .test_payload import issue
from .typed import content

ENGLISH = Wording("en", "Kimberley Process Certificate", "The rough diamonds in this shipment have been handled well")
FRENCH = Wording("fr", "Certificat du Processus de Kimberley", "Les diamants bruts de ce lot ont été bien traités")
SIGNER = SoftwareSigner("BW-26-1", ec.derive_private_key(2026, ec.SECP256R1()))
HS = {"7102.10": "Unsorted", "7102.21": "Industrial", "7102.31": "Non-industrial"}
COUNTRIES = {**MEMBERS, "AE": "United Arab Emirates", "BW": "Botswana", "CF": "Central African Republic"}


def token(**changes: Any) -> str:
    """Sign the tests' ordinary shipment, changed."""
    return build_token(build_payload(content=content(**changes), issue=issue()), SIGNER)


def names(**changes: Any) -> Names:
    """Give what a registry would say."""
    found = {
        "statement": ENGLISH,
        "official": "Republic of Botswana",
        "authority": "Department of Mines",
        "authority_address": "Private Bag 0049, Gaborone",
        "countries": COUNTRIES,
        "zones": {"CF-BERBERATI": "Berbérati"},
        "hs": HS,
    }
    return Names(**{**found, **changes})


def data(*, named: dict[str, Any] | None = None, **changes: Any) -> dict[str, Any]:
    """Give what is printed of the ordinary shipment, changed; `named` changes what the registry says."""
    return data_of(token(**changes), names(**(named or {})))


def pages(pdf: bytes, dpi: int) -> list[Image.Image]:
    """Draw every page in grey, a picture's dot for each dot of the paper."""
    # The page's size is a rounded number: without the last factor the picture may be a dot wider, and be stretched.
    scale = dpi / 72 * (1 - 1e-6)
    return [page.render(scale=scale).to_pil().convert("L") for page in pypdfium2.PdfDocument(pdf)]


def words(pdf: bytes) -> str:
    """Give all text of a PDF, on one line."""
    found = (page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf))
    return re.sub(r"\s+", " ", " ".join(found))


def squeezed(text: str) -> str:
    """Drop all white space: where a line breaks is no difference."""
    return re.sub(r"\s+", "", text)


def codes(picture: Image.Image) -> list[str]:
    """Read the QR codes in a picture."""
    return [one.text for one in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
