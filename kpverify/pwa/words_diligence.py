"""The checking page's words about due diligence that is stated, and about what a certificate means by conflict."""

from __future__ import annotations

from kpverify.compliance.definitions import CONFLICT_DIAMONDS
from kpverify.diligence.standards import NAMES, STEPS
from kpverify.tokens.codes import gettext_noop

_ = gettext_noop

WORDS: dict[str, str] = {
    "diligence.title": _("What is stated about due diligence"),
    "diligence.note": _(
        "This stands apart from the answer above and never changes it. It is what somebody states beyond what the "
        "scheme asks for; this check proves nothing of it."
    ),
    "diligence.stated": _("Stated, not proven by this check."),
    "diligence.reference": _(
        "A policy reference only. The regional certification behind it is not for diamonds: nobody is certified by it."
    ),
    "diligence.unpublished": _(
        "Details are not published: who states it, for what and until when cannot be seen. Ask the exporter."
    ),
    "diligence.elsewhere": _("The details are held by {host}. Scan the code on the page of that site to see them."),
    "diligence.why-ask": _(
        "The details need a network. Before you ask for them, nobody learns which certificate you look at."
    ),
    "diligence.fetch": _("Show the details"),
    "diligence.fetching": _("Fetching the details…"),
    "diligence.agree": _("These details are those that the issuing authority signed with the certificate."),
    "diligence.mismatch": _(
        "These details are not those that were signed with the certificate, so they are not shown. Do not rely on "
        "what anybody gives you as such, and tell the issuing authority."
    ),
    "diligence.gone": _("This site does not hold the details. Ask the issuing authority for them."),
    "diligence.failed": _("The details could not be fetched. Try again in a minute."),
    "diligence.offline": _("No network: the details need one. The names above are what the certificate says."),
    "diligence.unstated": _("Named on the certificate; the details say nothing about it."),
    "diligence.by": _("Stated by {name} ({role}), not proven by this check."),
    "diligence.by-register": _("Stated by {name} ({role}, register number {register}), not proven by this check."),
    "diligence.role.exporter": _("exporter"),
    "diligence.role.importer": _("importer"),
    "diligence.role.producer": _("producer"),
    "diligence.role.authority": _("authority"),
    "diligence.role.auditor": _("auditor"),
    "diligence.role.other": _("another party"),
    "diligence.version": _("Version"),
    "diligence.scope": _("What it covers"),
    "diligence.period": _("Period"),
    "diligence.site": _("Site or zone"),
    "diligence.auditor": _("Audited by"),
    "diligence.report": _("Report, SHA-256"),
    "diligence.valid": _("Valid"),
    "diligence.registration": _("Registration with the World Diamond Council"),
    "diligence.assessed": _("Self-assessment of"),
    "diligence.grievance": _("Where to complain"),
    "diligence.evidence": _("Evidence, SHA-256:"),
    "diligence.done.done": _("done"),
    "diligence.done.not-done": _("not done"),
    "diligence.done.not-applicable": _("not applicable"),
    "diligence.missing": _("What is missing"),
    "diligence.missing.steps": _("Steps not done: {steps}"),
    "diligence.missing.expired": _("Expired: it was valid until {day}"),
    "diligence.missing.early": _("Not valid yet: it begins on {day}"),
    "diligence.missing.wording": _("The old wording of the warranty, not accepted for rough diamonds any more"),
    "diligence.missing.registration": _("No registration number"),
    "diligence.missing.assessment": _("No self-assessment within a year"),
    "diligence.missing.auditor": _("No auditor is named"),
    "diligence.missing.evidence": _("No evidence is named for some of what is done"),
    "diligence.missing.grievance": _("No place for complaints is named"),
    "limits.definition": _(
        "It speaks of conflict only as the scheme defines it: “{definition}”. Other abuse, by anybody else, is not in "
        "it."
    ),
    "definition.conflict": CONFLICT_DIAMONDS[-1].text,
    **{f"diligence.{standard}": name for standard, name in NAMES.items()},
    **{f"diligence.step.{step}": name for step, name in STEPS.items()},
}
