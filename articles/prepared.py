"""Statements that a session of PostgreSQL plans once.

What stands around an article is one statement that names tables some thirty times: PostgreSQL takes four times as long to plan
as to run it. A prepared one is planned once in a session. PostgreSQL 15, PREPARE and 20.7.4 Other Planner Options.
"""

import hashlib
import re
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import Error, connection
from django.db.backends.utils import CursorWrapper
from psycopg2.errors import FeatureNotSupported, InvalidSqlStatementName

# What EXECUTE fails with where the session is another one than before, or a column has another type since.
_NO_LONGER = (InvalidSqlStatementName, FeatureNotSupported)
_EXECUTE = re.compile(r"EXECUTE (\w+) ")
_by_name: dict[str, "Prepared"] = {}


class Prepared:
    """A statement with `%(name)s` where a value belongs, and the type of each value as PostgreSQL writes it.

    Its plan is the same for all values, so that it suits statements that read a few rows by an index whatever the values
    are. Behind a pooler, which lends sessions, it is planned each time. `name` is what an operator sees in PostgreSQL's
    views, before a digest of the statement: another version of the program may use the session after this one.
    """

    def __init__(self, name: str, sql: str, **types: str) -> None:
        self.sql = sql
        numbered = sql % {name: f"${number}" for number, name in enumerate(types, 1)}
        self.name = f"{name}_{hashlib.sha256(repr((numbered, types)).encode()).hexdigest()[:16]}"
        self._prepare = f"PREPARE {self.name} ({', '.join(types.values())}) AS {numbered}"
        # The plan for all values is taken from the first time on, without comparing it with plans for some.
        self._execute = "SET LOCAL plan_cache_mode TO force_generic_plan; EXECUTE {} ({})".format(
            self.name, ", ".join(f"%({name})s" for name in types)
        )
        # By session: whether the statement can be used there.
        self._usable: WeakKeyDictionary[Any, bool] = WeakKeyDictionary()
        _by_name[self.name] = self

    def rows(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows for these values, one of each type. Raises `django.db.Error`."""
        with connection.cursor() as cursor:
            if not self._executed(cursor, values):
                cursor.execute(self.sql, values)
            found: list[tuple[Any, ...]] = cursor.fetchall()
        return found

    def _executed(self, cursor: CursorWrapper, values: Mapping[str, Any]) -> bool:
        """Whether the session executed the prepared statement: False where it has to be asked in full."""
        session = connection.connection
        if settings.DATABASE_IS_POOLED or not self._usable.get(session, True):
            return False
        if session not in self._usable:
            self._prepare_in(session)
        try:
            cursor.execute(self._execute, values)
        except Error as error:
            if not isinstance(error.__cause__, _NO_LONGER):
                raise
            self._usable[session] = False
            if connection.in_atomic_block:  # nothing more can be asked in it
                raise
            return False
        return True

    def _prepare_in(self, session: Any) -> None:
        # Not counted as a statement of a page: it is the session's.
        with connection.wrap_database_errors, session.cursor() as cursor:
            cursor.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [self.name])
            if not cursor.rowcount:
                cursor.execute(self._prepare)
        self._usable[session] = True


def in_full(sql: str) -> str:
    """The statement that is executed, for the same values; `sql` itself where it executes none that was prepared here."""
    found = _EXECUTE.match(sql)
    prepared = _by_name.get(found[1]) if found else None
    return prepared.sql.strip() if prepared else sql
