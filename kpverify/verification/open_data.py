"""What the public pages say, for buyers' programs: zones and regimes on a day, rules, advisories in force.

English and codes; no cookie is set and nothing is stored. Each answer has a tag: who holds it already gets 304.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from kpverify.compliance.definitions import CONFLICT_DIAMONDS
from kpverify.compliance.rules import RULES
from kpverify.errors import Refused
from kpverify.registry.zone_map import countries_on
from kpverify.verification.faults import for_programs
from kpverify.verification.published import shelf
from kpverify.verification.zones import read_day

SECONDS = 300


def _answer(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["Cache-Control"] = f"public, max-age={SECONDS}"
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    assert isinstance(found, HttpResponse)  # noqa: S101 - it was given one
    return found


def _day(request: HttpRequest) -> date:
    return read_day(request.GET.get("on")) or timezone.now().date()


def _period(one: Any) -> dict[str, str | None]:
    return {"from": one.starts_on.isoformat(), "to": one.ends_on.isoformat() if one.ends_on else None}


@for_programs
def zones_json(request: HttpRequest) -> HttpResponse:
    """Give every country that has rules or zones of its own, as it stood on the day `on`, or stands today."""
    day = _day(request)
    countries = [
        {
            "code": one.country.code,
            "name": one.country.name,
            "rule": one.rule_code,
            "regimes": [
                {**_period(rule), "rule": rule.rule, "description": rule.description, "source": rule.source}
                for rule in one.rules
            ],
            "zones": [
                {
                    "id": zone.zone.pk,
                    "name": zone.zone.name,
                    "standing": zone.standing,
                    "period": _period(zone.period) if zone.period else None,
                    "next": _period(zone.next) if zone.next else None,
                    "source": zone.zone.source,
                    "confidence": zone.zone.confidence,
                }
                for zone in one.zones
            ],
        }
        for one in countries_on(day)
    ]
    return _answer(request, {"on": day.isoformat(), "countries": countries})


@for_programs
def rules_json(request: HttpRequest) -> HttpResponse:
    """Give every rule a certificate is judged by, where it stands, and what it may answer."""
    rules = [
        {
            "id": rule.id,
            "title": rule.title,
            "source": rule.source,
            "url": rule.url,
            "answers": [
                {"code": code if "." in code else f"{rule.id}.{code}", "result": result.value, "message": words}
                for code, (result, words) in rule.words.items()
            ],
        }
        for rule in RULES
    ]
    return _answer(request, {"rules": rules, "conflict_diamonds": [one._asdict() for one in CONFLICT_DIAMONDS]})


@for_programs
def advisories_json(request: HttpRequest) -> HttpResponse:
    """Give the advisories and notices of the published trust list that are in force on the day `on`, or today.

    Raises: Refused nothing-published.
    """
    held, day = shelf.published().trust_list, _day(request).isoformat()
    if held is None:
        raise Refused("nothing-published", "No trust list has been published yet.", status=503)
    payload = json.loads(held.body)["payload"]
    trust = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    found = [
        {"code": participant["code"], **one}
        for participant in trust["participants"]
        for one in participant["advisories"]
        if one["from"] <= day and (one["to"] is None or day < one["to"])
    ]
    return _answer(request, {"on": day, "advisories": found})
