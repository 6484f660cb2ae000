import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("feeds", "0005_picture_attempts"),
    ]

    operations = [
        migrations.CreateModel(
            name="LastDocument",
            fields=[
                (
                    "feed",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="last_document",
                        serialize=False,
                        to="feeds.feed",
                    ),
                ),
                ("context", models.BinaryField()),
                ("items", models.BinaryField()),
            ],
        ),
    ]
