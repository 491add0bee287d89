"""Judging one shipment by every rule."""

from __future__ import annotations

from typing import Any

from kpverify.compliance.evidence import Asked, gather
from kpverify.compliance.facts import Shipment
from kpverify.compliance.rules import RULES
from kpverify.compliance.rules.rule import Finding, ask_all
from kpverify.tokens.case import Case
from kpverify.tokens.codes import Result


def judge(case: Case, asked: Asked) -> list[dict[str, Any]]:
    """List what the rules have against a shipment, or want somebody to look at.

    Each has `field`, `code`, `message`, `result`, and, where there is one, `template` and `values` (the message before
    its values were filled in, to be translated) and `picture`.
    """
    found = ask_all(RULES, Shipment(case, gather(asked)))
    return [_written(one) for one in found if one.result is not Result.PASS]


def _written(one: Finding) -> dict[str, Any]:
    written: dict[str, Any] = {
        "field": one.found.field,
        "code": one.code,
        "message": one.message,
        "result": one.result.value,
        "template": one.rule.words[one.found.answer][1],
        "values": dict(one.found.values),
    }
    return written if one.found.picture is None else {**written, "picture": dict(one.found.picture)}
