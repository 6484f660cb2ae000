"""What may be placed on a front page: found by words or numbers, with picture, source, date and languages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from articles.admin.composer.standing import Version, versions_of
from articles.models import Article
from articles.models.article import ArticleQuerySet

FOUND = 12  # articles that a search shows
LOOKED_THROUGH = 60  # of which those with a picture, or not placed yet, are taken
NEWEST = 1_000  # articles whose titles are read one by one
QUERY_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for. `elsewhere`: in all languages; `with_picture` and `unplaced` narrow."""

    query: str = ""
    elsewhere: bool = False
    with_picture: bool = False
    unplaced: bool = False

    @classmethod
    def asked(cls, given: Mapping[str, str]) -> "Search":
        query = given.get("q", "").replace("\0", " ").strip()[:QUERY_CHARACTERS]
        return cls(query, *(given.get(name) == "1" for name in ("elsewhere", "picture", "unplaced")))


@dataclass(frozen=True, slots=True)
class Found:
    """An article that may be placed, with the versions of its story. `stands` says where the story is placed already."""

    article: Article
    versions: Sequence[Version]
    stands: str
    is_here: bool  # in the edition's language
    is_told_here: bool  # its story has a version in the edition


def found_for(search: Search, *, edition: str, placed: Mapping[int, str]) -> list[Found]:
    """Published articles: those of a number, or whose titles hold the words, else the newest. `placed` says of stories
    where they stand. Of many languages each story once. Five queries."""
    articles = [
        one
        for one in _articles(search, edition)
        if not (search.with_picture and one.lead_picture is None)
        and not (search.unplaced and one.story_id in placed)
    ]
    of_stories = articles[:FOUND]
    if search.elsewhere:
        of_stories = list({one.story_id: one for one in reversed(articles)}.values())[::-1][:FOUND]
    versions = versions_of({one.story_id for one in of_stories})
    return [
        Found(
            one,
            versions.get(one.story_id, []),
            placed.get(one.story_id, ""),
            one.language == edition,
            any(version.language == edition for version in versions.get(one.story_id, [])),
        )
        for one in of_stories
    ]


def _articles(search: Search, edition: str) -> list[Article]:
    public = Article.objects.published().for_cards()
    query = search.query
    if query.isascii() and query.isdigit() and len(query) < 18:
        number = int(query)
        of_story = Q(story=number, language=edition, is_lead=True)
        return list(public.filter(Q(pk=number) | of_story).newest_first()[:FOUND])
    if not search.elsewhere:
        public = public.in_language(edition)
    if not query:
        return list(public.filter(is_lead=True).newest_first()[:LOOKED_THROUGH])
    return _titled(public, query)


def _titled(public: ArticleQuerySet, query: str) -> list[Article]:
    """The newest whose titles hold the words. Three queries at the most.

    Frequent words are found among the newest articles; only rare ones are asked of the index of titles, which would give
    all articles of a frequent one to be sorted.
    """
    begins = public.newest_first().values_list("ordered_at", flat=True)[NEWEST : NEWEST + 1].first()
    titled = public.titled(query).newest_first()
    found = list((titled.filter(ordered_at__gte=begins) if begins else titled)[:LOOKED_THROUGH])
    if begins and len(found) < LOOKED_THROUGH:
        found += titled.filter(ordered_at__lt=begins)[: LOOKED_THROUGH - len(found)]
    return found
