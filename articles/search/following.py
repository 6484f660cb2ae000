"""What a reader who follows a query is sent: the newest matches, whatever their rank."""

from articles.models import Article
from articles.models.article import ArticleQuerySet
from articles.search.finding import MOST_RESULTS, matching, narrowed_by
from articles.search.plan import plan, words_to_stem
from articles.search.query import Query
from articles.search.stems import stems_of


def newest_matches(query: Query, *, edition: str) -> ArticleQuerySet:
    """The articles that match `query`, one a story, in the edition's language unless the query names another.

    Looks at the newest `MOST_RESULTS` matches. The order is the caller's.
    """
    wanted, _problems = narrowed_by(query)
    if not query.language:
        wanted = wanted.in_language(edition)
    asked = plan(query, stems_of(words_to_stem(query)), edition)
    if asked.match:
        wanted = wanted.filter(matching(asked.match))
    newest = wanted.newest_first().values("pk")[:MOST_RESULTS]
    one_a_story = (
        Article.objects.filter(pk__in=newest)
        .order_by("story_id", "-is_lead", "-ordered_at", "-pk")
        .distinct("story_id")
    )
    return Article.objects.filter(pk__in=one_a_story.values("pk"))
