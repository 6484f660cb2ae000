"""Rows of models written by COPY: collected as lines of PostgreSQL's text format, sent in one go."""

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from enum import Enum
from io import StringIO
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Field, GeneratedField, Model

from articles.models.compressed import CompressedTextField, packed

NULL = "\\N"


def _text(value: str) -> str:
    # A tenth of the time of `str.translate`.
    escaped = value.replace("\\", "\\\\").replace("\n", "\\n")
    return escaped.replace("\r", "\\r").replace("\t", "\\t")


def _array(value: Any) -> str:
    """An array of words, such as language tags, as PostgreSQL's literal."""
    return f"{{{','.join(value)}}}"


def _json(value: object) -> str:
    return _text(json.dumps(value, ensure_ascii=False))


_ENCODERS: dict[type, Callable[[Any], str]] = {
    type(None): lambda _none: NULL,
    bool: lambda value: "t" if value else "f",
    int: str,
    float: repr,
    str: _text,
    datetime: datetime.isoformat,
    date: date.isoformat,
    bytes: lambda value: f"\\\\x{value.hex()}",
    list: _json,
    dict: _json,
}


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value


class Rows:
    """Rows of one model that wait to be written. Columns that nobody gives have the model's default."""

    def __init__(self, model: type[Model], *, left_out: Iterable[str] = ()) -> None:
        """`left_out`: columns that the database fills."""
        fields: list[Field[Any, Any]] = [
            one
            for one in model._meta.concrete_fields
            if not isinstance(one, GeneratedField) and one.column not in set(left_out)
        ]
        self.columns = [str(one.column) for one in fields]
        self._arrays = [str(one.column) for one in fields if isinstance(one, ArrayField)]
        self._packed = [str(one.column) for one in fields if isinstance(one, CompressedTextField)]
        self._defaults = {str(one.column): _plain(one.get_default()) for one in fields}
        self._table = model._meta.db_table
        self._lines: list[str] = []

    def add(self, **values: object) -> None:
        """One row. Raises KeyError for a column that there is not."""
        if not values.keys() <= self._defaults.keys():
            raise KeyError(f"{self._table} has no column {sorted(values.keys() - self._defaults.keys())}")
        row = self._defaults | values
        for column in self._arrays:
            row[column] = _array(row[column])
        for column in self._packed:
            row[column] = packed(str(row[column]))
        self._lines.append("\t".join([_ENCODERS[type(value)](value) for value in row.values()]))

    def write(self) -> int:
        """Copies the waiting rows into the table; gives their number."""
        count = len(self._lines)
        if count:
            with connection.cursor() as cursor:
                cursor.copy_expert(
                    f"COPY {self._table} ({', '.join(self.columns)}) FROM STDIN",
                    StringIO("\n".join(self._lines)),
                )
        self._lines.clear()
        return count
