"""Make the keys of every name anew: names are taken apart otherwise since.  300,000 names last a minute or two."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Count

STEP = 2_000
COMMON = 300


def make_keys(apps: Any, editor: Any) -> None:
    """Throw the keys away and write them as the software makes them now."""
    # What makes keys is the software's of the day: a later change of it needs a migration like this one again.
    from kpverify.screening.keys import keys_of_address, keys_of_name, number_of

    held, keys, common = (apps.get_model("screening", one) for one in ("Name", "NameKey", "CommonKey"))
    if not held.objects.exists():
        return
    keys.objects.all()._raw_delete(editor.connection.alias)
    insert = f"INSERT INTO {keys._meta.db_table} (key, name_id) VALUES (%s, %s)"  # noqa: S608
    rows: list[tuple[int, int]] = []
    with editor.connection.cursor() as cursor:
        for pk, kind, text in held.objects.values_list("pk", "kind", "text").iterator(chunk_size=STEP):
            made = keys_of_address(text) if kind == "address" else keys_of_name(text)
            rows += [(number_of(key), pk) for key in made]
            if len(rows) > STEP * 10:
                cursor.executemany(insert, rows)
                rows = []
        if rows:
            cursor.executemany(insert, rows)
    common.objects.all().delete()
    counted = keys.objects.values("key").annotate(many=Count("pk")).filter(many__gt=COMMON)
    common.objects.bulk_create([common(key=row["key"], many=row["many"]) for row in counted], batch_size=1_000)


class Migration(migrations.Migration):
    dependencies = [("screening", "0002_evidence")]

    operations = [migrations.RunPython(make_keys, migrations.RunPython.noop)]
