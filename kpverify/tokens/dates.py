"""Is the certificate in force?  Question 4 of docs/verification.md.  Twin of `dates.js`."""

from __future__ import annotations

from kpverify.tokens.case import Case
from kpverify.tokens.shape import day_of
from kpverify.tokens.verdict import Finding, finding


def check_dates(case: Case) -> list[Finding]:
    """Answer question 4."""
    iat, exp = case.claims["iat"], case.claims["exp"]
    clock = case.clock
    findings = [finding("dates.clock-behind")] if clock.is_behind else []
    if iat > clock.at + case.trust.data["policy"]["clock_leeway_s"]:
        doubt = finding("dates.clock-doubt") if clock.is_behind else finding("dates.not-yet-valid", issued=day_of(iat))
        findings.append(doubt)
    # `exp` is the first instant at which it is no longer in force.
    if clock.at >= exp:
        findings.append(finding("dates.expired", last_day=day_of(exp - 1)))
    return findings or [finding("dates.ok", issued=day_of(iat), last_day=day_of(exp - 1))]
