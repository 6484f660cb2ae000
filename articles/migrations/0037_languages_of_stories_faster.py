"""The triggers that keep the languages of stories read the articles of all changed stories at once. Before, where the
database had no statistics yet, as in the first hours of a site, they read all articles twice for each story.
"""

from importlib import import_module

from django.db import migrations

kept = import_module("articles.migrations.0017_kept_counts")
placed = import_module("articles.migrations.0026_places_of_articles")

_START, _END = "UPDATE articles_story AS story", "story.languages <> told.languages;"
_FORMER = kept.ARTICLES[kept.ARTICLES.index(_START) : kept.ARTICLES.index(_END) + len(_END)]
_FASTER = """WITH version AS MATERIALIZED (
            SELECT DISTINCT story_id, language::text AS language FROM articles_article
            WHERE story_id = ANY (stories) AND state = 'published'
        ), told AS MATERIALIZED (
            SELECT one.id, coalesce(
                array_agg(version.language ORDER BY version.language) FILTER (WHERE version.language IS NOT NULL), '{}'
            )::varchar[] AS languages
            FROM unnest(stories) AS one (id) LEFT JOIN version ON version.story_id = one.id
            GROUP BY one.id
        )
        UPDATE articles_story AS story SET languages = told.languages
        FROM told
        WHERE story.id = told.id AND story.languages <> told.languages;"""


def _functions():
    yield from placed._of_articles(placed.TABLES)
    signed = kept.SIGNED["DELETE"].format(columns=kept.COUNTED)
    whole = kept.ARTICLES.format(
        name=kept.EVENTS["DELETE"],
        event="DELETE",
        tables=kept.TABLES["DELETE"],
        counted=kept.COUNTED,
        signed=signed,
        links="",
        count=kept.COUNT.format(places=kept.PLACES_OF_ARTICLES.format(signed=signed)),
    )
    yield whole.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def _with(statement):
    return "".join(function.replace(_FORMER, statement) for function in _functions())


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0036_places_by_hand"),
    ]

    operations = [
        migrations.RunSQL(_with(_FASTER), _with(_FORMER)),
    ]
