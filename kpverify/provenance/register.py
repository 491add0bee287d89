"""Comparing an import certificate with the register of its issuer, when that is kept on this node.

An answer must not tell an officer what other countries trade: a certificate to somebody else is `missing`, as one that
never was.
"""

from __future__ import annotations

from decimal import Decimal

from kpverify.certificates.amendments import content_now
from kpverify.certificates.models import Certificate, State
from kpverify.provenance.models import ImportCertificate
from kpverify.registry.models import Authority, NumberRange


def in_register(imported: ImportCertificate, hs: str, stated: Decimal, authority_id: str) -> str:
    """Say what is known here of an import certificate's line: the values of `facts.Import.register`."""
    held = Certificate.objects.filter(number=imported.number).first()
    if held is None:
        return "missing" if _is_issued_here(imported.number) else ""
    own = Authority.objects.select_related("participant").get(pk=authority_id).participant
    if held.destination not in {own.code, *own.members}:
        return "missing"
    # Who confirmed the receipt had the goods before it was suspended.
    is_in_force = held.state == State.ISSUED or (
        held.state == State.SUSPENDED and held.receipt_confirmed_at is not None
    )
    if not held.token or not is_in_force:
        return "withdrawn"
    content = content_now(held)
    said = [line for line in content.get("goods", ()) if line["hs"] == hs]
    if not said or Decimal(said[0]["carats"]) < stated:
        return "differs"
    return "same" if set(imported.origins) == set(content.get("mining_origin", ())) else "origins-differ"


def _is_issued_here(number: str) -> bool:
    """Does the number belong to a range that certificates of this node take their numbers from?"""
    ranges = NumberRange.objects.filter(authority__participant_id=number[:2])
    for one in ranges.values_list("prefix", "digits", "first_value", "last_value", "next_value"):
        prefix, digits, first, last, following = one
        tail = number.removeprefix(prefix)
        if tail == number or len(tail) != digits or not (tail.isascii() and tail.isdecimal()):
            continue
        # A range nothing was taken from may be another node's to give out.
        return following > first and first <= int(tail) <= last
    return False
