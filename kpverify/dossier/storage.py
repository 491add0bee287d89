"""Where the bytes are: a folder outside the web root, or an S3-compatible store by setting.

A file is whole or not there: it is written under a temporary name, forced to the disk, and only then given its own.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage, storages

from kpverify.errors import Refused

try:
    from botocore.exceptions import BotoCoreError, ClientError

    FAILURES: tuple[type[Exception], ...] = (OSError, BotoCoreError, ClientError)
except ImportError:  # the store is a folder
    FAILURES = (OSError,)

UNFINISHED = ".part"
ORPHANED_AFTER = timedelta(days=1)
# No room on the disk, in the quota, or in what a file may be.
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def store() -> Storage:
    """Give the store of the settings."""
    return storages["dossier"]


def new_name() -> str:
    """Make a name nobody can guess, and nobody has given."""
    found = secrets.token_hex(20)
    return f"{found[:2]}/{found}"


def no_room() -> Refused:
    """Say that nothing was kept, and what was there before is."""
    words = "There is no room left for files on this node: nothing was added, and all else is kept. Tell who runs it."
    return Refused("no-room", words, status=507)


class WholeFiles(FileSystemStorage):
    """A folder in which a file appears whole, and stays after the power is cut."""

    def _save(self, name: str, content: File[bytes]) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_name(target.name + UNFINISHED)
        try:
            with part.open("xb") as out:
                part.chmod(0o600)
                for chunk in content.chunks():
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            part.rename(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        _sync_folder(target.parent)
        return name

    def older_than(self, at: datetime, *, folder: str) -> Iterator[tuple[str, Path]]:
        """List the files of one folder (`00` to `ff`, also under another) last written before an instant, by name."""
        root = Path(self.location)
        for path in root.glob(f"{folder}/*"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < at.timestamp():
                    yield path.relative_to(root).as_posix(), path


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(content: File[Any], *, under: str = "") -> str:
    """Store bytes under a new name; gives the name.  Raises: Refused no-room, store-down.

    `under` is a folder of its own, for another package's files: `concerns/`.
    """
    name = f"{under}{new_name()}"
    try:
        return store().save(name, content)
    except FAILURES as error:
        if isinstance(error, OSError) and error.errno in FULL:
            raise no_room() from error
        raise down() from error


def throw_away(name: str) -> None:
    """Delete bytes no row has; what cannot be deleted now is found as an orphan later."""
    with contextlib.suppress(*FAILURES):
        store().delete(name)


def opened(name: str) -> File[Any]:
    """Open stored bytes.  Raises: Refused file-missing, store-down."""
    try:
        return store().open(name, "rb")
    except FileNotFoundError as error:
        words = "The file is not where it was stored. Tell who runs this node; its hash is in the audit log."
        raise Refused("file-missing", words) from error
    except FAILURES as error:
        raise down() from error


def down() -> Refused:
    """Say that the store does not answer now."""
    return Refused("store-down", "The store for files does not answer: try again in a minute.", status=503)
