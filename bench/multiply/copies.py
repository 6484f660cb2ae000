"""Rows of stories and articles copied by INSERT … SELECT, each copy some days earlier than the one before it."""

import time
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from io import StringIO

from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import DateTimeField, GeneratedField, Max, Model

from articles.comments.models import Comment
from articles.models import (
    Article,
    ArticlePlace,
    ArticleTopic,
    Citation,
    Picture,
    Revision,
    Story,
    StoryKey,
)
from bench.fill.indexes import without_indexes, without_triggers

# What hangs on a story comes after it.
COPIED: tuple[type[Model], ...] = (
    Story,
    StoryKey,
    Article,
    ArticleTopic,
    ArticlePlace,
    Citation,
    Picture,
    Revision,
    Comment,
)
SEARCH_INDEX = "article_lexemes"
# With fewer articles, making all indexes again takes longer than keeping them.
WITHOUT_INDEXES_FROM = 1_000

# Column → what a copy has in it; `%(article)s` and the like are added to numbers, which makes keys unique as well.
_STORY = {"id": "id + %(story)s", "merged_into_id": "merged_into_id + %(story)s"}
_OF_ARTICLE = {"article_id": "article_id + %(article)s"}
_COLUMNS: Mapping[type[Model], Mapping[str, str]] = {
    Story: _STORY,
    StoryKey: {"story_id": "story_id + %(story)s", "key": "left(key, 680) || '#' || %(story)s"},
    Article: {
        "id": "id + %(article)s",
        "story_id": "story_id + %(story)s",
        "address_key": "CASE address_key WHEN '' THEN '' ELSE left(address_key, 680) || '#' || %(article)s END",
        "url": "CASE url WHEN '' THEN '' ELSE left(url, 1900) || '#' || %(article)s END",
        "origin_key": "CASE origin_key WHEN '' THEN '' ELSE left(origin_key, 680) || '#' || %(article)s END",
        "content_hash": "encode(sha256(convert_to(content_hash || %(article)s, 'UTF8')), 'hex')",
    },
    ArticleTopic: _OF_ARTICLE,
    ArticlePlace: _OF_ARTICLE,
    Citation: _OF_ARTICLE,
    Picture: _OF_ARTICLE,
    Revision: _OF_ARTICLE,
    Comment: {"id": "id + %(comment)s", "parent_id": "parent_id + %(comment)s", **_OF_ARTICLE},
}
# Numbered by their sequence; the others by the number that is added.
_NUMBERED = frozenset({StoryKey, ArticleTopic, ArticlePlace, Citation, Picture, Revision})


class EmptyError(Exception):
    """There is nothing to multiply."""


def multiply(times: int, *, searchable: bool, processes: int) -> Iterator[tuple[str, float]]:
    """Has each article `times` times; yields each step when it is done, with its seconds. Raises EmptyError."""
    articles, stories, comments = _last(Article), _last(Story), _last(Comment)
    if not articles:
        raise EmptyError("The database has no article; fill it first: python -m bench.fill 20000")
    many = articles * times >= WITHOUT_INDEXES_FROM
    started = time.perf_counter()

    def done(step: str) -> tuple[str, float]:
        nonlocal started
        before, started = started, time.perf_counter()
        return step, started - before

    left_out = () if searchable else (SEARCH_INDEX,)
    with (
        without_triggers(COPIED),
        without_indexes(COPIED, processes=processes, left_out=left_out) if many else nullcontext(),
    ):
        for copy in range(1, times):
            shifts = {"article": articles, "story": stories, "comment": comments, "days": 1}
            _copy({name: copy * shift for name, shift in shifts.items()}, articles, stories)
        yield done(f"{Article.objects.count()} articles")
    yield done("indexes and constraints")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if many else "ANALYZE")
    yield done("statistics")
    call_command("recount", stdout=StringIO())
    yield done("numbers of lists")


@transaction.atomic
def _copy(shifts: Mapping[str, int], articles: int, stories: int) -> None:
    """One copy of the first articles and stories."""
    own = {Article: ("id", articles), Story: ("id", stories), StoryKey: ("story_id", stories)}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        for model in COPIED:
            number, last = own.get(model, ("article_id", articles))
            cursor.execute(f"{_insertion(model) % shifts} WHERE {number} <= {last}")
        for model in (Article, Story, Comment):
            table = model._meta.db_table
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest((SELECT max(id) FROM {table}), 1))"
            )


def _insertion(model: type[Model]) -> str:
    own, columns = _COLUMNS[model], dict[str, str]()
    for field in model._meta.concrete_fields:
        name = str(field.column)
        if isinstance(field, GeneratedField) or (model in _NUMBERED and field.primary_key):
            continue
        earlier = f"{name} - interval '%(days)s days'" if isinstance(field, DateTimeField) else name
        columns[name] = own.get(name, earlier)
    table = model._meta.db_table
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())} FROM {table}"


def _last(model: type[Model]) -> int:
    found: int | None = model._default_manager.aggregate(last=Max("pk"))["last"]
    return found or 0
