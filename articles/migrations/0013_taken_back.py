"""When a publisher took an article back, and whether its source has such articles withdrawn.

Columns that may be empty or have defaults of the database: no row is rewritten.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0012_picture_places'),
    ]

    operations = [
        migrations.AddField(
            model_name='article',
            name='taken_back_at',
            field=models.DateTimeField(blank=True, help_text='When its publisher declared it deleted (RFC 6721).', null=True),
        ),
        migrations.AddField(
            model_name='article',
            name='taken_back_note',
            field=models.CharField(blank=True, db_default='', default='', help_text='By whom, and why, as the feed says.', max_length=500),
        ),
        migrations.AddField(
            model_name='source',
            name='withdraws_taken_back',
            field=models.BooleanField(db_default=False, default=False, help_text='On: an article that one of its feeds declares deleted is withdrawn, unless an editor chose its state. Off: editors see it, and decide.', verbose_name='withdraw what it takes back'),
        ),
    ]
