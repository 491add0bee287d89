"""A node of its own for tests that need real processes: a database nobody else uses, and children that can be killed.

`python -m tests.certificates.node COMMAND` runs inside that node; it prints one JSON object at its end. Children are
forked, so that starting one costs nothing, and each opens its own connection.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django

TRACE = Path(os.environ.get("KPVERIFY_VAR", ".")) / "signed.txt"


class Recording:
    """A signer that writes down what it is asked to sign before it signs: what a signing device's own log shows."""

    def __init__(self, signer: Any) -> None:
        self.signer, self.kid = signer, signer.kid

    def sign(self, signing_input: bytes) -> bytes:
        with TRACE.open("ab") as file:
            file.write(signing_input + b"\n")
        return bytes(self.signer.sign(signing_input))


def prepare(count: int) -> dict[str, Any]:
    """Make the world, and `count` approved certificates."""
    from django.core.management import call_command
    from django.utils import timezone

    call_command("migrate", verbosity=0)
    call_command("createcachetable")
    from tests.world import make_world

    now = timezone.now()
    make_world(now)
    ada, ben = people()
    return {"preparer": ada.email, "approver": ben.email, "approved": approve(count)}


def approve(count: int) -> list[str]:
    """Bring `count` certificates to approved."""
    from django.db import transaction
    from django.utils import timezone

    from tests.certificates.conftest import Shipping

    ada, ben = people()
    with transaction.atomic():
        return [str(Shipping(ada, ben, timezone.now()).approved(parcels=place % 9999 + 1).pk) for place in range(count)]


def people() -> tuple[Any, Any]:
    """Give Botswana's preparer and approver."""
    from kpverify.accounts.models import Officer

    def holder(role: str) -> Any:
        return Officer.objects.filter(authority_id="BW", grants__role=role, grants__ended_at=None).order_by("pk")[0]

    return holder("preparer"), holder("approver")


def child(work: Callable[[], None]) -> int:
    """Fork a process that does `work` and ends; it begins when it has its own connection."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        work()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)


def issue_all(ids: list[str], revoke_every: int = 0) -> None:
    """Issue one after the other, as a busy officer would, and revoke some at once."""
    from django.utils import timezone

    from kpverify.certificates import issuing
    from kpverify.registry import signers
    from tests.certificates.conftest import revoked_by_two

    issuing.signer_for = lambda authority, purpose: Recording(signers.signer_for(authority, purpose))
    _, ben = people()
    for place, one in enumerate(ids):
        made = issuing.issue_certificate(certificate_id=one, by=ben, now=timezone.now())
        if revoke_every and place % revoke_every == 0:
            revoked_by_two(made.number or "", by=ben, now=timezone.now())


def many(processes: int, each: int) -> dict[str, Any]:
    """Let several processes issue at once, and revoke every tenth."""
    ids = approve(processes * each)
    began = time.perf_counter()
    pids = [child(lambda own=ids[place::processes]: issue_all(own, 10)) for place in range(processes)]  # type: ignore[misc]
    ends = [os.waitpid(pid, 0)[1] for pid in pids]
    return {"ends": ends, "seconds": time.perf_counter() - began, **account()}


def kill(times: int, seed: int) -> dict[str, Any]:
    """Kill a process that issues, at a random instant, again and again; then let `work` clean up."""
    from datetime import timedelta

    from django.utils import timezone

    from kpverify.certificates.issuing import finish_issuing

    chance, killed = random.Random(seed), 0
    ids = approve(times * 3)
    for place in range(times):
        own = ids[place * 3 : place * 3 + 3]
        before = TRACE.stat().st_size if TRACE.exists() else 0
        pid = child(lambda own=own: issue_all(own))  # type: ignore[misc]
        # Two in three are killed near their first signature, the others anywhere.
        if place % 3:
            wait_until(lambda before=before: TRACE.exists() and TRACE.stat().st_size > before)  # type: ignore[misc]
        time.sleep(chance.uniform(0, 0.01 if place % 3 else 0.08))
        os.kill(pid, signal.SIGKILL)
        killed += os.waitpid(pid, 0)[1] == signal.SIGKILL
    left = account()
    finish_issuing(now=timezone.now() + timedelta(minutes=5))
    return {"killed": killed, "left": left["states"], **account()}


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait, at most five seconds."""
    end = time.perf_counter() + 5
    while not is_so() and time.perf_counter() < end:
        time.sleep(0.0005)


