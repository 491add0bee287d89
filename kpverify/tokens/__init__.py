"""All a stranger needs to check a certificate: no database, no clock, no network, no framework."""

from kpverify.tokens.bundle import Bundle
from kpverify.tokens.verdict import Verdict
from kpverify.tokens.verify import verify

__all__ = ["Bundle", "Verdict", "verify"]
