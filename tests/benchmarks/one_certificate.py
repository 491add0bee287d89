"""Fill an empty node with the world of the tests and one issued certificate; print what a visitor would know of it."""

from __future__ import annotations

import hashlib
import json
import os

import django


def main() -> None:
    """Print one JSON object."""
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from kpverify.tokens.transport import qr_text
    from kpverify.verification.published import shelf
    from tests.certificates.conftest import Shipping
    from tests.world import make_world

    call_command("createcachetable")
    world = make_world(timezone.now())
    made = Shipping(world.ada, world.ben, timezone.now()).issued()
    bundle = shelf.published().bundle
    told = {
        "qr_text": qr_text(made.token, settings.PUBLIC_URL),
        "number": made.number,
        "check_code": made.check_code,
        "path": made.status_uri.removeprefix(settings.PUBLIC_URL),
        "bundle_digest": hashlib.sha256(bundle.body).hexdigest()[:32] if bundle else "",
    }
    print(json.dumps(told))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    main()
