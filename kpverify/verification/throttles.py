"""How many questions one client may ask; the count is shared by all processes of a node.

A leaky bucket (GCRA): per client one instant, the one at which all it has asked so far is paid off. Clients are an
address (an IPv6 /64) and, with eight times the rate, the network around it (/24 or /48), so that a rented block of
addresses gains little. Nothing names the client: the table holds keyed hashes.
"""

from __future__ import annotations

import hashlib
import ipaddress
import struct
import time
from functools import lru_cache
from mmap import mmap

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from kpverify.verification.shared import SharedTable, shared_table

SLOT = struct.Struct("<Qd")
SLOTS = 2**16
# How far a client's slot may lie from where its hash points.
REACH = 8
NETWORK_SHARE = 8
PERIODS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@lru_cache(maxsize=16)
def parse_rate(text: str) -> tuple[int, float]:
    """Read "30/min" as (30, 60 seconds)."""
    number, _, period = text.partition("/")
    return int(number), PERIODS[period[0]]


@lru_cache(maxsize=4096)
def networks(address: str) -> tuple[str, str]:
    """Name the client and the network around it; an address nobody can read is one client of its own."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address, address
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    near, far = (32, 24) if ip.version == 4 else (64, 48)
    return str(ipaddress.ip_network((ip, near), strict=False)), str(ipaddress.ip_network((ip, far), strict=False))


def take(key: str, *, number: int, period: float, now: float) -> float:
    """Count one question of `key`; 0.0 when it may be asked, else the seconds to wait.

    `now` is monotonic seconds since this machine started, the same clock in every process.
    """
    digest = hashlib.blake2b(key.encode(), key=settings.SECRET_KEY.encode()[:64], digest_size=8).digest()
    tag = int.from_bytes(digest, "big") or 1
    step = period / number
    with _table().locked() as memory:
        offset, paid_off = _find(memory, tag, now)
        # An instant beyond any debt was left by the machine's last start, whose clock ran further.
        if paid_off <= now or paid_off > now + period + step:
            paid_off = now
        wait = paid_off + step - period - now
        if wait > 1e-9:
            return wait
        SLOT.pack_into(memory, offset, tag, paid_off + step)
    return 0.0


def _find(memory: mmap, tag: int, now: float) -> tuple[int, float]:
    """Find the client's slot, else a free one, else the one that is free soonest (so a flood locks nobody out)."""
    best, best_until = -1, float("inf")
    for step in range(REACH):
        offset = (tag + step) % SLOTS * SLOT.size
        owner, until = SLOT.unpack_from(memory, offset)
        if owner == tag:
            return offset, until
        if owner == 0 or until > now + 2 * PERIODS["d"]:
            until = 0.0
        if until < best_until:
            best, best_until = offset, until
    return best, 0.0


def _table() -> SharedTable:
    return shared_table(settings.VAR / "throttles", size=SLOTS * SLOT.size)


class ClientThrottle(BaseThrottle):
    """Limit a view's `throttle_scope` to the rate of that name in the settings."""

    _wait = 0.0

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Take one from the client's bucket and one from its network's."""
        scope: str = view.throttle_scope  # type: ignore[attr-defined]
        number, period = parse_rate(settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"][scope])
        client, network = networks(self.get_ident(request) or "")
        now = time.monotonic()
        self._wait = take(f"{scope} {client}", number=number, period=period, now=now) or take(
            f"{scope} around {network}", number=number * NETWORK_SHARE, period=period, now=now
        )
        return self._wait == 0.0

    def wait(self) -> float:
        """Tell how long to stay away."""
        return self._wait
