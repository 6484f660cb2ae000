"""Give the articles of a story its one category; apart from the column, as a table with deferred checks is not altered."""

from django.db import migrations

# What stands there was found of each article alone. Then a story gets the category that a hand chose last on any of its
# versions, else the one of its original, as `articles.services.stories` does.
OWN = "UPDATE articles_article SET rule_category_id = category_id WHERE category_id IS NOT NULL AND NOT category_by_hand"
SHARED = """
UPDATE articles_article AS article SET category_id = chosen.category_id
FROM (
    SELECT DISTINCT ON (a.story_id) a.story_id, a.category_id
    FROM articles_article a
    LEFT JOIN articles_fieldlock l ON l.article_id = a.id AND l.field = 'category'
    WHERE (a.category_by_hand OR a.category_id IS NOT NULL) AND a.story_id IN (
        SELECT story_id FROM articles_article GROUP BY story_id HAVING count(DISTINCT coalesce(category_id, 0)) > 1
    )
    ORDER BY a.story_id, NOT a.category_by_hand, l.at DESC NULLS LAST, a.state <> 'published',
        a.carrier_id IS NOT NULL OR a.origin_key <> '', a.machine_translated, a.ordered_at, a.id
) AS chosen
WHERE article.story_id = chosen.story_id AND article.category_id IS DISTINCT FROM chosen.category_id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0030_one_category_a_story"),
    ]

    operations = [
        migrations.RunSQL(OWN, migrations.RunSQL.noop),
        migrations.RunSQL(SHARED, migrations.RunSQL.noop),
    ]
