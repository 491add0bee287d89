"""Which addresses of the network a node may be sent to by somebody who typed an address in a form.

A name is resolved once, every address it has is judged, and the connection goes to an address that was judged: a name
that answers differently a moment later changes nothing.  Source: OWASP SSRF Prevention, application layer.
"""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from kpverify.errors import Refused

MAX_URL = 500
LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
NAT64 = ipaddress.ip_network("64:ff9b::/96")
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def checked_url(url: str) -> SplitResult:
    """Take an address apart that may be posted to.  Raises: Refused webhook-url-wrong."""
    words = "Give an address like https://example.org/kp, without user name, password or fragment."
    wrong = Refused("webhook-url-wrong", words, status=422)
    if not (0 < len(url) <= MAX_URL and url.isascii() and url.isprintable() and " " not in url and "\\" not in url):
        raise wrong
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise wrong from None
    if not host or port == 0 or parts.username is not None or parts.password is not None or "#" in url:
        raise wrong
    is_here = parts.scheme == "http" and host in LOCAL and settings.WEBHOOK_ALLOW_PRIVATE
    if parts.scheme != "https" and not is_here:
        raise Refused("webhook-url-wrong", "Give an address that begins with https://", status=422)
    return parts


def judged_addresses(host: str, port: int) -> list[str]:
    """Resolve a name, and give its addresses when all of them may be connected to.

    Raises: Refused webhook-place-forbidden, webhook-name-unknown.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise Refused("webhook-name-unknown", f"No address is found for {host}.", status=422) from None
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not settings.WEBHOOK_ALLOW_PRIVATE and not all(is_public(one) for one in addresses):
        words = f"{host} lies in a private network, where this node sends nothing."
        raise Refused("webhook-place-forbidden", words, status=422)
    return addresses


def is_public(address: str) -> bool:
    """Is this an address of the open Internet?  What carries another address inside is judged by that one too."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inside(ip)
    if inner is not None:
        return is_public(str(inner))
    is_site_local = isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local
    return ip.is_global and not (is_site_local or ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _inside(ip: Address) -> Address | None:
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
