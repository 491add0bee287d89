"""Making sure, before anything is signed, that verifiers will be able to check it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kpverify.certificates.trusted import bundle_for, trust_in_force
from kpverify.errors import Refused
from kpverify.registry import trust_list
from kpverify.registry.models import TrustList
from kpverify.registry.signers import root_signers
from kpverify.status import services as status
from kpverify.status.models import StatusList


def make_checkable(*, authority_id: str, uri: str, now: datetime, by: str) -> None:
    """Publish the status list when none in force can be used, and the trust list when it does not name that one.

    Raises: Refused issuing-unfinished where the roots are elsewhere, no-trust-list, no-active-key.
    Writes: Publication, TrustList.
    """
    if _fault(authority_id, uri, now) is None:
        return
    with transaction.atomic():
        # Several processes find the same fault at once: the first mends it, the others look again.
        StatusList.objects.select_for_update(no_key=True).get(pk=uri)
        fault = _fault(authority_id, uri, now)
        is_unlisted = fault == "status.foreign-list"
        if is_unlisted:
            # Before the audit log, as in publishing a trust list: two never wait for one another in a circle.
            TrustList.objects.select_for_update(no_key=True).order_by("-version").first()
        if fault is not None and (not is_unlisted or status.current(uri) is None):
            status.publish(uri=uri, now=now, by=by)
        can_list = len(root_signers()) >= trust_in_force().data["threshold"]
        if is_unlisted and can_list:
            trust_list.publish_trust_list(status_lists=status.references(), now=now, by=by)
    if is_unlisted and not can_list:
        words = f"The trust list does not name {uri} yet. Once the Secretariat has published one, `work` finishes this."
        raise Refused("issuing-unfinished", words, status=503)


def _fault(authority_id: str, uri: str, now: datetime) -> str | None:
    """Say what keeps a verifier from using the list, if anything."""
    bundle = bundle_for(uri)
    authority = next((one for one in bundle.trust.data["authorities"] if one["id"] == authority_id), None)
    if authority is None:
        return "status.foreign-list"
    held, fault = bundle.find_list(authority, uri)
    if held is None:
        return fault
    age = int(now.timestamp()) - held.iat
    return "status.stale" if age > bundle.trust.data["policy"]["status_fresh_s"] else None
