"""What is done to evidence again and again: throw away the bytes that no row names."""

from __future__ import annotations

import secrets
from datetime import datetime

from kpverify.concerns.evidence import UNDER
from kpverify.concerns.models import Evidence
from kpverify.dossier import storage


def throw_orphans_away(*, now: datetime, folder: str | None = None) -> int:
    """Delete bytes of a day ago that no row names: what a crash left between them; tells how many.

    Looks at one of 256 folders each time; an S3-compatible store is left alone.
    """
    found = storage.store()
    if not isinstance(found, storage.WholeFiles):
        return 0
    place = f"{UNDER}{folder or f'{secrets.randbelow(256):02x}'}"
    old = dict(found.older_than(now - storage.ORPHANED_AFTER, folder=place))
    if not old:
        return 0
    named = set(Evidence.objects.filter(stored_as__startswith=f"{place}/").values_list("stored_as", flat=True))
    orphans = [path for name, path in old.items() if name not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)
