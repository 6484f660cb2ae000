"""What a page depends on, noted while it is made: each statement that it runs, with the tables that it names and a digest
of the rows that it read; and until when it holds by the clock.

Nothing has to be declared, so that nothing can be forgotten. Whoever keeps values of the database in the process
(`articles.pages.names`) hands on the statements that they were read by.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from articles.prepared import in_full

# Settings that go before a statement in the same message (`articles.session_settings`, `newsroom.logs.sessions`).
_SETTINGS = re.compile(r"(?:SET (?:LOCAL )?\w+ TO [^;]+; )*")
# Those that a statement itself wants, and which it is run again with.
_OWN_SETTINGS = re.compile(r"(?:\s*SET (?:LOCAL )?\w+ (?:TO|=) [^;]+;\s*)*", re.IGNORECASE)
_TABLE = re.compile(
    r"\b(?:articles|comments|feeds|notices|newsletters|desk|newsroom|auth|django|axes|otp)_[a-z0-9_]+"
)
# Stands for what search alone reads of an article (migration newsroom 0005).
SEARCHED = "articles_searched"
_SEARCHES = ("article_words", '"search"', ".search")
_READS = ("SELECT", "WITH", "(")
# Statements that neither read rows nor write any.
_SILENT = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET", "RESET")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its values in it, the names in it that may be tables, and a digest of its rows."""

    sql: bytes
    names: frozenset[str]
    digest: bytes


@dataclass(slots=True)
class Reading:
    """What was read. `writes`: something was written, so that the page is no page to keep. `is_whole`: every statement
    can be run again; not those whose rows came through a cursor of the server."""

    statements: dict[Statement, None] = field(default_factory=dict)
    until: datetime | None = None
    writes: bool = False
    is_whole: bool = True

    def note(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, said: Any) -> Any:
        """A wrapper for `execute_wrapper`."""
        result = execute(sql, params, many, said)
        cursor = said["cursor"].cursor
        text = sql if isinstance(sql, str) else sql.as_string(cursor)
        text = in_full(text[_SETTINGS.match(text).end() :].lstrip())  # type: ignore[union-attr]  # matches nothing too
        verb = text[_OWN_SETTINGS.match(text).end() :][:12].upper()  # type: ignore[union-attr]
        if verb.startswith(_SILENT):
            return result
        if many or not verb.startswith(_READS):
            self.writes = True
        elif cursor.name:
            self.is_whole = False
            self.statements[Statement(text.encode(), names_in(text), b"")] = None
        else:
            bound = cursor.mogrify(text, params) if params else cursor.mogrify(text)
            self.statements[Statement(bound, names_in(text), digest_of(cursor))] = None
        return result


def names_in(sql: str) -> frozenset[str]:
    """The words of a statement that may be tables of the project."""
    names = frozenset(_TABLE.findall(sql))
    return names | {SEARCHED} if any(one in sql for one in _SEARCHES) else names


def digest_of(cursor: Any) -> bytes:
    """A digest of all rows of a cursor of psycopg2, which then gives them as before."""
    if cursor.description is None:
        return b""
    rows = cursor.fetchall()
    if rows:
        cursor.scroll(0, mode="absolute")
    return hashlib.blake2b(repr(rows).encode(), digest_size=16).digest()


_current: ContextVar[Reading | None] = ContextVar("articles_reading", default=None)


@contextmanager
def recorded() -> Iterator[Reading]:
    """Notes what this thread reads in the block, which a reading around it notes too."""
    around, reading = _current.get(), Reading()
    token = _current.set(reading)
    try:
        with connection.execute_wrapper(reading.note):
            yield reading
    finally:
        _current.reset(token)
        if around is not None:
            around.writes |= reading.writes
            around.is_whole &= reading.is_whole


def is_recorded() -> bool:
    """Whether somebody wants to know what is read."""
    return _current.get() is not None


def inherit(statements: Iterable[Statement]) -> None:
    """The page depends on what these statements read, as it shows values that they gave."""
    if reading := _current.get():
        reading.statements.update(dict.fromkeys(statements))


def holds_until(moment: datetime | None) -> None:
    """The page is another one from `moment` on, whatever the database says."""
    reading = _current.get()
    if reading and moment and (reading.until is None or moment < reading.until):
        reading.until = moment
