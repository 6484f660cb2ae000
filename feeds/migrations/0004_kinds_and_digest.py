"""Sources without a feed: what kind of listing an address is. And who wants to read what changed with the feeds."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import feeds.models


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0003_full_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="feed",
            name="kind",
            field=models.CharField(
                # Choices are not part of the schema: the register of feed kinds may grow without a migration.
                choices=feeds.models.kind_choices,
                db_default="feed",
                default="feed",
                max_length=15,
            ),
        ),
        migrations.AddField(
            model_name="feed",
            name="item_selector",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text="CSS selector of a list page's headlines, or of the boxes around them.",
                max_length=300,
            ),
        ),
        migrations.CreateModel(
            name="DigestReader",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("since", models.DateTimeField(auto_now_add=True)),
                ("last_sent_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        limit_choices_to={"is_active": True, "is_staff": True},
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="feed_digest",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "reader of the feed digest",
                "verbose_name_plural": "readers of the feed digest",
                "ordering": ["user__username"],
            },
        ),
    ]
