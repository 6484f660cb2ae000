"""The newest matches of a query, for its feed."""

from datetime import datetime

from articles.models import Article
from articles.search.candidates import MOST_RESULTS, newest
from articles.search.plan import plan, words_to_stem
from articles.search.query import Query
from articles.search.reading import Reader
from articles.search.results import narrowed_by
from articles.search.stems import stems_of


def newest_matches(query: Query, *, edition: str) -> list[tuple[datetime, int]]:
    """The articles that match `query`, one a story, in the edition's language unless the query names another: when and
    which, the newest first. Looks at the newest `MOST_RESULTS` matches.
    """
    wanted, _problems = narrowed_by(query)
    language = None if query.language else edition
    if language:
        wanted = wanted.in_language(language)
    asked = plan(query, stems_of(words_to_stem(query)), edition)
    pks, _is_cut = newest(
        wanted, asked, Reader(asked), language=language, but="", filtered=query.has_filters, most=MOST_RESULTS
    )
    best: dict[int, tuple[bool, datetime, int]] = {}
    rows = Article.objects.filter(pk__in=pks).values_list("story_id", "is_lead", "ordered_at", "pk")
    for story, *found in rows.order_by():
        best[story] = max(best.get(story, tuple(found)), tuple(found))
    return sorted(((moment, pk) for _is_lead, moment, pk in best.values()), reverse=True)
