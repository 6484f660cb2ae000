"""Times known to the day only, and where an article's date and author were stated.

Columns with defaults of the database: no row is rewritten. Articles that are there keep their hours until
`renormalise` reads their inputs again, since only the input says whether it names a time.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0010_fewer_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='published_day_only',
            field=models.BooleanField(db_default=False, default=False, help_text='Only the day is known; the hour is a place in lists.'),
        ),
        migrations.AddField(
            model_name='article',
            name='updated_day_only',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='intake',
            name='evidence',
            field=models.JSONField(db_default={}, default=dict, help_text='Where the input states a fact, by the name of the field.'),
        ),
    ]
