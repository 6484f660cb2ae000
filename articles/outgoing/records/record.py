"""One article as a JSON object, whose fields `article.schema.json` describes.

What a source's rights do not allow is null and said so, never left out in silence: the text of a source of which only
the lead may be shown, and the addresses of pictures that may not be.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from articles import addresses
from articles.models import Article, ArticleTopic, Citation, Picture, Source
from articles.models.article import ArticleQuerySet, slug_of_title
from articles.outgoing.feeds.entries import absolute, identity_of

SCHEMA_FILE = Path(__file__).with_name("article.schema.json")

Record = dict[str, Any]

_SOURCE = ("slug", "name", "kind", "homepage")
# Of which records are made; texts that only search keeps are long.
_COLUMNS = (
    *("story", "language", "title", "title_derived", "lead", "text", "html", "state", "arrived_at"),
    *("published_at", "published_day_only", "updated_at", "updated_day_only", "machine_translated"),
    *("origin_url", "url", "author__name", "category__slug"),
    *("source__rights", "source__pictures_allowed"),
    *(f"{whose}__{column}" for whose in ("source", "carrier") for column in _SOURCE),
)


@dataclass(frozen=True, slots=True)
class _Attached:
    """What hangs on articles, by their numbers: slugs of topics, documents, pictures."""

    topics: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    documents: defaultdict[int, list[Record]] = field(default_factory=lambda: defaultdict(list))
    pictures: defaultdict[int, list[Record]] = field(default_factory=lambda: defaultdict(list))


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record."""
    read: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return read


def for_records(articles: ArticleQuerySet) -> ArticleQuerySet:
    """`articles` with the columns that `records_of` reads, in one query."""
    return articles.select_related("source", "carrier", "author", "category").only(*_COLUMNS)


def records_of(articles: Sequence[Article]) -> list[Record]:
    """The records of `articles`, which come from `for_records`, in their order; four queries."""
    attached = _attached_to([article.pk for article in articles])
    versions = versions_of({article.story_id for article in articles})
    return [_record(article, attached, versions[article.story_id]) for article in articles]


def _attached_to(articles: Sequence[int]) -> _Attached:
    """What hangs on articles, as plain values: for a page of records, rows of models took a third of the time."""
    attached = _Attached()
    topics = ArticleTopic.objects.filter(article__in=articles, excluded=False).order_by("topic")
    for article, slug in topics.values_list("article", "topic__slug"):
        attached.topics[article].append(slug)
    citations = Citation.objects.filter(article__in=articles).order_by("document__number")
    for article, number, cited_as in citations.values_list("article", "document__number", "cited_as"):
        attached.documents[article].append({"number": number, "cited_as": cited_as})
    pictures = Picture.objects.filter(article__in=articles).order_by("position")
    columns = ("original_url", "caption", "credit", "width", "height")
    for article, *picture in pictures.values_list("article", *columns):
        attached.pictures[article].append(dict(zip(("address", *columns[1:]), picture, strict=True)))
    return attached


def versions_of(stories: Iterable[int], *, with_titles: bool = False) -> Mapping[int, list[Record]]:
    """The published articles that stand for each story in their languages; `with_titles` adds their titles."""
    leads = Article.objects.published().filter(story__in=stories, is_lead=True).order_by("language")
    found = defaultdict(list)
    for pk, story, language, title in leads.values_list("pk", "story_id", "language", "title"):
        address = addresses.article_address(language, pk, slug_of_title(title))
        version = {"id": pk, "language": language, "address": absolute(address)}
        found[story].append(version | ({"title": title} if with_titles else {}))
    return found


def _record(article: Article, attached: _Attached, versions: list[Record]) -> Record:
    whole = not article.shows_excerpt_only
    story = addresses.story_address(article.language, article.story_id)
    return {
        "id": article.pk,
        "identity": identity_of(article),
        "address": absolute(article.get_absolute_url()),
        "language": article.language,
        "title": article.title,
        "title_is_derived": article.title_derived,
        "lead": article.lead,
        "rights": article.source.rights,
        "text": article.text if whole else None,
        "html": article.html if whole else None,
        "published_at": _moment(article.published_moment),
        "published_day": article.published_day.isoformat() if article.published_day else None,
        "updated_at": None if article.updated_day_only else _moment(article.updated_at),
        "arrived_at": _moment(article.arrived_at),
        "machine_translated": article.machine_translated,
        "author": article.author.name if article.author else None,
        "source": _source(article.source),
        "carrier": _source(article.carrier) if article.carrier else None,
        "original": article.origin_url or None,
        "read_from": article.url or None,
        "category": article.category.slug if article.category else None,
        "topics": attached.topics[article.pk],
        "documents": attached.documents[article.pk],
        "pictures": [_picture(picture, article.source) for picture in attached.pictures[article.pk]],
        "story": {"id": article.story_id, "address": absolute(story), "versions": versions},
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _source(source: Source) -> Record:
    return {
        "slug": source.slug,
        "name": source.name,
        "kind": source.kind,
        "homepage": source.homepage or None,
    }


def _picture(picture: Record, source: Source) -> Record:
    return {**picture, "address": (picture["address"] or None) if source.pictures_allowed else None}
