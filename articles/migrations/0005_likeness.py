"""Text bands, which find republished texts, and story suggestions for editors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0002_models'),
    ]

    operations = [
        migrations.CreateModel(
            name='StorySuggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('headline', 'Headlines of one language'), ('facts', 'Facts across languages')], max_length=10)),
                ('score', models.FloatField(help_text='0 to 1; more is more alike.')),
                ('reasons', models.JSONField(default=list, help_text='What the two share, as short phrases.')),
                ('decided', models.CharField(choices=[('waiting', 'Waiting for an editor'), ('same', 'Same story'), ('apart', 'Different stories')], default='waiting', max_length=10)),
                ('suggested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='articles.article')),
            ],
            options={
                'ordering': ['-score', '-pk'],
                'indexes': [models.Index(condition=models.Q(('decided', 'waiting')), fields=['-score', '-id'], name='story_suggestion_waiting')],
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='story_suggestion_ordered_pair'),
                    models.UniqueConstraint(fields=('first', 'second'), name='story_suggestion_once_a_pair'),
                    models.CheckConstraint(condition=models.Q(('score__gte', 0), ('score__lte', 1)), name='story_suggestion_score_range'),
                    models.CheckConstraint(condition=models.Q(models.Q(('decided', 'waiting'), ('decided_at', None)), models.Q(models.Q(('decided', 'waiting'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='story_suggestion_decision_has_time'),
                ],
            },
        ),
        migrations.CreateModel(
            name='TextBand',
            fields=[
                ('pk', models.CompositePrimaryKey('article_id', 'band', blank=True, editable=False, primary_key=True, serialize=False)),
                ('band', models.PositiveSmallIntegerField()),
                ('value', models.BigIntegerField()),
                ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='text_bands', to='articles.article')),
            ],
            options={
                'indexes': [models.Index(fields=['value', '-article'], name='text_band_value')],
            },
        ),
    ]
