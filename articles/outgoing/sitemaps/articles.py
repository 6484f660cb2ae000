"""The articles in the sitemap, in parts that are ranges of ids, and the index of all parts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import cache
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.urls import reverse

from articles.models import Article, Source
from articles.models.article import SITEMAP_PART, ZONE, ArticleQuerySet, slug_of_title
from articles.outgoing.alternates import default_version
from articles.outgoing.feeds.entries import absolute
from articles.outgoing.sitemaps.writing import Place

# Ids per part. The protocol allows 50,000; this many take a third of a second.
PART_SIZE = SITEMAP_PART
ARTICLES_AT_ONCE = 500  # read by two queries

PARTS = """
    SELECT part, newest.changed FROM generate_series(0, (SELECT max(id) FROM articles_article) / %(size)s) AS part
    CROSS JOIN LATERAL (
        SELECT GREATEST(arrived_at, changed_at, CASE WHEN NOT updated_day_only THEN updated_at END) AS changed
        FROM articles_article
        WHERE id / %(size)s = part AND state = 'published'
        ORDER BY changed DESC LIMIT 1
    ) AS newest
    ORDER BY part
"""
"""The parts of `size` ids with their newest change: one step into an index for each, however many articles it has."""


class Version(NamedTuple):
    """What a sitemap says of an article."""

    pk: int
    story_id: int
    language: str
    title: str
    address_key: str
    origin_key: str
    machine_translated: bool
    updated_at: datetime | None
    updated_day_only: bool
    changed_at: datetime | None
    arrived_at: datetime


def index_of_parts() -> list[Place]:
    """The non-empty parts: one of lists per edition, then articles by ranges of ids. One query."""
    lists = [_part("articles:sitemap-lists", edition=code) for code, _name in settings.LANGUAGES]
    with connection.cursor() as cursor:
        cursor.execute(PARTS, {"size": PART_SIZE})
        parts = cursor.fetchall()
    return [Place(address, None) for address in lists] + [
        Place(_part("articles:sitemap-articles", part=part), changed) for part, changed in parts
    ]


def article_pages(part: int) -> Iterator[Place]:
    """The published articles with ids from `part` × `PART_SIZE`, with their story's versions. Two queries for each
    `ARTICLES_AT_ONCE`, so that no part is held in memory as a whole."""
    published = standing(Article.objects.published())
    of_part = published.filter(pk__gte=part * PART_SIZE, pk__lt=(part + 1) * PART_SIZE).order_by("pk")
    articles = _versions(of_part[:ARTICLES_AT_ONCE])
    while articles:
        leads: dict[int, list[Version]] = defaultdict(list)
        stories = {article.story_id for article in articles}
        for lead in _versions(published.filter(story_id__in=stories).order_by()):
            leads[lead.story_id].append(lead)
        # Each URL is built once: that is most of the work.
        addresses: dict[int, str] = {}
        for article in articles:
            yield _article_place(article, leads[article.story_id], addresses)
        is_last = len(articles) < ARTICLES_AT_ONCE
        articles = [] if is_last else _versions(of_part.filter(pk__gt=articles[-1].pk)[:ARTICLES_AT_ONCE])


def standing(articles: ArticleQuerySet) -> ArticleQuerySet:
    """Those whose own page is their canonical one, as `articles.pages.values.stands_for_itself` says."""
    wishes = Source.Canonical
    return articles.leads_of_stories().filter(
        Q(source__canonical=wishes.OWN) | Q(source__canonical=wishes.ORIGINAL, origin_key="", address_key="")
    )


def _versions(articles: ArticleQuerySet) -> list[Version]:
    rows = articles.values_list(*(name if name != "pk" else "id" for name in Version._fields))
    return [Version(*row) for row in rows]


def _article_place(article: Version, leads: Iterable[Version], addresses: dict[int, str]) -> Place:
    """The same versions as on the article's own page."""
    versions = [article, *(lead for lead in leads if lead.language != article.language)]
    for version in versions:
        if version.pk not in addresses:
            addresses[version.pk] = _address(version)
    address, changed = addresses[article.pk], _changed(article)
    if len(versions) == 1:
        return Place(address, changed)
    versions.sort(key=lambda version: version.language)
    alternates = [(version.language, addresses[version.pk]) for version in versions]
    return Place(address, changed, (*alternates, ("x-default", addresses[default_version(versions).pk])))


def _address(version: Version) -> str:
    """`Article.get_absolute_url`, without asking the table of URLs for each article."""
    before, between, after = _pattern(version.language)
    return f"{before}{version.pk}{between}{quote(slug_of_title(version.title))}{after}"


@cache
def _pattern(language: str) -> tuple[str, str, str]:
    """What stands before, between and after the id and the slug in the URL of an article in this language."""
    sample = {"language": language, "pk": 1234567890, "slug": "the-slug"}
    before, _pk, rest = absolute(reverse("articles:article", kwargs=sample)).partition(str(sample["pk"]))
    between, _slug, after = rest.partition(str(sample["slug"]))
    return before, between, after


def _changed(article: Version) -> datetime | date:
    updated = article.updated_at
    known = max(article.arrived_at, article.changed_at or article.arrived_at)
    if updated is None or updated <= known:
        return known
    return updated.astimezone(ZONE).date() if article.updated_day_only else updated


def _part(name: str, **parameters: object) -> str:
    return absolute(reverse(name, kwargs=parameters))
