"""What stands in the registry and in no trust list yet."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from kpverify.errors import Refused
from kpverify.registry import offline
from kpverify.registry.comparing import Difference, differences
from kpverify.registry.models import RootKey, TrustList
from kpverify.registry.trust_list import build_payload, publish_trust_list
from kpverify.secretariat.states import CHANGE, Tag
from kpverify.status.services import references

CHANGED = _("Something changed since you looked. This is how it stands now; nothing was published.")


@dataclass(frozen=True, slots=True)
class Unpublished:
    """The list in force, what the next one would say otherwise, and whether this node can sign it alone."""

    last: TrustList | None
    differences: tuple[tuple[Tag, Difference], ...]
    payload: dict[str, Any]
    roots_here: int
    roots: int

    @property
    def threshold(self) -> int:
        """How many roots must sign."""
        return int(self.payload["threshold"])

    @property
    def can_sign_here(self) -> bool:
        """Are enough roots sealed on this node?"""
        return self.roots_here >= self.threshold

    @property
    def fingerprint(self) -> str:
        """Name what was shown, so that nothing else is published by the button beneath it."""
        version = 0 if self.last is None else self.last.version
        text = "\n".join([str(version), *(str(one) for _tag, one in self.differences)])
        return hashlib.sha256(text.encode()).hexdigest()

    def tag(self, now: datetime) -> Tag:
        """Say how old the list in force is: from half of its life on it wants to be renewed."""
        if self.last is None:
            return Tag(_("None published"), "bad")
        if now >= self.last.expires_at:
            return Tag(_("Expired"), "bad")
        is_young = now - self.last.issued_at <= self.last.expires_at - now
        return Tag(_("In force"), "good") if is_young else Tag(_("Due for renewal"), "warn")


def publish_seen(*, seen: str, now: datetime, by: str) -> TrustList:
    """Publish the trust list, if it still says what was shown.

    Raises: Refused page-old, and as publish_trust_list.  Writes: TrustList, AuditEntry.
    """
    if seen != unpublished(now).fingerprint:
        raise Refused("page-old", str(CHANGED))
    return publish_trust_list(status_lists=references(), now=now, by=by)


def unpublished(now: datetime) -> Unpublished:
    """Compare the registry with the list in force."""
    last = TrustList.objects.order_by("-version").first()
    payload = build_payload(status_lists=references(), now=now)
    held = None if last is None else offline.payload_of(json.loads(last.body))
    roots = RootKey.objects.filter(is_active=True)
    return Unpublished(
        last=last,
        differences=tuple((CHANGE[one.kind], one) for one in differences(held, payload)),
        payload=payload,
        roots_here=roots.filter(sealed_private__isnull=False).count() if settings.SEAL_KEY else 0,
        roots=roots.count(),
    )
