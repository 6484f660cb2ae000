"""The index of search reads an article's words from its texts: they need no second place on disk.

The column `search` keeps what PostgreSQL cannot read by itself. What it holds of older articles is a superset of that, so
that search stays complete; `manage.py regroup` writes it anew. The new index is made beside the old one, which goes when
it is there, so that search is never without an index and nobody waits.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.contrib.postgres.search
from django.db import migrations, models

_SPACES = "\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
_SIGNS = "\t\n\r!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~«»‘’“”„–—…"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670"
_CONFIGURATIONS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "ms": "indonesian",
    "ne": "nepali",
    "nl": "dutch",
    "no": "norwegian",
    "nb": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
}
_PARTING = _SIGNS + _SPACES
_FROM = _PARTING.replace("'", "''") + "Ёё" + _INVISIBLE
# The letters of Thai and Lao, Burmese, Khmer, Chinese, Japanese and Korean.
_IS_SPACELESS = (
    "(ascii({0}) BETWEEN 3584 AND 3839 OR ascii({0}) BETWEEN 4096 AND 4255 OR ascii({0}) BETWEEN 6016 AND 6143"
    " OR ascii({0}) BETWEEN 12293 AND 12295 OR ascii({0}) BETWEEN 12352 AND 12543 OR ascii({0}) BETWEEN 13312 AND 19903"
    " OR ascii({0}) BETWEEN 19968 AND 40959 OR ascii({0}) BETWEEN 44032 AND 55215)"
)
_FUNCTION = f"""
CREATE FUNCTION article_words(known tsvector, language text, title text, lead text, body text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT COST 10000 AS $function$
DECLARE
    tag text := lower(split_part(language, '-', 1));
    configuration regconfig;
    words text;
BEGIN
    words := concat_ws(E'\\n', title, left(lead, 60000), left(body, 60000 - least(length(lead), 60000)));
    IF tag IN ('zh', 'ja', 'ko', 'th', 'lo', 'km', 'my') THEN
        -- Each character with the next one, spaces left out; the last of a run alone.
        RETURN known || COALESCE(array_to_tsvector(array_agg(DISTINCT '~' || one || next)), '') FROM (
            SELECT one, CASE WHEN {_IS_SPACELESS.format("next")} THEN next ELSE '' END AS next FROM (
                SELECT one, lead(one) OVER (ORDER BY place) AS next
                FROM unnest(string_to_array(replace(words, ' ', ''), NULL)) WITH ORDINALITY AS each (one, place)
            ) AS pair WHERE {_IS_SPACELESS.format("one")}
        ) AS pairs;
    END IF;
    words := translate(words, '{_FROM}', '{" " * len(_PARTING)}Ее');
    IF words ~ '[^ ]{{255}}' THEN  -- a lexeme has at most 2,046 octets
        known := known || to_tsvector('pg_catalog.simple'::regconfig, words);
    ELSE
        known := known || array_to_tsvector(array_remove(string_to_array(lower(words), ' '), ''));
    END IF;
    configuration := CASE tag
        {chr(10).join(f"WHEN '{tag}' THEN 'pg_catalog.{name}'::regconfig" for tag, name in _CONFIGURATIONS.items())}
    END;
    IF configuration IS NULL THEN
        RETURN known;
    END IF;
    RETURN known || array_to_tsvector(ARRAY(
        SELECT tag || ':' || lexeme FROM unnest(to_tsvector(configuration, words))
    ));
END
$function$
"""


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("articles", "0031_categories_of_stories"),
    ]

    operations = [
        migrations.RunSQL(
            _FUNCTION, "DROP FUNCTION article_words(tsvector, text, text, text, text)"
        ),
        migrations.AlterField(
            model_name="article",
            name="search",
            field=django.contrib.postgres.search.SearchVectorField(
                editable=False,
                help_text="What search knows beside the words that are written; none: not found by search.",
                null=True,
            ),
        ),
        django.contrib.postgres.operations.AddIndexConcurrently(
            model_name="article",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    "search",
                    "language",
                    "title",
                    "lead",
                    "text",
                    function="article_words",
                    output_field=django.contrib.postgres.search.SearchVectorField(),
                ),
                models.F("language"),
                models.Func(
                    models.F("ordered_at"),
                    output_field=models.DateField(),
                    template="((%(expressions)s AT TIME ZONE 'UTC')::date)",
                ),
                condition=models.Q(("state", "published")),
                name="article_lexemes",
            ),
        ),
        # No plan needs to know how often a word stands in texts or how days are distributed, and ANALYZE would read the
        # words of thirty thousand articles to tell.
        migrations.RunSQL(
            "ALTER INDEX article_lexemes ALTER COLUMN 1 SET STATISTICS 0, ALTER COLUMN 3 SET STATISTICS 0",
            migrations.RunSQL.noop,
        ),
        django.contrib.postgres.operations.RemoveIndexConcurrently(
            model_name="article",
            name="article_words",
        ),
    ]
