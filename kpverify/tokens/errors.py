"""The one way a token, a list or a bundle is refused.  Twin of `errors.js`."""

from __future__ import annotations


class Malformed(Exception):  # noqa: N818 - a refusal, not a fault of ours
    """Unreadable or hostile input: `code` says which rule it broke, `values` fill the code's words."""

    def __init__(self, code: str, /, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values
