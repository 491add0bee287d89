"""Bounded load on a server of this machine: raw sockets kept open, one process per sender, loopback only."""

from __future__ import annotations

import multiprocessing
import socket
import statistics
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Load:
    """What some senders saw together."""

    seconds: float
    waits: list[float]
    statuses: dict[int, int]

    @property
    def per_second(self) -> float:
        return len(self.waits) / self.seconds

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.waits, n=100)[94] * 1000


def request(method: str, path: str, port: int, *, body: bytes = b"", headers: str = "") -> bytes:
    """Lay out one request; small enough to leave in one packet."""
    lines = f"{method} {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: keep-alive\r\n{headers}"
    if body:
        lines += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return f"{lines}\r\n".encode() + body


def _receive(connection: socket.socket, held: bytes) -> tuple[int, bytes]:
    """Read one answer by its Content-Length; give its status and what came after it."""
    while b"\r\n\r\n" not in held:
        held += _more(connection)
    head, _, rest = held.partition(b"\r\n\r\n")
    length = next((int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0)
    while len(rest) < length:
        rest += _more(connection)
    return int(head[9:12]), rest[length:]


def _more(connection: socket.socket) -> bytes:
    received = connection.recv(262_144)
    if not received:
        raise ConnectionError("The server closed the connection.")
    return received


def _send(port: int, texts: list[bytes], times: int, results: multiprocessing.Queue) -> None:
    waits, statuses, held = [], {}, b""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for turn in range(times):
            started = time.perf_counter()
            connection.sendall(texts[turn % len(texts)])
            status, held = _receive(connection, held)
            waits.append(time.perf_counter() - started)
            statuses[status] = statuses.get(status, 0) + 1
    results.put((waits, statuses))


def drive(port: int, texts: list[bytes], *, requests: int, senders: int = 8) -> Load:
    """Send that many requests over that many connections and wait for the last answer."""
    context = multiprocessing.get_context("fork")
    results: multiprocessing.Queue = context.Queue()
    given = (port, texts, requests // senders, results)
    processes = [context.Process(target=_send, args=given) for _ in range(senders)]
    started = time.perf_counter()
    for process in processes:
        process.start()
    found = [results.get(timeout=120) for _ in processes]
    seconds = time.perf_counter() - started
    for process in processes:
        process.join()
    statuses: dict[int, int] = {}
    for _, seen in found:
        for status, count in seen.items():
            statuses[status] = statuses.get(status, 0) + count
    return Load(seconds=seconds, waits=[wait for waits, _ in found for wait in waits], statuses=statuses)
