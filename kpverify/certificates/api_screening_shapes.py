"""What the API of screening takes and gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from rest_framework import serializers

from kpverify.screening.models import Decision, OpenHit
from kpverify.screening.reasons import say

STATES = ("open", "same", "different", "gone")


class ReasonSerializer(serializers.Serializer[dict[str, Any]]):
    """Why a name is like an entry."""

    code = serializers.CharField(help_text="Stable.")
    message = serializers.CharField()


class EntrySerializer(serializers.Serializer[dict[str, Any]]):
    """An entry of a list."""

    list = serializers.CharField()
    uid = serializers.CharField(help_text="As the publisher numbers it.")
    name = serializers.CharField()


class PartySerializer(serializers.Serializer[dict[str, Any]]):
    """Whom somebody named."""

    name = serializers.CharField()
    country = serializers.CharField()
    address = serializers.CharField()


class DecisionSerializer(serializers.Serializer[dict[str, Any]]):
    """What an officer decided about the pair last."""

    answer = serializers.CharField(help_text="`same` or `different`.")
    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class HitSerializer(serializers.Serializer[dict[str, Any]]):
    """A party that is like an entry."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(STATES, help_text="`open` waits for an officer; `gone` is a hit no more.")
    party = PartySerializer()
    entry = EntrySerializer()
    matched_name = serializers.CharField()
    score = serializers.IntegerField(help_text="0 to 100.")
    reasons = ReasonSerializer(many=True)
    found_at = serializers.DateTimeField()
    decision = DecisionSerializer(allow_null=True, help_text="The last one; it holds no more where the hit is open.")


class NameSerializer(serializers.Serializer[dict[str, Any]]):
    """A name to look for."""

    name = serializers.CharField(max_length=200)
    country = serializers.RegexField(r"\A([A-Z]{2})?\Z", required=False, default="", help_text="Two capital letters.")
    address = serializers.CharField(max_length=300, required=False, default="", allow_blank=True)


class MatchSerializer(serializers.Serializer[dict[str, Any]]):
    """An entry a name is like."""

    entry = EntrySerializer()
    matched_name = serializers.CharField()
    score = serializers.IntegerField(help_text="0 to 100.")
    reasons = ReasonSerializer(many=True)


class ScreenedSerializer(serializers.Serializer[dict[str, Any]]):
    """What was found, and where was looked."""

    lists = serializers.ListField(child=serializers.CharField(), help_text="Those in force, with their day.")
    count = serializers.IntegerField()
    hits = MatchSerializer(many=True, help_text="The likest fifty.")


class ListSerializer(serializers.Serializer[dict[str, Any]]):
    """A list, and what of it is in force."""

    list = serializers.CharField()
    name = serializers.CharField()
    day = serializers.DateField(allow_null=True, help_text="The publisher's day, or that of loading.")
    age_days = serializers.IntegerField(allow_null=True)
    is_old = serializers.BooleanField(help_text="A newer one is to be loaded.")
    entries = serializers.IntegerField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True, help_text="Of the files as they were loaded.")
    in_force_at = serializers.DateTimeField(allow_null=True)
    is_loading = serializers.BooleanField()


def reasons_in_words(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Put each reason in words."""
    return [{"code": one["code"], "message": words} for one in reasons for words in say([one])]


def shown(hits: Collection[OpenHit]) -> list[dict[str, Any]]:
    """Lay out hits of one authority, with the last decision about each: one question for all of them."""
    decided: dict[tuple[str, str, str], Decision] = {}
    authorities = {one.authority_id for one in hits}
    rows = Decision.objects.filter(authority_id__in=authorities, party_key__in={one.party_key for one in hits})
    for decision in rows.select_related("by").order_by("at", "pk"):
        decided[decision.party_key, decision.sanctions_list_id, decision.uid] = decision
    return [_shown(one, decided.get((one.party_key, one.entry.sanctions_list_id, one.entry.uid))) for one in hits]


def _shown(hit: OpenHit, last: Decision | None) -> dict[str, Any]:
    said = {"answer": last.answer, "reason": last.reason, "by": last.by.code, "at": last.at} if last else None
    decided = last.answer if last and hit.decided_at else "open"
    return {
        "id": hit.pk,
        "state": "gone" if hit.gone_at else decided,
        "party": {"name": hit.party_name, "country": hit.party_country, "address": hit.party_address},
        "entry": {"list": hit.entry.sanctions_list_id, "uid": hit.entry.uid, "name": hit.entry.name},
        "matched_name": hit.matched_name,
        "score": hit.score,
        "reasons": reasons_in_words(hit.reasons),
        "found_at": hit.found_at,
        "decision": said,
    }
