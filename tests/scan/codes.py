"""Certificates that look like real ones, as QR texts and as pictures: the same for the same seed."""

from __future__ import annotations

import random

import qrcode
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from kpverify.tokens import sign
from kpverify.tokens.transport import qr_text

PUBLIC_URL = "https://verify.example.org"
PLACES = {
    "BW": "Plot 67782, Airport Road, Gaborone",
    "AE": "Almas Tower, JLT, Dubai",
    "BE": "Hoveniersstraat 22, Antwerpen",
}
FIRMS = ["Okavango Sorting (Pty) Ltd", "Gulf Tender House DMCC", "Schelde Ruwe Diamant NV", "Kasai Comptoir SARL"]


def payload(seed: int) -> dict:
    """Make the claims of one ordinary certificate."""
    dice = random.Random(seed)
    exporter, importer = dice.sample(sorted(PLACES), 2)
    number = f"{exporter}26{dice.randrange(1_000_000):06}"
    issued = 1_795_000_000 + dice.randrange(1_000_000)
    return {
        "iss": exporter,
        "sub": number,
        "iat": issued,
        "exp": issued + 60 * 86400,
        "status": {"status_list": {"idx": dice.randrange(2**17), "uri": f"{PUBLIC_URL}/status/{exporter}/26"}},
        "kpc": {
            "statement": "KPCS-US",
            "mining_origin": [exporter] if dice.random() < 0.6 else [],
            "exporter": {"name": dice.choice(FIRMS), "address": PLACES[exporter], "country": exporter},
            "importer": {"name": dice.choice(FIRMS), "address": PLACES[importer], "country": importer},
            "goods": [
                {
                    "hs": hs,
                    "carats": f"{dice.randrange(1, 900000) / 100:.2f}",
                    "usd": f"{dice.randrange(1, 90000000) / 100:.2f}",
                }
                for hs in dice.sample(["7102.10", "7102.21", "7102.31"], dice.randint(1, 3))
            ],
            "parcels": dice.randint(1, 12),
            "seals": [f"{exporter}{dice.randrange(10000):04}-{i + 1}" for i in range(dice.randint(1, 4))],
            "officers": [f"{exporter}-{dice.randrange(100):02}", f"{exporter}-{dice.randrange(100, 200)}"],
            "due_diligence": [],
            "kind": "standard",
        },
    }


def _amount(dice: random.Random, below: int) -> str:
    return f"{dice.randrange(1, below * 100) / 100:.2f}"


def certificate_text(seed: int) -> str:
    """Sign one and write its QR text. The key is made up from the seed: nobody trusts it."""
    claims = payload(seed)
    key = ec.derive_private_key(seed + 1, ec.SECP256R1())
    signer = sign.SoftwareSigner(f"{claims['iss']}-26-1", key)
    return qr_text(sign.build_token(claims, signer), PUBLIC_URL)


def draw(text: str, *, modules: int, border: int = 4) -> Image.Image:
    """Draw the code as it is printed: mixed modes, correction M, `modules` pixels to the module."""
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=border)
    code.add_data(text)
    code.make()
    matrix = code.get_matrix()
    image = Image.new("L", (len(matrix), len(matrix)))
    image.putdata([0 if dark else 255 for row in matrix for dark in row])
    return image.resize((len(matrix) * modules, len(matrix) * modules), Image.Resampling.NEAREST)
