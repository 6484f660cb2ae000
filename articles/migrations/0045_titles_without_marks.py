"""The desk finds titles without their tone marks: dan van finds dân vận. By an index of trigrams, as with marks."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.models import F, Func

# Letters without marks above and below, in lower case. All of it is immutable, as an index needs.
PLAIN = r"""
CREATE OR REPLACE FUNCTION articles_plain(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT translate(lower(regexp_replace(normalize($1, NFD), '[\u0300-\u036f]', '', 'g')), 'Đđ', 'dd')
$$
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0044_dates_by_hand"),
    ]

    operations = [
        migrations.RunSQL(PLAIN, "DROP FUNCTION IF EXISTS articles_plain(text)"),
        AddIndexConcurrently(
            model_name="article",
            index=GinIndex(
                OpClass(Func(F("title"), function="articles_plain"), name="gin_trgm_ops"),
                name="article_title_plain",
            ),
        ),
    ]
