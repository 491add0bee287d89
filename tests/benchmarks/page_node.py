"""Fill an empty node with the whole scheme and 300,000 certificates; print the codes of some, as JSON."""

from __future__ import annotations

import json
import os

import django

CERTIFICATES = 300_000
CODES = 40


def main() -> None:
    """Print one JSON object."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db.models import F
    from django.db.models.functions import Mod
    from django.utils import timezone

    from kpverify.registry import keys
    from kpverify.registry.models import Authority, Participant
    from kpverify.status import services as status
    from kpverify.status.models import StatusEntry
    from kpverify.tokens.transport import qr_text
    from tests.certificates.conftest import Shipping
    from tests.certificates.typed import content
    from tests.world import AUTHORITIES, BY, make_world, publish

    call_command("createcachetable")
    now = timezone.now()
    world = make_world(now)
    authorities = list(Authority.objects.order_by("pk").values_list("pk", flat=True))
    for authority in set(authorities) - set(AUTHORITIES):
        for purpose in ("certificate", "status"):
            made = keys.create_key(authority_id=authority, purpose=purpose, now=now, by=BY)
            keys.activate_key(kid=made.kid, now=now, by=BY)
    for authority in authorities:
        status.allocate(authority_id=authority, count=CERTIFICATES // len(authorities), now=now)
    scattered = StatusEntry.objects.annotate(lot=Mod(F("idx") * 7919, 101))
    scattered.filter(lot__lt=50).update(value=StatusEntry.Value.RECEIPT_CONFIRMED)
    scattered.filter(lot=50).update(value=StatusEntry.Value.INVALID)
    shipping = Shipping(world.ada, world.ben, now)
    issued = [shipping.issued(parcels=place + 1, goods=content()["goods"]) for place in range(CODES)]
    publish(timezone.now())
    told = {
        "codes": [qr_text(one.token, settings.PUBLIC_URL) for one in issued],
        "tokens": [one.token for one in issued],
        "participants": Participant.objects.filter(is_counted=True).count(),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    main()
