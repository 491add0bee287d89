"""What the rules are told of a certificate's statements."""

from __future__ import annotations

from typing import Any

from kpverify.compliance.evidence import Asked
from kpverify.compliance.facts import Statement as Fact
from kpverify.diligence.models import Statement
from kpverify.diligence.standards import standards


def stated(asked: Asked) -> tuple[Fact, ...] | None:
    """Give the statements of a stored draft; None for one that is only typed yet."""
    if asked.certificate_id is None:
        return None
    rows = Statement.objects.filter(certificate_id=asked.certificate_id).values_list("said", flat=True)
    return tuple(_fact(said, day=asked.now.date().isoformat()) for said in rows)


def _fact(said: dict[str, Any], *, day: str) -> Fact:
    standard = standards().get(said["standard"])
    version = standard.versions.get(said["version"]) if standard else None
    return Fact(
        standard=said["standard"],
        version=version.name if version else said["version"],
        valid_to=said.get("valid_to"),
        missing=missing_steps(said),
        is_accepted=version is not None and version.is_accepted(day),
    )


def missing_steps(said: dict[str, Any]) -> tuple[str, ...]:
    """List the steps that are stated as not done."""
    return tuple(one["step"] for one in said.get("steps", ()) if one["done"] == "not-done")
