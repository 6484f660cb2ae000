"""The queue reads the reports that are open, among all that were ever sent."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("comments", "0008_trigrams"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="report",
            index=models.Index(
                fields=["comment"], name="report_open", condition=models.Q(settled_at__isnull=True)
            ),
        ),
    ]
