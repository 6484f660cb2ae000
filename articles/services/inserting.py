"""Write new rows by PostgreSQL's binary COPY, several times as fast as INSERT: nothing is written out as SQL, and the
server parses nothing. The format is that of PostgreSQL's manual, "COPY", "Binary Format".
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from itertools import chain, repeat
from struct import Struct
from typing import Any

from django.db import connection
from django.db.models import NOT_PROVIDED, Field, Model

from articles.models import Article
from articles.models.compressed import CompressedTextField
from articles.search import Lexemes

_MADE_BESIDE = frozenset({"ordered_at", "search"})

_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_END = Struct(">h").pack(-1)
_LENGTH = Struct(">i")
_NULL = _LENGTH.pack(-1)
_SMALLINT, _INTEGER, _BIGINT, _BOOLEAN = Struct(">ih"), Struct(">ii"), Struct(">iq"), Struct(">i?")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Row = Sequence[Any]


def insert_articles(articles: Sequence[Article], lexemes: Sequence[Lexemes]) -> None:
    """Stores new articles, each with what search needs at its place, and sets their ids.

    Raises `django.db.IntegrityError` where a constraint is broken; then none is stored.
    """
    for article, pk in zip(articles, new_ids(Article, len(articles)), strict=True):
        article.pk, article.ordered_at = pk, article.published_at or article.arrived_at
    names = [one.attname for one in Article._meta.concrete_fields if one.name not in _MADE_BESIDE]
    rows = [
        (*(getattr(article, name) for name in names), own.packed)
        for article, own in zip(articles, lexemes, strict=True)
    ]
    insert_rows(Article, (*names, "search"), rows)
    for article in articles:
        article._state.adding, article._state.db = False, connection.alias


def new_ids(model: type[Model], count: int) -> list[int]:
    """So many ids for new rows, ascending; one query."""
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [meta.db_table, meta.pk.column, count],
        )
        return sorted(pk for (pk,) in cursor.fetchall())


def insert_rows(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Stores rows with these attributes (`attname`); all others get the default of their field, the id of the database.

    Raises `django.db.IntegrityError` or `DataError` where a row cannot be stored; then none is.
    """
    columns = list(zip(*rows, strict=True))
    if not columns:
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    written = {
        fields[name]: _written(fields[name], column) for name, column in zip(names, columns, strict=True)
    }
    count = len(columns[0])
    for field in _with_default(model):
        if field not in written:
            written[field] = list(_written(field, [field.get_default()])) * count
    header = Struct(">h").pack(len(written))
    body = b"".join(chain.from_iterable(zip(repeat(header, count), *written.values(), strict=True)))
    names_in_table = ", ".join(connection.ops.quote_name(str(field.column)) for field in written)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.copy_expert(
            f"COPY {table} ({names_in_table}) FROM STDIN (FORMAT binary)", BytesIO(_START + body + _END)
        )


@cache
def _with_default(model: type[Model]) -> "tuple[Field[Any, Any], ...]":
    """The fields whose default Django knows and the database does not."""
    return tuple(
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and field.db_default is NOT_PROVIDED
    )


def _type_of(field: "Field[Any, Any]") -> str:
    return str(field.db_type(connection)).partition("(")[0]


def _written(field: "Field[Any, Any]", column: Iterable[Any]) -> list[bytes]:
    encode = _ENCODERS[_type_of(field)]
    if isinstance(field, CompressedTextField):
        column = map(field.get_prep_value, column)
    return [_NULL if value is None else encode(value) for value in column]


def _sized(octets: bytes) -> bytes:
    return _LENGTH.pack(len(octets)) + octets


def _text(text: str) -> bytes:
    octets = text.encode()
    return _LENGTH.pack(len(octets)) + octets


def _moment(moment: datetime) -> bytes:
    return _BIGINT.pack(8, (moment - _EPOCH) // _MICROSECOND)


def _json(value: object) -> bytes:
    return _sized(b"\x01" + json.dumps(value).encode())


_ENCODERS: Mapping[str, Callable[[Any], bytes]] = {
    "smallint": lambda number: _SMALLINT.pack(2, number),
    "integer": lambda number: _INTEGER.pack(4, number),
    "bigint": lambda number: _BIGINT.pack(8, number),
    "boolean": lambda value: _BOOLEAN.pack(1, value),
    "varchar": _text,
    "text": _text,
    "timestamp with time zone": _moment,
    "jsonb": _json,
    "tsvector": _sized,
    "bytea": _sized,
}
