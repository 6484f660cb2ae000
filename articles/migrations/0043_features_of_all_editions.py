"""A feature may stand in all editions that have a version of its story, with words and a picture of an edition's own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0042_words_on_older_servers"),
    ]

    operations = [
        migrations.AddField(
            model_name="feature",
            name="editions",
            field=models.JSONField(blank=True, db_default={}, default=dict, editable=False),
        ),
        migrations.AlterField(
            model_name="feature",
            name="edition",
            field=models.CharField(
                blank=True,
                help_text="The code of the edition, such as vi; empty: all editions.",
                max_length=35,
            ),
        ),
        migrations.AddConstraint(
            model_name="feature",
            constraint=models.CheckConstraint(
                condition=~models.Q(edition="") | models.Q(story__isnull=False),
                name="feature_of_all_editions_shows_story",
                violation_error_message="In all editions a story is shown: choose one, and no article.",
            ),
        ),
    ]
