"""What exists only in other languages than a reader's: one article of each such story."""

from articles.models import Article, ListCount
from articles.pages.places import ArticleList, Range, Statement, united

MOST = 6  # articles shown
MOST_OF_LANGUAGE = 11
# The newest articles of a list among which they are looked for. Where nearly every story has a version in the
# edition's language, the last of the others may be far down: then fewer are shown, and none that is old.
LOOKED_AT = 300

_ELSEWHERE = """
    SELECT place.ordered_at, place.article_id
    FROM ({places}) AS place (ordered_at, article_id)
    JOIN articles_article AS article ON article.id = place.article_id
    JOIN articles_story AS story ON story.id = article.story_id
    WHERE NOT story.languages @> ARRAY[%s]::varchar[]
        AND NOT EXISTS (
            SELECT 1 FROM articles_article AS other
            WHERE other.story_id = article.story_id AND other.state = 'published'
                AND (other.machine_translated, other.ordered_at, other.id)
                    < (article.machine_translated, article.ordered_at, article.id)
                AND {is_listed}
        )
    ORDER BY place.ordered_at DESC, place.article_id DESC LIMIT %s
"""
# Of several ranges: each gives its newest in order, so that PostgreSQL need not read them to their ends.
_MERGED = "SELECT * FROM ({}) AS either (ordered_at, article_id) ORDER BY 1 DESC, 2 DESC"
# Whether another article of a story is in the list too.
_IS_LISTED = {
    ListCount.Kind.EDITION: "true",
    ListCount.Kind.DAY: "articles_day_of(other.ordered_at) = DATE '1970-01-01' + %s",
    ListCount.Kind.CATEGORY: "other.category_id = %s",
    ListCount.Kind.SOURCE: "%s IN (other.source_id, other.carrier_id)",
    ListCount.Kind.AUTHOR: "other.author_id = %s",
    ListCount.Kind.TOPIC: """EXISTS (
        SELECT 1 FROM articles_articletopic WHERE article_id = other.id AND topic_id = %s AND is_listed
    )""",
    ListCount.Kind.PLACE: """EXISTS (
        SELECT 1 FROM articles_articleplace WHERE article_id = other.id AND province = %s AND is_listed
    )""",
    ListCount.Kind.DOCUMENT: """EXISTS (
        SELECT 1 FROM articles_citation WHERE article_id = other.id AND document_id = %s AND is_listed
    )""",
}


def only_elsewhere(listing: ArticleList, *, edition: str) -> Statement:
    """Reads the places of articles of the list whose stories have no version in this edition's language, newest
    first: of each story the original, else the first translation by people.
    """
    ranges = listing.places().ranges
    newest = united(one.first(LOOKED_AT) for one in ranges)
    places = newest.sql if len(ranges) == 1 else _MERGED.format(newest.sql)
    is_listed = _IS_LISTED[listing.kind]
    values = [*newest.values, edition, *([listing.key] if "%s" in is_listed else []), MOST]
    return Statement(_ELSEWHERE.format(places=places, is_listed=is_listed), values)


_IN_LANGUAGE = """
    SELECT place.ordered_at, place.article_id
    FROM ({places}) AS place (ordered_at, article_id)
    JOIN articles_article AS article ON article.id = place.article_id
    JOIN articles_story AS story ON story.id = article.story_id
    WHERE NOT story.languages @> ARRAY[%s]::varchar[]
    ORDER BY place.ordered_at DESC, place.article_id DESC LIMIT %s
"""


def in_language_only(language: str, *, edition: str) -> Statement:
    """Reads the places of the newest articles in `language` whose stories have no version in the edition's language."""
    leads = Range(Article.objects.published().in_language(language).leads_of_stories(), "pk")
    newest = united([leads.first(LOOKED_AT)])
    return Statement(_IN_LANGUAGE.format(places=newest.sql), [*newest.values, edition, MOST_OF_LANGUAGE])
