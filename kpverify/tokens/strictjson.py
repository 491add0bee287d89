"""JSON that can be read only one way.  Twin of `strictjson.js`.  Source: docs/token.md section 0.

The standard library's reader lets the last of two equal names win, takes NaN, and knows no depth.
"""

from __future__ import annotations

import json
from typing import Any

MAX_DIGITS = 15


def _integer(digits: str) -> int:
    if (len(digits) > MAX_DIGITS and len(digits.lstrip("-")) > MAX_DIGITS) or digits == "-0":
        raise ValueError("a number that not every reader keeps")
    return int(digits)


def _no_number(text: str) -> None:
    raise ValueError(f"not an integer: {text}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate member")
    return found


_NUMBERS: Any = {"parse_int": _integer, "parse_float": _no_number, "parse_constant": _no_number}
_strict = json.JSONDecoder(object_pairs_hook=_once, **_NUMBERS)
_quick = json.JSONDecoder(**_NUMBERS)


def read_json(source: bytes | str, *, depth: int, is_tight: bool = False) -> Any:
    """Read one JSON value with at most `depth` containers inside each other; `is_tight` refuses white space around it.

    Raises: ValueError when it is not strict JSON.
    """
    text = source if isinstance(source, str) else source.decode("utf-8")
    try:
        # The first reads from the first character on; the second skips white space.
        value, end = _strict.raw_decode(text) if is_tight else (_strict.decode(text), len(text))
    except RecursionError:
        raise ValueError("nested too deep") from None
    if end != len(text):
        raise ValueError("something after the value")
    _check_depth(value, depth)
    if "\\" in text or isinstance(source, str):
        _check_surrogates(value)
    return value


def read_quickly(source: bytes) -> Any:
    """Read what `read_json` reads, tight, or what differs from it in names that come twice, depth and surrogates.

    None when it is not even that.
    """
    try:
        text = source.decode("utf-8")
        value, end = _quick.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return value if end == len(text) else None


def _check_depth(value: Any, depth: int) -> None:
    """Refuse more than `depth` containers inside each other.  Raises: ValueError."""
    if type(value) is not dict and type(value) is not list:
        return
    if depth == 0:
        raise ValueError("nested too deep")
    for inner in value.values() if type(value) is dict else value:
        if type(inner) is dict or type(inner) is list:
            _check_depth(inner, depth - 1)


def _check_surrogates(value: Any) -> None:
    """Refuse what no UTF-8 text can say.  Raises: UnicodeEncodeError, which is a ValueError."""
    json.dumps(value, ensure_ascii=False).encode("utf-8")
