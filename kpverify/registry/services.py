"""The acts of the registry, under one name each."""

from __future__ import annotations

from kpverify.registry.reference import load_reference

__all__ = ["load_reference"]
