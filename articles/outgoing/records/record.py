"""One article as a JSON object, whose fields `article.schema.json` describes.

What a source's rights do not allow is null and said so, never left out in silence: the text of a source of which only
the lead may be shown, and the addresses of pictures that may not be.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Prefetch

from articles import addresses
from articles.models import Article, ArticleTopic, Citation, Picture, Source
from articles.models.article import ArticleQuerySet
from articles.outgoing.feeds.entries import absolute, identity_of

SCHEMA_FILE = Path(__file__).with_name("article.schema.json")

Record = dict[str, Any]


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record."""
    read: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return read


def for_records(articles: ArticleQuerySet) -> ArticleQuerySet:
    """`articles` with everything that `records_of` reads, in a fixed number of queries."""
    return (
        articles.select_related("source", "carrier", "author", "category")
        .prefetch_related(
            Prefetch("pictures", queryset=Picture.objects.order_by("position")),
            Prefetch(
                "topic_links",
                queryset=ArticleTopic.objects.filter(excluded=False)
                .select_related("topic")
                .order_by("topic"),
            ),
            Prefetch(
                "citations", queryset=Citation.objects.select_related("document").order_by("document__number")
            ),
        )
        .defer("search")
    )


def records_of(articles: Sequence[Article]) -> list[Record]:
    """The records of `articles`, which come from `for_records`, in their order."""
    versions = versions_of({article.story_id for article in articles})
    return [_record(article, versions[article.story_id]) for article in articles]


def versions_of(stories: Iterable[int], *, with_titles: bool = False) -> Mapping[int, list[Record]]:
    """The published articles that stand for each story in their languages; `with_titles` adds their titles."""
    leads = Article.objects.published().filter(story__in=stories, is_lead=True).order_by("language")
    found = defaultdict(list)
    for pk, story, language, title in leads.values_list("pk", "story_id", "language", "title"):
        address = Article(pk=pk, language=language, title=title).get_absolute_url()
        version = {"id": pk, "language": language, "address": absolute(address)}
        found[story].append(version | ({"title": title} if with_titles else {}))
    return found


def _record(article: Article, versions: list[Record]) -> Record:
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
        "topics": [link.topic.slug for link in article.topic_links.all()],
        "documents": [
            {"number": citation.document.number, "cited_as": citation.cited_as}
            for citation in article.citations.all()
        ],
        "pictures": [_picture(picture, article.source) for picture in article.pictures.all()],
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


def _picture(picture: Picture, source: Source) -> Record:
    return {
        "address": (picture.original_url or None) if source.pictures_allowed else None,
        "caption": picture.caption,
        "credit": picture.credit,
        "width": picture.width,
        "height": picture.height,
    }
