"""How the desk searches by words: by what an index of trigrams answers, however many rows there are.

Django's own search compares `UPPER(column)`, which no such index knows, and joins tables before it compares. Of a
frequent word PostgreSQL might rather read the whole table, or walk back from the newest row, which takes for ever where
the word is rare after all: so what holds the words is asked for first, and then put in order.
"""

import math
from typing import TypeVar

from django.db import connection
from django.db.models import Model, Q, QuerySet

from articles.models import Article
from articles.models.lookups import PlainlyHolds, within

Row = TypeVar("Row", bound=Model)

WORDS_AT_MOST = 10
# The newest rows that hold the words; the desk counts to a thousand.
FOUND_AT_MOST = 1_001
# Newest articles whose titles are read one by one, and how many of them hold a frequent word.
NEWEST, FREQUENT = 2_000, 60

# Titles are compared without tone marks, as an index knows them.
_COMPARED = {"title": PlainlyHolds.template}

_AMONG_NEWEST = """
SET LOCAL enable_seqscan = off;
WITH newest AS MATERIALIZED (
    SELECT id, story_id, ordered_at, title FROM articles_article ORDER BY ordered_at DESC, id DESC LIMIT %s
)
SELECT id, story_id FROM newest WHERE {condition} ORDER BY ordered_at DESC, id DESC LIMIT {most}
"""
_HOLDING = """
SET LOCAL enable_seqscan = off;
WITH held AS MATERIALIZED (SELECT {columns} FROM {table} WHERE {condition})
SELECT {columns} FROM held ORDER BY {order} LIMIT {most}
"""


def holding(rows: QuerySet[Row], words: str, *fields: str, titles: str = "") -> QuerySet[Row]:
    """The rows of which some of `fields` hold all words between them, in any case; and, where `titles` names the key of
    an article, those of articles whose titles do. Of either the newest."""
    typed = _words(words)
    if not typed:
        return rows
    found = _held(rows.model, ("id",), fields, typed, "id DESC")
    wanted = Q(pk__in=[row[0] for row in found])
    if titles:
        wanted |= Q(**{f"{titles}__in": [pk for pk, _story in titled(words)]})
    return rows.filter(wanted)


def titled(words: str) -> list[tuple[int, int]]:
    """The id and the story of the newest articles whose titles hold all words.

    Of a frequent word the newest articles hold enough; the index of titles would give all that ever held it.
    """
    typed = _words(words)
    found = _titled_among(NEWEST, typed)
    # The index knows three letters in a row, and would give every title for fewer.
    is_indexed = any(len(word) > 2 for word in typed)
    if len(found) >= (FREQUENT if is_indexed else 1):
        found = _titled_among(math.ceil(1.5 * FOUND_AT_MOST * NEWEST / len(found)), typed)
        if len(found) == FOUND_AT_MOST:
            return found
    columns = ("id", "story_id", "ordered_at")
    rows = _held(Article, columns, ("title",), typed, "ordered_at DESC, id DESC")
    return [(row[0], row[1]) for row in rows]


def _titled_among(newest: int, words: list[str]) -> list[tuple[int, int]]:
    """The same, of so many newest articles."""
    condition = " AND ".join(_COMPARED["title"].format("title") for _word in words) or "true"
    with connection.cursor() as cursor:
        cursor.execute(
            _AMONG_NEWEST.format(condition=condition, most=FOUND_AT_MOST),
            [newest, *(within(word) for word in words)],
        )
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def _words(text: str) -> list[str]:
    return text.replace("\0", " ").split()[:WORDS_AT_MOST]


def _held(
    model: type[Model], columns: tuple[str, ...], fields: tuple[str, ...], words: list[str], order: str
) -> list[tuple[int, ...]]:
    either = " OR ".join(_COMPARED.get(field, "{} ILIKE %s").format(field) for field in fields)
    statement = _HOLDING.format(  # names of columns only; what was typed is passed as parameters
        columns=", ".join(columns),
        table=model._meta.db_table,
        condition=" AND ".join(f"({either})" for _word in words) or "true",
        order=order,
        most=FOUND_AT_MOST,
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [within(word) for word in words for _field in fields])
        found: list[tuple[int, ...]] = cursor.fetchall()
    return found
