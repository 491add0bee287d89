"""The preset dictionary of KPQR-1. Frozen: docs/adr/0008-dictionary.md."""

from __future__ import annotations

DICTIONARY = b""
