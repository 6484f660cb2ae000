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
from typing import Any, NamedTuple

from django.db import connection

from articles import addresses
from articles.models import Article, Source
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


_ATTACHED = """
    SELECT wanted.id,
        ARRAY(
            SELECT topic.slug FROM articles_articletopic link JOIN articles_topic topic ON topic.id = link.topic_id
            WHERE link.article_id = wanted.id AND NOT link.excluded ORDER BY topic.position, topic.slug
        ),
        (SELECT COALESCE(json_agg(json_build_object(
                'number', document.number, 'cited_as', cited.cited_as) ORDER BY document.number), '[]')
            FROM articles_citation cited JOIN articles_document document ON document.id = cited.document_id
            WHERE cited.article_id = wanted.id),
        (SELECT COALESCE(json_agg(json_build_object(
                'address', original_url, 'caption', caption, 'credit', credit, 'width', width, 'height', height
            ) ORDER BY position), '[]') FROM articles_picture WHERE article_id = wanted.id)
    FROM unnest(%s::bigint[]) AS wanted(id)
"""


class _Attached(NamedTuple):
    """What hangs on an article: the slugs of its topics, documents and pictures."""

    topics: list[str]
    documents: list[Record]
    pictures: list[Record]


@cache
def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a record."""
    read: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return read


def for_records(articles: ArticleQuerySet) -> ArticleQuerySet:
    """`articles` with the columns that `records_of` reads, in one query."""
    return articles.select_related("source", "carrier", "author", "category").only(*_COLUMNS)


def records_of(articles: Sequence[Article]) -> list[Record]:
    """The records of `articles`, which come from `for_records`, in their order; two queries."""
    attached = _attached_to([article.pk for article in articles])
    versions = versions_of({article.story_id for article in articles})
    return [_record(article, attached[article.pk], versions[article.story_id]) for article in articles]


def _attached_to(articles: Sequence[int]) -> Mapping[int, _Attached]:
    """What hangs on articles: one statement, as making SQL of several took longer than running it."""
    with connection.cursor() as cursor:
        cursor.execute(_ATTACHED, [list(articles)])
        return {pk: _Attached(topics, documents, pictures) for pk, topics, documents, pictures in cursor}


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
        "topics": attached.topics,
        "documents": attached.documents,
        "pictures": [_picture(picture, article.source) for picture in attached.pictures],
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
