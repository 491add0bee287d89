"""What the tests' own processes do, on a database of their own."""

import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "kpverify.settings"
django.setup()

from django.core.management import call_command  # noqa: E402

from kpverify.notices import composers, delivery, email  # noqa: E402
from kpverify.notices.composers import Mail  # noqa: E402
from kpverify.notices.models import Attempt, Notice  # noqa: E402
from kpverify.registry import services as registry  # noqa: E402

NOW = datetime(2026, 11, 25, tzinfo=UTC)
MANY = 12


def prepare():
    call_command("migrate", verbosity=0)
    registry.load_reference(now=NOW, by="test")
    Notice.objects.bulk_create(
        Notice(
            authority_id="BW",
            kind="test",
            subject="x",
            channel="email",
            recipient=f"kp{number}@ae.example",
            created_at=NOW,
            next_at=NOW,
        )
        for number in range(MANY)
    )


def dies():
    """Hand one mail over, and be killed before that is written down."""
    taken = email._delivered

    def killed(message):
        taken(message)
        os.kill(os.getpid(), signal.SIGKILL)

    email._delivered = killed
    delivery.deliver_due(now=NOW)


def told():
    found = {
        "states": sorted(Notice.objects.values_list("state", flat=True)),
        "outcomes": sorted(Attempt.objects.values_list("outcome", flat=True)),
    }
    print(json.dumps(found))


if __name__ == "__main__":
    composers.register("test", lambda notice: Mail(subject="Test", text=str(notice.pk)))
    what = sys.argv[1]
    if what == "deliver":
        delivery.deliver_due(now=NOW + timedelta(minutes=float(sys.argv[2])))
    else:
        {"prepare": prepare, "dies": dies, "told": told}[what]()
