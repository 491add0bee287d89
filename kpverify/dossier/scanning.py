"""Asking a virus scanner: a command that is given the path, and answers by its exit status (clamscan, clamdscan)."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import structlog
from django.conf import settings

from kpverify.dossier.models import DossierFile

Scan = DossierFile.Scan
SECONDS = 60
CLEAN, INFECTED = 0, 1
log = structlog.get_logger(__name__)


def scan(path: Path) -> Scan:
    """Ask the scanner of the settings; whatever is no clear answer is quarantine, never clean."""
    if not settings.SCAN_COMMAND:
        return Scan.NOT_SCANNED
    command = [*shlex.split(settings.SCAN_COMMAND), str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)  # noqa: S603
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        log.warning("scan_failed", reason=type(error).__name__)
        return Scan.QUARANTINED
    if done.returncode not in (CLEAN, INFECTED):
        log.warning("scan_failed", status=done.returncode, said=done.stderr[-300:].decode(errors="replace"))
        return Scan.QUARANTINED
    return Scan.CLEAN if done.returncode == CLEAN else Scan.INFECTED
