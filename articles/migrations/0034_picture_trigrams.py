"""The desk finds pictures by words of their captions and credits."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0033_packed_inputs"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="picture",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["caption", "credit"], name="picture_trigrams", opclasses=["gin_trgm_ops", "gin_trgm_ops"]
            ),
        ),
    ]
