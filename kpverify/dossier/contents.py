"""What an upload is, by its content; its name has to agree."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from kpverify.dossier.look import MAX_SECONDS
from kpverify.errors import Refused

MAX_NAME = 120


@dataclass(frozen=True, slots=True)
class Content:
    """A file that may be added: its media type, and a small picture of a picture."""

    media_type: str
    thumbnail: bytes | None


def recognise(path: Path, *, name: str) -> Content:
    """Find out what a file is, in a process of its own.  Raises: Refused file-unfit, file-name-wrong."""
    with tempfile.TemporaryDirectory(prefix="kpverify-") as folder:
        thumbnail = Path(folder) / "thumbnail.jpg"
        command = [sys.executable, "-m", "kpverify.dossier.look", str(path), str(thumbnail)]
        try:
            done = subprocess.run(command, capture_output=True, timeout=2 * MAX_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise _unfit("The file takes too long to read.") from None
        if done.returncode != 0 or not done.stdout:
            raise _unfit("The file cannot be read.")
        said = json.loads(done.stdout)
        if "refused" in said:
            raise _unfit(said["refused"])
        if not name.lower().endswith(tuple(said["extensions"])):
            words = f"The content is {said['media_type']}, so its name has to end in {' or '.join(said['extensions'])}."
            raise Refused("file-name-wrong", words, status=422)
        return Content(said["media_type"], thumbnail.read_bytes() if thumbnail.exists() else None)


def tidy_name(name: str) -> str:
    """Keep what a person reads of a file's name: one line, no folders, no signs that turn the reading round."""
    last = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    shown = "".join(sign for sign in last if sign.isprintable() and unicodedata.category(sign) != "Cf")
    shown = " ".join(shown.split()).strip(". ")
    if len(shown) > MAX_NAME:
        stem, dot, ending = shown.rpartition(".")
        shown = f"{stem[: MAX_NAME - len(ending) - 1]}{dot}{ending}" if len(ending) < 10 else shown[:MAX_NAME]
    return shown or "file"


def _unfit(words: str) -> Refused:
    return Refused("file-unfit", words, status=422)
