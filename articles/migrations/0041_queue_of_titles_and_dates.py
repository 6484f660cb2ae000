"""What the queue of the desk reads of published articles: headlines made here, unknown dates, dead pictures."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0040_agency_cancellations"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                fields=["-arrived_at", "-id"],
                name="article_derived_title",
                condition=models.Q(state="published", title_derived=True),
            ),
        ),
        AddIndexConcurrently(
            model_name="article",
            index=models.Index(
                fields=["-arrived_at", "-id"],
                name="article_without_date",
                condition=models.Q(state="published", published_at__isnull=True),
            ),
        ),
        AddIndexConcurrently(
            model_name="picture",
            index=models.Index(
                fields=["-id"], name="picture_broken", condition=models.Q(state="broken")
            ),
        ),
    ]
