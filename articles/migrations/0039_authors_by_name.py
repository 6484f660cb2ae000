"""A search for a byline finds its authors by an index."""

import django.contrib.postgres.operations
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0038_agency_items"),
    ]

    operations = [
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name="author",
            index=models.Index(django.db.models.functions.text.Upper("name"), name="author_called"),
        ),
    ]
