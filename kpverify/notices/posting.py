"""Post one event to one webhook, signed, and tell what came of it.

Source: Standard Webhooks 1.0 (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import socket
import ssl
import threading
from datetime import datetime

from kpverify.errors import Refused
from kpverify.notices.models import Notice
from kpverify.notices.outcomes import Came, again, reason, refused, sent
from kpverify.notices.places import checked_url, judged_addresses
from kpverify.notices.webhooks import secrets_of

CONNECT_SECONDS = 5
WHOLE_SECONDS = 10
READ_BYTES = 2_000
GONE = 410
BUSY = (408, 429)


def body_of(notice: Notice) -> bytes:
    """Write what is told: the event and where to look, nothing of the goods; the same bytes at every attempt."""
    data = {
        "id": notice.subject.partition(":")[2],
        **{name: notice.detail.get(name, "") for name in ("number", "state")},
    }
    told = {"type": notice.kind, "timestamp": notice.created_at.isoformat().replace("+00:00", "Z"), "data": data}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def message_id(notice: Notice) -> str:
    """Give the `webhook-id`: the same at every attempt."""
    return f"msg_{notice.pk.hex}"


def sign(secret: bytes, *, message: str, timestamp: int, body: bytes) -> str:
    """Sign as receivers check it: HMAC-SHA256 over id, time and body."""
    signed = f"{message}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()


def post_event(notice: Notice, *, now: datetime) -> Came:
    """Post it.  No redirect is followed: the address that was typed is the one that was judged."""
    webhook = notice.webhook
    if webhook is None or webhook.ended_at is not None:
        return refused("This webhook was ended.")
    body, message, timestamp = body_of(notice), message_id(notice), int(now.timestamp())
    try:
        signatures = [
            sign(one, message=message, timestamp=timestamp, body=body) for one in secrets_of(webhook, now=now)
        ]
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "kpverify",
            "Connection": "close",
            "webhook-id": message,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(signatures),
        }
        status, text = post(webhook.url, body, headers)
    except Refused as refusal:
        return again(refusal.message, is_target=True)
    except (OSError, http.client.HTTPException) as gone:
        return again(f"No answer: {reason(gone)}", is_target=True)
    if 200 <= status < 300:
        return sent(f"{status} {text}")
    if status == GONE:
        return refused(f"{status} {text}")
    words = "It points elsewhere, which is not followed." if 300 <= status < 400 else text
    # What is wrong with one message does not hold up the others.
    return again(f"{status} {words}", is_target=not 400 <= status < 500 or status in BUSY)


def post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
    """Post to an address that may be posted to; gives the status and the beginning of the answer.

    Raises: Refused webhook-url-wrong, webhook-place-forbidden, webhook-name-unknown; OSError, HTTPException.
    """
    parts = checked_url(url)
    host, is_tls = parts.hostname or "", parts.scheme == "https"
    port = parts.port or (443 if is_tls else 80)
    connection = _Judged(host, port, is_tls=is_tls, addresses=judged_addresses(host, port))
    try:
        target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        connection.request("POST", target, body=body, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(READ_BYTES).decode(errors="replace")
    finally:
        connection.give_up_in_time.cancel()
        connection.close()


class _Judged(http.client.HTTPConnection):
    """A connection to an address that was judged, for a name that is checked by TLS; it ends after a fixed time."""

    def __init__(self, host: str, port: int, *, is_tls: bool, addresses: list[str]) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self.is_tls, self.addresses = is_tls, addresses
        self.give_up_in_time = threading.Timer(WHOLE_SECONDS, self._hang_up)
        self.give_up_in_time.daemon = True

    def connect(self) -> None:
        """Connect to the first address that answers."""
        plain = self._connected()
        self.sock = plain
        if self.is_tls:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        # A timeout is for one read: who sends a byte a second would hold us for ever.
        self.give_up_in_time.start()
        if isinstance(self.sock, ssl.SSLSocket):
            self.sock.do_handshake()

    def _connected(self) -> socket.socket:
        last: OSError = OSError("no address")
        for address in self.addresses:
            try:
                return socket.create_connection((address, self.port), timeout=CONNECT_SECONDS)
            except OSError as no:
                last = no
        raise last

    def _hang_up(self) -> None:
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                return
