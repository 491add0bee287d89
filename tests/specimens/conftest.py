"""Specimens drawn here: a sheet with a frame and a stamp, never somebody's picture."""

import io
from datetime import date

import pytest
from PIL import Image, ImageDraw

from kpverify.specimens import services
from tests.office.conftest import Desk

VALUES = {
    "title": "Certificate of Botswana, series 2024",
    "starts_on": date(2024, 1, 1),
    "ends_on": None,
    "by_eye": "A watermark of a zebra, left of the code.",
    "by_touch": "The frame is raised.",
    "by_uv": "",
    "colour": "Light blue",
    "size": "A4",
    "language": "English",
    "serial": "KP-A and six digits, red, lower left",
    "source": "Department of Mines, letter of 2024-01-01",
}


def drawn(size=(800, 1100), kind="PNG", **more):
    """Draw a picture of a paper."""
    picture = Image.new("RGB", size, "#dfeaf2")
    ImageDraw.Draw(picture).rectangle((4, 4, size[0] - 4, size[1] - 4), outline="#0b4f6c", width=2)
    out = io.BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def enter(world, **changes):
    """Enter a specimen of Botswana as the Secretariat."""
    return services.enter_specimen(
        participant_id="BW",
        authority_id=None,
        values={**VALUES, **changes},
        pictures=[(drawn(), "The whole sheet")],
        by=world.sefako,
        now=world.now,
    )


@pytest.fixture
def sefako(world):
    return Desk(world.sefako)


@pytest.fixture
def naledi(world):
    world.grant(world.dora, "authority_admin")
    return Desk(world.dora)
