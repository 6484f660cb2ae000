"""The desk finds comments by their words."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("comments", "0007_desk_order"),
        ("articles", "0001_extensions"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="comment",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["body", "name"], name="comment_trigrams", opclasses=["gin_trgm_ops", "gin_trgm_ops"]
            ),
        ),
    ]
