"""The index of search knows the language and the day of an article beside its words.

Made beside the old one, which goes when it is there, so that search is never without an index and nobody waits.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.operations
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ('articles', '0022_picture_lookups'),
    ]

    operations = [
        django.contrib.postgres.operations.BtreeGinExtension(),
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name='article',
            index=django.contrib.postgres.indexes.GinIndex(
                models.F('search'),
                models.F('language'),
                models.Func(
                    models.F('ordered_at'),
                    output_field=models.DateField(),
                    template="((%(expressions)s AT TIME ZONE 'UTC')::date)",
                ),
                condition=models.Q(('state', 'published')),
                name='article_words',
            ),
        ),
        django.contrib.postgres.operations.RemoveIndexConcurrently(
            model_name='article',
            name='article_search',
        ),
        # PostgreSQL knows how the days are distributed only when it has looked at them.
        migrations.RunSQL('ANALYZE articles_article', migrations.RunSQL.noop),
    ]
