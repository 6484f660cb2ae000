"""The day of publication may be an editor's: a field that can be locked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0043_features_of_all_editions"),
    ]

    operations = [
        migrations.AlterField(
            model_name="fieldlock",
            name="field",
            field=models.CharField(
                choices=[
                    ("title", "Title"),
                    ("lead", "Lead"),
                    ("text", "Text"),
                    ("date", "Date"),
                    ("state", "State"),
                    ("category", "Category"),
                    ("topics", "Topics"),
                    ("places", "Places"),
                    ("caption", "Caption of a picture"),
                    ("credit", "Credit of a picture"),
                    ("picture", "Picture"),
                ],
                max_length=10,
            ),
        ),
    ]
