"""OpenID Connect, as far as signing in needs it: the code flow with PKCE, state and nonce.

Source: OpenID Connect Core 1.0 section 3.1, RFC 7636, RFC 9207.
"""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import urllib.request
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings

from kpverify.errors import Refused

ALGORITHMS = ("RS256", "PS256", "ES256")
MAX_BYTES = 1_000_000
TIMEOUT_SECONDS = 10
_LEEWAY_SECONDS = 60


class Person(NamedTuple):
    """Whom a provider names."""

    subject: str
    email: str
    is_verified: bool


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **more: Any) -> None:
        """Follow nothing: the client's secret goes where discovery says."""


def failed(why: str) -> Refused:
    """Say that signing in has not come to its end; `why` is for whoever runs the node."""
    return Refused("oidc-failed", f"Signing in with your provider did not work ({why}). Try again.", status=403)


def new_secret() -> str:
    """Make a state, nonce or verifier of 256 bits."""
    return secrets.token_urlsafe(32)


def authorization_url(*, redirect_uri: str, state: str, nonce: str, verifier: str) -> str:
    """Where the browser goes.  Raises: Refused oidc-failed."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": redirect_uri,
        "scope": "openid email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    address = _address(_discovered(), "authorization_endpoint")
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def person_of(*, code: str, redirect_uri: str, nonce: str, verifier: str) -> Person:
    """Exchange a code for whom it names, everything verified.  Raises: Refused oidc-failed."""
    about = _discovered()
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect_uri, "code_verifier": verifier}
    pair = f"{quote(settings.OIDC_CLIENT_ID, safe='')}:{quote(settings.OIDC_CLIENT_SECRET, safe='')}"
    headers = {}
    if "client_secret_basic" in about.get("token_endpoint_auth_methods_supported", ["client_secret_basic"]):
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    else:
        sent |= {"client_id": settings.OIDC_CLIENT_ID, "client_secret": settings.OIDC_CLIENT_SECRET}
    tokens = _fetch(_address(about, "token_endpoint"), headers=headers, sent=sent)
    claims = _verified(str(tokens.get("id_token", "")), about, nonce)
    if "email" not in claims and "userinfo_endpoint" in about:
        bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        more = _fetch(_address(about, "userinfo_endpoint"), headers=bearer)
        if more.get("sub") != claims["sub"]:
            raise failed("userinfo of another subject")
        claims = {**claims, "email": more.get("email"), "email_verified": more.get("email_verified")}
    return Person(str(claims["sub"]), str(claims.get("email") or ""), claims.get("email_verified") is True)


def _verified(token: str, about: dict[str, Any], nonce: str) -> dict[str, Any]:
    try:
        header = jwt.get_unverified_header(token)
        keys = jwt.PyJWKSet.from_dict(_fetch(_address(about, "jwks_uri"))).keys
        wanted = [one for one in keys if "kid" not in header or one.key_id == header["kid"]]
        if len(wanted) != 1 or wanted[0].algorithm_name != header.get("alg"):
            raise failed("key unknown")
        claims: dict[str, Any] = jwt.decode(
            token,
            wanted[0],
            algorithms=list(ALGORITHMS),
            audience=settings.OIDC_CLIENT_ID,
            issuer=settings.OIDC_ISSUER,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "iss", "aud", "sub", "nonce"]},
        )
    except jwt.PyJWTError as wrong:
        raise failed("id_token wrong") from wrong
    if not secrets.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise failed("nonce wrong")
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID or not 1 <= len(claims["sub"]) <= 255:
        raise failed("id_token of somebody else")
    return claims


def _discovered() -> dict[str, Any]:
    about = _fetch(f"{settings.OIDC_ISSUER.rstrip('/')}/.well-known/openid-configuration")
    if about.get("issuer") != settings.OIDC_ISSUER:
        raise failed("another issuer")
    return about


def _address(about: dict[str, Any], name: str) -> str:
    """Take an address of the discovery document: as safe as the issuer's own."""
    address = str(about.get(name, ""))
    if urlsplit(address).scheme not in {"https", urlsplit(settings.OIDC_ISSUER).scheme} or not address.isprintable():
        raise failed(f"{name} wrong")
    return address


def _fetch(
    address: str, *, headers: dict[str, str] | None = None, sent: dict[str, str] | None = None
) -> dict[str, Any]:
    body = urlencode(sent).encode() if sent is not None else None
    wanted = urllib.request.Request(address, data=body, headers={"Accept": "application/json", **(headers or {})})  # noqa: S310 - _address
    try:
        with urllib.request.build_opener(_NoRedirect).open(wanted, timeout=TIMEOUT_SECONDS) as answer:
            found = json.loads(answer.read(MAX_BYTES))
    except (OSError, ValueError, http.client.HTTPException) as wrong:
        raise failed("no answer of the provider") from wrong
    if not isinstance(found, dict):
        raise failed("no answer of the provider")
    return found
