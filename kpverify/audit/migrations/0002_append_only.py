"""The database refuses to change the log; and what the log is searched by."""

from django.db import migrations, models

from kpverify.audit.guards import put_up, take_down


def up(apps, schema_editor):
    put_up(schema_editor.connection)


def down(apps, schema_editor):
    take_down(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddIndex("auditentry", models.Index(fields=["actor", "-seq"], name="audit_by")),
        migrations.AddIndex("auditentry", models.Index(fields=["verb", "-seq"], name="audit_what")),
        migrations.AddIndex("auditentry", models.Index(fields=["authority", "-seq"], name="audit_where")),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="audit_when")),
        migrations.RunPython(up, down, elidable=False),
    ]
