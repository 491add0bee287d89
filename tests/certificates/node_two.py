"""What two officers do together, in the node of `node.py`: killed in the middle, timed, and fifty at once."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from typing import Any


def _confirmed(count: int) -> Any:
    """Issue `count` certificates, and let two officers agree to revoke them all."""
    from django.utils import timezone

    from kpverify.certificates import mass
    from kpverify.certificates.issuing import issue_many
    from kpverify.certificates.models import Certificate
    from tests.certificates.node import approve, people

    _, ben = people()
    ids = approve(count)
    for start in range(0, count, 100):
        issue_many(certificate_ids=ids[start : start + 100], by=ben, now=timezone.now())
    numbers = " ".join(Certificate.objects.filter(pk__in=ids).values_list("number", flat=True))
    now, chosen = timezone.now(), mass.Chosen(numbers=numbers)
    found = mass.propose_mass(chosen=chosen, count=count, reason="Test", by=ben, now=now)
    return mass.decide_mass(mass_id=found.pk, does_confirm=True, by=_second(), now=now)


def _second() -> Any:
    from kpverify.accounts.models import Officer

    return Officer.objects.get(email="bontle@example.org")


def _advance(mass_id: Any) -> None:
    from django.utils import timezone

    from kpverify.certificates import mass

    while mass.advance_mass(mass_id=mass_id, now=timezone.now()).finished_at is None:
        pass


def kill_mass(count: int, seed: int) -> dict[str, Any]:
    """Kill the process that revokes many, at random instants, again and again; then let `work`'s step end it."""
    from django.utils import timezone

    from kpverify.certificates import mass
    from tests.certificates.node import child

    mass.STEP = 7
    found, chance, killed, between = _confirmed(count), random.Random(seed), 0, set()
    for _ in range(30):
        pid = child(lambda: _advance(found.pk))
        time.sleep(chance.uniform(0.01, 0.12))
        os.kill(pid, signal.SIGKILL)
        killed += os.waitpid(pid, 0)[1] == signal.SIGKILL
        between.add(found.items.filter(done_at__isnull=False).count())
    while mass.finish_mass(now=timezone.now()):
        pass
    return {"killed": killed, "between": sorted(between), **_books(found)}


def measure_mass(count: int) -> dict[str, Any]:
    """Time the revoking of `count` certificates, without the issuing."""
    found = _confirmed(count)
    began = time.perf_counter()
    _advance(found.pk)
    return {"seconds": time.perf_counter() - began, **_books(found)}


def _books(found: Any) -> dict[str, Any]:
    from collections import Counter

    from kpverify.audit.models import AuditEntry
    from kpverify.audit.services import check_chain
    from kpverify.certificates.models import Certificate
    from kpverify.certificates.trusted import bundle_for
    from kpverify.status.models import StatusList
    from kpverify.tokens import verify

    rows = list(Certificate.objects.filter(pk__in=found.items.values("certificate")))
    subjects = [f"certificate:{row.pk}" for row in rows]
    entries = AuditEntry.objects.filter(verb="certificate.revoke", subject__in=subjects)
    now = entries.latest("seq").at
    bundle = bundle_for(rows[0].status_uri)
    codes = Counter(one.code for row in rows[:20] for one in verify(row.token, bundle, now).findings)
    return {
        "states": dict(Counter(row.state for row in rows)),
        "entries": sorted(Counter(entries.values_list("subject", flat=True)).values()),
        "refused": found.items.exclude(refusal="").count(),
        "unpublished": StatusList.objects.filter(authority_id="BW", is_dirty=True).count(),
        "told": codes["status.revoked"],
        "audit": check_chain(),
    }


def revoke_at_once(threads: int) -> dict[str, Any]:
    """Let `threads` browsers of a second officer confirm one proposed revocation in the same instant."""
    from django.db import connections
    from django.test import Client
    from django.utils import timezone

    from kpverify.audit.models import AuditEntry
    from kpverify.certificates.services import revoke_certificate
    from tests.certificates.conftest import Shipping
    from tests.certificates.node import people
    from tests.world import sign_in

    ada, ben = people()
    made = Shipping(ada, ben, timezone.now()).issued()
    made = revoke_certificate(number=made.number, reason="Test", by=ben, now=timezone.now())
    clients = [Client() for _ in range(threads)]
    for client in clients:
        sign_in(client, _second())
    start, answers = threading.Barrier(threads), []

    def send(client: Client) -> None:
        start.wait(timeout=60)
        try:
            answer = client.post(f"/api/v1/certificates/{made.pk}/revoke/", {}, content_type="application/json")
            answers.append([answer.status_code, answer.json().get("code", "")])
        finally:
            connections.close_all()

    running = [threading.Thread(target=send, args=(client,)) for client in clients]
    for one in running:
        one.start()
    for one in running:
        one.join(timeout=120)
    made.refresh_from_db()
    entries = AuditEntry.objects.filter(subject=f"certificate:{made.pk}", verb="certificate.revoke").count()
    return {"answers": answers, "state": made.state, "entries": entries}


COMMANDS = {"kill_mass": kill_mass, "measure_mass": measure_mass, "revoke_at_once": revoke_at_once}