def at_once(threads: int) -> dict[str, Any]:
    """Send one draft from many threads with one Idempotency-Key."""
    from django.db import connections
    from django.utils import timezone

    from kpverify.certificates.idempotency import Answer, answer_once
    from kpverify.certificates.models import Certificate
    from kpverify.certificates.services import draft_certificate
    from tests.certificates.typed import content

    ada, _ = people()
    before, now = Certificate.objects.count(), timezone.now()
    start, answers = threading.Barrier(threads), []

    def draft() -> Answer:
        return Answer(201, str(draft_certificate(content=content(), by=ada, now=now).pk))

    def send() -> None:
        start.wait(timeout=20)
        try:
            answers.append(answer_once(officer=ada, key="k", request_hash="h", do=draft, is_one=True, now=now))
        finally:
            connections.close_all()

    running = [threading.Thread(target=send) for _ in range(threads)]
    for one in running:
        one.start()
    for one in running:
        one.join(timeout=60)
    return {
        "answers": [[one.body, one.is_replay] for one in answers],
        "drafted": Certificate.objects.count() - before,
    }


def approve_at_once(threads: int) -> dict[str, Any]:
    """Let `threads` officers' browsers approve one draft in the same instant; tells each answer."""
    from django.db import connections
    from django.test import Client
    from django.utils import timezone

    from kpverify.audit.models import AuditEntry
    from kpverify.certificates.models import Certificate
    from tests.certificates.conftest import Shipping
    from tests.world import sign_in

    ada, ben = people()
    made = Shipping(ada, ben, timezone.now()).submitted()
    clients = [Client() for _ in range(threads)]
    for client in clients:
        sign_in(client, ben)
    start, answers = threading.Barrier(threads), []

    def send(client: Client) -> None:
        start.wait(timeout=60)
        body: dict[str, Any] = {"version": made.version}
        try:
            answer = client.post(f"/api/v1/certificates/{made.pk}/approve/", body, content_type="application/json")
            answers.append([answer.status_code, answer.json().get("code", "")])
        finally:
            connections.close_all()

    running = [threading.Thread(target=send, args=(client,)) for client in clients]
    for one in running:
        one.start()
    for one in running:
        one.join(timeout=120)
    made.refresh_from_db()
    entries = AuditEntry.objects.filter(subject=f"certificate:{made.pk}", verb="certificate.approve").count()
    return {
        "answers": answers,
        "state": made.state,
        "version": made.version,
        "entries": entries,
        "many": Certificate.objects.filter(pk=made.pk, approved_by=ben).count(),
    }


def leave() -> dict[str, Any]:
    """Let a process die between the intent and the signature, a while ago."""
    from datetime import timedelta

    from django.utils import timezone

    from kpverify.certificates.models import Certificate
    from tests.certificates.conftest import Shipping

    ada, ben = people()
    made = Shipping(ada, ben, timezone.now()).issuing()
    Certificate.objects.filter(pk=made.pk).update(changed_at=timezone.now() - timedelta(minutes=5))
    return {"number": made.number}


def account() -> dict[str, Any]:
    """Account for every number and every signature."""
    from collections import Counter

    from kpverify.audit.services import check_chain
    from kpverify.certificates.models import Certificate, TakenNumber
    from kpverify.certificates.payload import signing_input
    from kpverify.certificates.trusted import bundle_for
    from kpverify.tokens import verify
    from kpverify.transparency.models import IssuedToken

    rows = list(Certificate.objects.exclude(number=None))
    issued = [row for row in rows if row.state == "issued"]
    known = {signing_input(row.intent) for row in rows}
    signed = TRACE.read_bytes().splitlines() if TRACE.exists() else []
    return {
        "states": dict(Counter(Certificate.objects.values_list("state", flat=True))),
        "numbers": sorted(row.number or "" for row in rows),
        "indexes": len({(row.status_uri, row.status_idx) for row in rows}),
        "taken": sorted(TakenNumber.objects.values_list("number", flat=True)),
        "void": sorted(TakenNumber.objects.exclude(void_reason="").values_list("number", flat=True)),
        "logged": sorted(IssuedToken.objects.values_list("number", flat=True)),
        "signed": len(signed),
        "unknown_signatures": sum(one not in known for one in signed),
        "outcomes": dict(
            Counter(str(verify(row.token, bundle_for(row.status_uri), row.issued_at).outcome) for row in issued)
        ),
        "audit": check_chain(),
    }


COMMANDS = {
    "approve_at_once": approve_at_once,
    "prepare": prepare,
    "many": many,
    "kill": kill,
    "at_once": at_once,
    "leave": leave,
    "account": account,
}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kpverify.settings")
    django.setup()
    from tests.certificates import node_two

    print(json.dumps({**COMMANDS, **node_two.COMMANDS}[sys.argv[1]](*map(int, sys.argv[2:]))))
