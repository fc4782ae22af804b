from typing import Any

from django.db import migrations, models

from seismo.model.ids import hash_key

ROWS_AT_ONCE = 5_000


def fill(apps: Any, schema_editor: Any) -> None:
    hashes = apps.get_model("catalog", "GroupingHash").objects
    last = 0
    while found := list(hashes.filter(pk__gt=last).order_by("pk")[:ROWS_AT_ONCE]):
        for row in found:
            row.hash_key = hash_key(row.hash)
        hashes.bulk_update(found, ["hash_key"], batch_size=500)
        last = found[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ('catalog', '0010_roles_in_teams'),
    ]

    operations = [
        migrations.AddField(
            model_name='groupinghash',
            name='hash_key',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='groupinghash',
            index=models.Index(fields=['project', 'hash_key', 'issue'], name='grouping_hash_key'),
        ),
    ]
