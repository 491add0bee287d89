"""Keep what spoke for a party being listed, and give earlier decisions what their hits had."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def pieces_of(hit: Any) -> list[str]:
    """Give the evidence a hit of before had, as far as its reasons tell; which aliases were alike they do not tell."""
    grade = 3 if hit.score >= 97 else 2 if hit.score >= 90 else 1
    found = {"alias:*", f"grade:{grade}"}
    for one in hit.reasons:
        if one["code"] == "same-address":
            found.add(f"address:{one['values']['address']}")
        elif one["code"] == "same-country" and hit.party_country:
            found.add(f"country:{hit.party_country}")
    return sorted(found)


def fill(apps: Any, _editor: Any) -> None:
    """Fill hits, and decisions from the hit they were about."""
    hits, decisions = apps.get_model("screening", "OpenHit"), apps.get_model("screening", "Decision")
    for hit in hits.objects.iterator(chunk_size=500):
        hit.evidence = pieces_of(hit)
        hit.save(update_fields=["evidence"])
        about = {"authority_id": hit.authority_id, "party_key": hit.party_key, "entry_id": hit.entry_id}
        decisions.objects.filter(**about).update(evidence=hit.evidence)


class Migration(migrations.Migration):
    dependencies = [("screening", "0001_lists")]

    operations = [
        migrations.AddField("openhit", "evidence", models.JSONField(default=list)),
        migrations.AddField("decision", "evidence", models.JSONField(default=list)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
