"""The number of a request in PostgreSQL: `pg_stat_activity` and the server's log say for which one a session works.

A statement of its own would cost a turn to the server and back for each request. So the name goes before the first
statement of a request, in the same message: `docs/watching.md` has what it costs.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from newsroom.logs import context

# Statements that may stand only alone, or that take no time.
_ALONE = ("SAVEPOINT", "RELEASE", "ROLLBACK", "DECLARE", "VACUUM", "SET TRANS")


def name_sessions() -> None:
    """Has every session that this web process opens named after the request it works for.

    Not behind a pooler, which lends one session to many; there it has the name of the process, as commands' sessions have.
    """
    if not settings.DATABASE_IS_POOLED:
        connection_created.connect(_begin, dispatch_uid="newsroom.logs.sessions")


def _begin(sender: Any, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    # The wrapper outlives a connection that broke; the new session has no name yet.
    for one in connection.execute_wrappers:
        if isinstance(one, _Naming):
            one.name = ""
            return
    connection.execute_wrappers.append(_Naming())


class _Naming:
    """A wrapper of statements, one a connection, that remembers the name which the session has.

    A transaction that is rolled back takes its name back with it, and the session has the former one until the next
    request.
    """

    def __init__(self) -> None:
        self.name = ""

    def __call__(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, said: Any) -> Any:
        name = context.application_name()
        if name != self.name and self._may_begin(sql, many, said):
            self.name = name
            sql = f"SET application_name TO '{name}'; {sql}"
        return execute(sql, params, many, said)

    def _may_begin(self, sql: Any, many: bool, said: Any) -> bool:
        # A cursor of the server takes one statement alone.
        is_named = getattr(said["cursor"].cursor, "name", None)
        return (
            isinstance(sql, str)
            and not many
            and not is_named
            and not sql.lstrip()[:9].upper().startswith(_ALONE)
        )
