"""The demonstration's secrets: made once, kept in files only their owner may read."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def make_secrets(folder: Path) -> None:
    """Write `secret.key`, `seal.key` and `password` where they are missing.  Writes: files of mode 0600."""
    _write_once(folder / "secret.key", secrets.token_urlsafe(64))
    _write_once(folder / "seal.key", base64.b64encode(secrets.token_bytes(32)).decode())
    _write_once(folder / "password", f"demo-{secrets.token_hex(5)}")


def _write_once(path: Path, text: str) -> None:
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
