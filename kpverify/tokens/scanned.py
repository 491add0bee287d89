"""From what somebody has, a text, a picture or a PDF, to the one code to be judged.

Pictures are read in a process of their own with a clock and a memory limit: they come from anywhere, and the libraries
that read them are large.
"""

from __future__ import annotations

import json
import subprocess
import sys

from kpverify.tokens.amended import is_endorsement
from kpverify.tokens.errors import Malformed
from kpverify.tokens.transport import take_apart

MAX_FILE_BYTES = 32 * 1024 * 1024
SECONDS = 60
# What files of the kinds that `pictures.py` reads begin with.
_MAGIC = (b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF")


class Unreadable(Exception):  # noqa: N818 - an answer, not a fault of ours
    """There is no single code to judge; the message says why and what to do."""


def texts_in(content: bytes) -> list[str]:
    """Give the texts in a file: its own, or those of the QR codes on its pages.  Raises: Unreadable."""
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable("The file is too large. Give a picture or PDF below 32 MiB.")
    if content.startswith(_MAGIC):
        return _scan(content)
    # A text that is not UTF-8 is no code; what stands for its bytes is not ASCII either.
    return [content.decode("utf-8", "surrogateescape").removesuffix("\n").removesuffix("\r")]


def _scan(content: bytes) -> list[str]:
    command = [sys.executable, "-m", "kpverify.tokens.pictures"]
    try:
        done = subprocess.run(command, input=content, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        raise Unreadable(f"The file could not be read within {SECONDS} s. Cut the QR code out and try again.") from None
    try:
        found = json.loads(done.stdout)
    except ValueError:
        raise Unreadable("The file cannot be read as a picture or PDF. Save it as PNG and try again.") from None
    if not found:
        raise Unreadable("There is no QR code to be read in the file. Take it closer, sharper and with more light.")
    return [str(text) for text in found]


def choose(texts: list[str]) -> str:
    """Choose the certificate among the codes of one file.  Raises: Unreadable when there are several.

    Endorsements may lie beside it: they are on the status list anyway, and count only where there is no certificate.
    """
    ours: dict[str, str] = {}
    endorsements: dict[str, str] = {}
    for text in texts:
        try:
            parts = take_apart(text)
        except Malformed as refused:
            if refused.code != "format.unrecognised":
                ours[text] = text
        else:
            # The same certificate may stand there twice, in two forms.
            (endorsements if is_endorsement(parts.header) else ours).setdefault(parts.jwt, text)
    ours = ours or endorsements
    if len(ours) > 1:
        raise Unreadable(f"There are {len(ours)} different certificate codes in the file. Give one at a time.")
    return next(iter(ours.values()), texts[0])
