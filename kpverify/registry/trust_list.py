"""The trust list: made of the registry's tables, signed by the roots, checked as a verifier would, and kept.

Where all roots are sealed on this node one call does it. Where their holders sign elsewhere, `build_payload` gives what
they sign, and `accept_trust_list` takes what came back.  Source: docs/token.md section 3.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.registry.blanks import void_runs
from kpverify.registry.models import (
    Advisory,
    Authority,
    NumberRange,
    Participant,
    Regime,
    RootKey,
    SigningKey,
    Statement,
    TrustList,
    Zone,
)
from kpverify.registry.signers import root_signers
from kpverify.tokens.errors import Malformed
from kpverify.tokens.sign import build_trust_list
from kpverify.tokens.trust import Trust, is_signed_by_roots_of, open_trust_list

# How old a status list may be before a verifier says so, and before it can no longer tell; how wrong a clock may be.
POLICY = {"status_fresh_s": 86400, "status_stale_s": 604800, "clock_leeway_s": 300}
OF_AUTHORITY = ("ranges", "void_numbers", "void_blanks", "keys")
References = Mapping[str, Sequence[Mapping[str, object]]]


def publish_trust_list(*, status_lists: References, now: datetime, by: str) -> TrustList:
    """Sign the registry as it stands with the roots of this node, and let everybody see it.

    Raises: Refused roots-elsewhere, trust-list-refused, not-successor.  Writes: TrustList, AuditEntry.
    """
    with transaction.atomic():
        # Two publications at once would sign two lists of one version.
        TrustList.objects.select_for_update().order_by("-version").first()
        signers = root_signers()
        payload = build_payload(status_lists=status_lists, now=now)
        if len(signers) < payload["threshold"]:
            words = (
                f"{payload['threshold']} root keys have to sign, and {len(signers)} are kept on this node: "
                "export the list for their holders (docs/operations.md)."
            )
            raise Refused("roots-elsewhere", words)
        return accept_trust_list(build_trust_list(payload, signers), now=now, by=by)


def accept_trust_list(envelope: dict[str, Any], *, now: datetime, by: str) -> TrustList:
    """Keep a signed list as the newest, when every verifier that holds the last one would take it too.

    Raises: Refused trust-list-refused, not-successor.  Writes: TrustList, AuditEntry.
    """
    last = TrustList.objects.order_by("-version").first()
    trust = _opened(envelope, last)
    version = int(trust.data["version"])
    kept = TrustList(
        version=version,
        issued_at=datetime.fromtimestamp(trust.data["iat"], UTC),
        expires_at=datetime.fromtimestamp(trust.data["exp"], UTC),
        body=json.dumps(envelope, separators=(",", ":")),
    )
    try:
        with transaction.atomic():
            kept.save(force_insert=True)
            record("trust-list.publish", f"trust-list:{version}", by=by, at=now)
    except IntegrityError as taken:
        words = f"Somebody published version {version} at the same moment: look at it, then publish again."
        raise Refused("not-successor", words) from taken
    return kept


def _opened(envelope: dict[str, Any], last: TrustList | None) -> Trust:
    before = None if last is None else _held(last)
    try:
        trust = open_trust_list(envelope, [] if before is None else [before])
    except Malformed as refused:
        words = f"Verifiers would refuse this trust list ({refused.code}). Mend the registry, then publish again."
        raise Refused("trust-list-refused", words, status=422) from refused
    if before is None:
        return trust
    if trust.data["version"] <= before.data["version"] or not is_signed_by_roots_of(trust, before):
        words = (
            f"Verifiers hold version {before.data['version']}: the next one needs a higher number and enough "
            "signatures of the roots named there."
        )
        raise Refused("not-successor", words)
    return trust


def _held(row: TrustList) -> Trust:
    """Open a list that was accepted once; signatures by roots of the list before it are left out of the question."""
    envelope = json.loads(row.body)
    earlier = TrustList.objects.filter(version__lt=row.version).order_by("-version").first()
    try:
        return open_trust_list(envelope)
    except Malformed:
        return open_trust_list(envelope, [] if earlier is None else [_held(earlier)])


def build_payload(*, status_lists: References, now: datetime) -> dict[str, Any]:
    """Lay out the registry as the next version of the trust list."""
    last = TrustList.objects.order_by("-version").first()
    issued = now if last is None else max(now, last.issued_at)
    return {
        "version": 1 if last is None else last.version + 1,
        "iat": int(issued.timestamp()),
        "exp": int((issued + timedelta(seconds=settings.TRUST_LIST_LIFE_SECONDS)).timestamp()),
        **({} if settings.PRODUCTION else {"demo": True}),
        "threshold": settings.TRUST_THRESHOLD,
        "roots": [
            {"kid": root.kid, **root.public_jwk} for root in RootKey.objects.filter(is_active=True).order_by("kid")
        ],
        "hosts": [urlsplit(settings.PUBLIC_URL).netloc],
        "policy": POLICY,
        "statements": [
            {"id": one.id, "title": one.title, "text": one.text} for one in Statement.objects.order_by("id")
        ],
        "participants": [
            _participant(one) for one in Participant.objects.prefetch_related("periods", "advisories").order_by("code")
        ],
        "regimes": [
            {"origin": one.origin_id, **_period(one), "rule": one.rule, "source": one.source}
            for one in Regime.objects.order_by("origin", "starts_on")
        ],
        "zones": [
            {
                "id": one.id,
                "origin": one.origin_id,
                "name": one.name,
                "periods": [_period(period) for period in sorted(one.periods.all(), key=lambda found: found.starts_on)],
            }
            for one in Zone.objects.prefetch_related("periods").order_by("id")
        ],
        "authorities": [
            _authority(one, status_lists.get(one.id, ()))
            for one in Authority.objects.prefetch_related(*OF_AUTHORITY).order_by("id")
        ],
        # A later member: absent until the Monitoring Team has a key.
        **({"monitors": monitors} if (monitors := _monitors()) else {}),
    }


def _monitors() -> list[dict[str, Any]]:
    keys = SigningKey.objects.filter(purpose=SigningKey.Purpose.CLEARANCE, active_from__isnull=False)
    return [_key(key) for key in keys.order_by("kid")]


def _period(row: Any) -> dict[str, str | None]:
    return {"from": _day(row.starts_on), "to": _day(row.ends_on)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _participant(one: Participant) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "members": one.members,
        "origin_list_from": _day(one.origin_list_from),
        "periods": [
            {**_period(period), "state": period.state, "reason": period.reason, "source": period.source}
            for period in sorted(one.periods.all(), key=lambda found: found.starts_on)
        ],
        "advisories": [_advisory(found) for found in sorted(one.advisories.all(), key=lambda found: found.id)],
    }


def _advisory(one: Advisory) -> dict[str, Any]:
    # Later members: absent where they would say nothing, so that an older list stays what it was.
    more = {"zones": one.zones, "do": one.do, "words": one.words}
    return {
        "id": one.id,
        **_period(one),
        "text": one.text,
        "source": one.source,
        **({} if one.kind == Advisory.Kind.ADVISORY else {"kind": one.kind}),
        **{name: value for name, value in more.items() if value},
    }


def _authority(one: Authority, status_lists: Sequence[Mapping[str, object]]) -> dict[str, Any]:
    ranges: list[NumberRange] = sorted(one.ranges.all(), key=lambda found: (found.year, found.prefix))
    keys = [key for key in one.keys.all() if key.active_from is not None]
    return {
        "id": one.id,
        "participant": one.participant_id,
        "name": one.name,
        "place": one.place,
        "numbers": [
            {"year": found.year, "first": found.number(found.first_value), "last": found.number(found.last_good)}
            for found in ranges
            if found.last_good >= found.first_value
        ],
        "void": [
            {"number": found.number, "reason": found.reason}
            for found in sorted(one.void_numbers.all(), key=lambda found: found.number)
        ],
        # A later member: absent for an authority that has reported no sheet of blank paper.
        **({"blanks": blanks} if (blanks := void_runs(one.void_blanks.all())) else {}),
        "status_lists": [dict(found) for found in status_lists],
        "keys": [_key(key) for key in sorted(keys, key=lambda found: found.kid)],
    }


def _key(key: SigningKey) -> dict[str, Any]:
    return {
        "kid": key.kid,
        "use": key.purpose,
        **key.public_jwk,
        "from": _instant(key.active_from),
        "to": _instant(key.active_to),
        "distrusted_at": _instant(key.distrusted_at),
    }


def _instant(at: datetime | None) -> int | None:
    return None if at is None else int(at.timestamp())
