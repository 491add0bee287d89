"""A small file that every process of a node maps into memory: numbers shared without a database or a server.

Throttles and metrics live here because a row per request would cost more than the check itself. Losing the file loses
counters, never a verdict. Where no file can be made (a read-only disk) each process counts for itself.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class SharedTable:
    """Some bytes in a file, mapped by all processes, changed only inside `locked()`."""

    def __init__(self, path: Path, *, size: int) -> None:
        self._inside = threading.Lock()
        self._file = _open(path, size)
        self.is_shared = self._file is not None
        self.memory = mmap.mmap(-1 if self._file is None else self._file, size)

    @contextmanager
    def locked(self) -> Iterator[mmap.mmap]:
        """Keep every other thread and process out for the length of a few instructions."""
        with self._inside:
            # Not POSIX record locks: they belong to processes, and threads of two processes that each hold one table
            # and want another are then told of a deadlock that is none.
            if self._file is not None:
                fcntl.flock(self._file, fcntl.LOCK_EX)
            try:
                yield self.memory
            finally:
                if self._file is not None:
                    fcntl.flock(self._file, fcntl.LOCK_UN)


def _open(path: Path, size: int) -> int | None:
    """Open the file at its full size and try its lock once; None where the disk or the lock refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError:
        return None
    try:
        if os.fstat(file).st_size != size:
            os.ftruncate(file, size)
        fcntl.flock(file, fcntl.LOCK_EX)
        fcntl.flock(file, fcntl.LOCK_UN)
    except OSError:
        os.close(file)
        return None
    return file


_tables: dict[Path, SharedTable] = {}
_opening = threading.Lock()


def shared_table(path: Path, *, size: int) -> SharedTable:
    """Give this process's one mapping of the file."""
    table = _tables.get(path)
    if table is None:
        with _opening:
            table = _tables.get(path) or _tables.setdefault(path, SharedTable(path, size=size))
    return table


def _forget() -> None:
    """Let a forked child open its own: a lock on an inherited file would not keep its parent out."""
    global _opening
    _opening = threading.Lock()
    _tables.clear()


os.register_at_fork(after_in_child=_forget)
