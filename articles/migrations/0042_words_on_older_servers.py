"""`article_words` names no stemmer that PostgreSQL 15 lacks: one name that a server does not know, and nothing can be stored.

`articles.0032` was mended too; this is for sites that have its former function. The index keeps more of Estonian articles than
is asked for, which harms nothing.
"""

from importlib import import_module

from django.db import migrations

words = import_module("articles.migrations.0032_words_from_texts")


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0041_queue_of_titles_and_dates"),
    ]

    operations = [
        migrations.RunSQL(
            words._FUNCTION.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1),
            migrations.RunSQL.noop,
        ),
    ]
