"""Pictures and PDF files: every text, exact, and a clear no for the rest."""

import pytest
from PIL import Image

from .codes import draw


@pytest.mark.browser
@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_a_picture_of_one_code_gives_its_exact_text(scanner, tmp_path, text, kind):
    file = tmp_path / f"code.{kind}"
    draw(text, modules=4).convert("RGB").save(file)
    assert scanner.open().read(file) == "read 1"
    assert scanner.texts == [text]
