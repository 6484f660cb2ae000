"""The desk finds entries by parts of their addresses and of the reasons why they have no article."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("feeds", "0009_fewer_indexes"),
        ("articles", "0001_extensions"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["url", "reason"], name="entry_trigrams", opclasses=["gin_trgm_ops", "gin_trgm_ops"]
            ),
        ),
    ]
