"""Cancellations of news agencies are remembered: first those of the articles that are there."""

import django.db.models.deletion
from django.db import migrations, models

KNOWN = """
    INSERT INTO articles_agencycancellation (name, language, publisher_id, version, at, note, remembered_at)
    SELECT item.item, item.language, article.source_id, item.version, item.version_created,
        article.taken_back_note, COALESCE(article.taken_back_at, now())
    FROM articles_agencyitem item JOIN articles_article article ON article.id = item.article_id
    WHERE item.status = 'canceled'
"""


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0039_authors_by_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgencyCancellation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=500)),
                ('language', models.CharField(blank=True, help_text='The only one that is meant, if any.', max_length=35)),
                ('version', models.PositiveIntegerField(null=True)),
                ('at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True)),
                ('remembered_at', models.DateTimeField()),
                ('publisher', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.source')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'language', 'publisher', 'version'), name='agency_cancellation_once', nulls_distinct=False)],
            },
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
    ]
