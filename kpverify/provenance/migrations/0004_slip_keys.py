"""Slips are compared by a number without its spelling, and by what they say of the stones."""

from django.db import migrations, models

from kpverify.provenance.slip_keys import number_key


def fill(apps, schema_editor):
    slips = apps.get_model('provenance', 'PurchaseSlip')
    for one in slips.objects.only('pk', 'number').iterator():
        slips.objects.filter(pk=one.pk).update(number_key=number_key(one.number))


class Migration(migrations.Migration):

    dependencies = [
        ('provenance', '0003_import_paper'),
    ]

    operations = [
        migrations.RemoveIndex(model_name='purchaseslip', name='slip_number'),
        migrations.AddField(
            model_name='purchaseslip',
            name='number_key',
            field=models.CharField(default='', editable=False, max_length=80),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name='purchaseslip',
            index=models.Index(fields=['number_key'], name='slip_number_key'),
        ),
        migrations.AddIndex(
            model_name='purchaseslip',
            index=models.Index(fields=['produced_on', 'zone'], name='slip_stones'),
        ),
    ]
