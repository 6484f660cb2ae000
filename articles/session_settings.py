"""Settings of PostgreSQL for all that a connection does, with and without a pooler in between.

A pooler in transaction mode (PgBouncer) lends a session for one transaction and then to somebody else, who would inherit
what was set in it. With `DATABASE_POOLER` each statement brings its settings along, for its transaction alone.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

_BROUGHT = re.compile(r"(?:SET (?:LOCAL )?\w+ TO [^;]+; )*")
# Statements that begin with these take no time, or may stand only alone.
_ALONE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "DECLARE", "VACUUM", "SET TRANS")


@contextmanager
def session_settings(connection: BaseDatabaseWrapper, wanted: Mapping[str, str]) -> Iterator[None]:
    """Has what `connection` does in the block run with these settings: names and values as PostgreSQL writes them, which
    come from the program alone."""
    if settings.DATABASE_IS_POOLED:
        with connection.execute_wrapper(brought_along(wanted)):
            yield
        return
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute(f"SET {name} TO {value}")
    yield


def brought_along(wanted: Mapping[str, str]) -> Callable[..., Any]:
    """A wrapper for `execute_wrapper` that sets these for the transaction of each statement."""
    before = "".join(f"SET LOCAL {name} TO {value}; " for name, value in wanted.items())

    def execute_with(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        if isinstance(sql, str):
            # Behind what an outer wrapper brings along, so that the inner one's word counts.
            place = _BROUGHT.match(sql).end()  # type: ignore[union-attr]  # it matches nothing too
            if not sql[place:].lstrip()[:9].upper().startswith(_ALONE):
                sql = sql[:place] + before + sql[place:]
        return execute(sql, params, many, context)

    return execute_with
