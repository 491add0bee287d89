"""The members a trust list must have, and their types.  Twin of `trustshape.js`.  Source: docs/token.md section 3.

Unknown members are ignored: later versions add some.
"""

from __future__ import annotations

from typing import Any

from kpverify.tokens.shape import (
    Rule,
    few_of,
    is_day,
    is_flag,
    is_instant,
    is_integer,
    is_kid,
    is_number,
    is_text,
    list_of,
    matches,
    one_of,
    or_null,
    record,
    text_of,
)

_is_country = matches(r"[A-Z]{2}")
_PERIOD = {"from": is_day, "to": or_null(is_day)}
_KEY = {"kid": is_kid, "kty": is_text, "crv": is_text, "x": is_text, "y": is_text}

_is_policy = record({"status_fresh_s": is_integer, "status_stale_s": is_integer, "clock_leeway_s": is_integer})
_is_statement = record({"id": is_text, "title": is_text, "text": is_text})
# What a person reads of an advisory or a notice, in each language, and how much of it a list may carry.
MAX_TEXT = 800
MAX_ZONES, MAX_LANGUAGES = 50, 20
_is_language = matches(r"[a-z]{2,3}(?:-[a-z0-9]{1,8}){0,2}")
_is_wording = record({"text": text_of(MAX_TEXT), "do": text_of(MAX_TEXT)})


def _are_words(value: Any) -> bool:
    if type(value) is not dict or len(value) > MAX_LANGUAGES:
        return False
    return all(_is_language(language) and _is_wording(wording) for language, wording in value.items())


_is_advisory = record(
    {**_PERIOD, "id": is_text, "text": is_text, "source": is_text},
    {
        "kind": one_of("advisory", "notice"),
        "zones": few_of(matches(r"[A-Z]{2}-[A-Z0-9-]{1,24}"), MAX_ZONES),
        "do": text_of(MAX_TEXT),
        "words": _are_words,
    },
)
_is_participant = record(
    {
        "code": _is_country,
        "name": is_text,
        "members": list_of(_is_country),
        "origin_list_from": or_null(is_day),
        "periods": list_of(
            record(
                {
                    **_PERIOD,
                    "state": one_of("active", "suspended", "restricted"),
                    "reason": is_text,
                    "source": is_text,
                }
            )
        ),
        "advisories": list_of(_is_advisory),
    }
)
_is_regime = record(
    {
        **_PERIOD,
        "origin": _is_country,
        "rule": one_of("none", "suspended", "zones_with_clearance", "zones", "vigilance"),
        "source": is_text,
    }
)
_is_zone = record({"id": is_text, "origin": _is_country, "name": is_text, "periods": list_of(record(_PERIOD))})
_is_span = record({"year": is_integer, "first": is_number, "last": is_number})


def _is_range(value: Any) -> bool:
    return _is_span(value) and len(value["first"]) == len(value["last"])


def _key_for(*uses: str) -> Rule:
    times = {"from": is_instant, "to": or_null(is_instant), "distrusted_at": or_null(is_instant)}
    return record({**_KEY, "use": one_of(*uses), **times})


_is_authority = record(
    {
        "id": is_text,
        "participant": is_text,
        "name": is_text,
        "place": is_text,
        "numbers": list_of(_is_range),
        "void": list_of(
            record({"number": is_text, "reason": one_of("lost", "stolen", "withdrawn", "fake", "spoiled")})
        ),
        "status_lists": list_of(record({"uri": is_text, "iat": is_instant})),
        "keys": list_of(_key_for("certificate", "status", "receipt")),
    }
)
# Of the monitoring team.
MAX_MONITORS = 50
_MEMBERS = {
    "version": is_integer,
    "iat": is_integer,
    "exp": is_integer,
    "threshold": is_integer,
    "roots": list_of(record(_KEY)),
    "hosts": list_of(is_text),
    "policy": _is_policy,
    "statements": list_of(_is_statement),
    "participants": list_of(_is_participant),
    "regimes": list_of(_is_regime),
    "zones": list_of(_is_zone),
    "authorities": list_of(_is_authority),
}
_has_members = record(
    _MEMBERS,
    {"demo": is_flag, "monitors": few_of(_key_for("clearance"), MAX_MONITORS)},
)


def is_trust_payload(payload: Any) -> bool:
    """Has it every member, of the right type?"""
    return _has_members(payload)
