"""Lists of sanctions for tests: a few entries, taken in by the services that take in real ones."""

import json
from datetime import timedelta

from django.utils import timezone

from kpverify.errors import Refused
from kpverify.screening import services
from kpverify.screening.models import ListLoad, Rescreening


def entry(name, **parts):
    """One entry as `seed.json` has them."""
    found = {"name": name, "aliases": parts.pop("aliases", []), "country": parts.pop("country", "CF"), "lists": []}
    return {**found, "lists": [{"list": "TEST-EO", "listed": "2023-06-27", **parts}]}


def load(*entries, now, ends=True):
    """Put a list in force; or, not to its end, take it in until it waits for two people."""
    raw = json.dumps({"entities": list(entries)}).encode()
    made = services.stage(files={"seed.json": raw}, kind="seed", by=None, now=now)
    try:
        while made.state == ListLoad.State.STAGED:
            made = services.advance_load(load_id=made.pk, now=now)
    except Refused:
        if ends:
            raise
    return made


def release(made, world):
    """Put a load that waits in force, as two people of the Secretariat say."""
    return services.release_load(load_id=made.pk, proposed_by=world.sefako, by=world.thabo, now=timezone.now())


def screen_all(now):
    """Do what `manage.py work` does until nothing is left."""
    for turn in range(50):
        if not Rescreening.objects.filter(finished_at=None).exists():
            return
        services.finish_rescreening(now=now + timedelta(seconds=turn))
    raise AssertionError("rescreening does not end")


DIAMVILLE = entry("DIAMVILLE SAU", aliases=["DIAMVILLE", "DIAM VILLE"], address="Avenue des Martyrs 5, Bangui")
