import django.db.models.deletion
from django.db import migrations, models

import feeds.models


class Migration(migrations.Migration):
    dependencies = [
        ("feeds", "0006_last_document"),
    ]

    operations = [
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("hub", models.URLField(max_length=2000)),
                (
                    "topic",
                    models.URLField(
                        help_text="The address by which the hub knows the feed.", max_length=2000
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=feeds.models.unguessable,
                        help_text="Ends the callback.",
                        max_length=64,
                        unique=True,
                    ),
                ),
                (
                    "secret",
                    models.CharField(
                        default=feeds.models.unguessable,
                        help_text="Keys the signatures of pushes.",
                        max_length=100,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("wanted", "To be asked for"),
                            ("requested", "Asked for"),
                            ("verified", "Verified"),
                            ("denied", "Denied"),
                            ("ended", "Ended"),
                        ],
                        default="wanted",
                        max_length=10,
                    ),
                ),
                (
                    "pending",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Nothing"),
                            ("subscribe", "Subscription"),
                            ("unsubscribe", "End of the subscription"),
                        ],
                        default="",
                        max_length=11,
                    ),
                ),
                ("requested_at", models.DateTimeField(blank=True, null=True)),
                ("next_request_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("last_push_at", models.DateTimeField(blank=True, null=True)),
                (
                    "failures",
                    models.PositiveIntegerField(
                        default=0, help_text="Requests in a row that the hub has not confirmed."
                    ),
                ),
                (
                    "misses",
                    models.PositiveIntegerField(
                        default=0, help_text="Checks in a row that found what no push announced."
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscription",
                        to="feeds.feed",
                    ),
                ),
            ],
        ),
    ]
