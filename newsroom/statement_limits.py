"""How long PostgreSQL may work on one statement, by kind of process, and what a visitor is told where that was too short.

A reader who waited long has gone, while the statement would run on for minutes and take the processor from all others. So
web processes have a short limit (`PAGE_STATEMENT_SECONDS`), requests of the editors' desk a longer one
(`DESK_STATEMENT_SECONDS`), and commands none: they connect without `limit_this_process`.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from django.conf import settings
from django.db import Error, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse
from psycopg2.errors import QueryCanceled

from articles.session_settings import brought_along, session_settings
from articles.views.errors import took_too_long
from newsroom.logs.scrubbing import shown_path
from newsroom.middleware import ADMIN

log = logging.getLogger(__name__)


def limit_this_process() -> None:
    """Has every connection that this process opens from now on begin with the limit of pages."""
    if settings.DATABASE_IS_POOLED:
        connection_created.connect(_limit_each_statement, dispatch_uid="newsroom.statement_limits")
        return
    limit = f"-c statement_timeout={1000 * settings.PAGE_STATEMENT_SECONDS}"
    for database in connections.settings.values():
        options = database.setdefault("OPTIONS", {})
        if limit not in options.get("options", ""):
            options["options"] = f"{options.get('options', '')} {limit}".strip()


def _limit_each_statement(sender: Any, connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """Gives a connection the limit of pages, once; a pooler takes no options."""
    if not any(getattr(one, "is_limit", False) for one in connection.execute_wrappers):
        limit = brought_along(_timeout(settings.PAGE_STATEMENT_SECONDS))
        limit.is_limit = True  # type: ignore[attr-defined]
        connection.execute_wrappers.append(limit)


def _timeout(seconds: int) -> dict[str, str]:
    return {"statement_timeout": str(1000 * seconds)}


class StatementLimitMiddleware:
    """Gives the desk its longer limit, and answers 503 where a statement was ended at its limit."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.lstrip("/").partition("/")[0] != ADMIN:
            return self.get_response(request)
        with _limit_of_desk():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return limit_reached(request) if timed_out(exception) else None


def timed_out(error: BaseException) -> bool:
    """Whether PostgreSQL ended a statement at its limit."""
    return isinstance(error.__cause__, QueryCanceled)


def limit_reached(request: HttpRequest) -> HttpResponse:
    """What the visitor of a statement that was ended is told; the log gets a line."""
    log.warning("a statement for %s %s was ended at its time limit", request.method, shown_path(request))
    return took_too_long(request)


@contextmanager
def _limit_of_desk() -> Iterator[None]:
    if settings.DATABASE_IS_POOLED:
        with session_settings(connection, _timeout(settings.DESK_STATEMENT_SECONDS)):
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = %s", [1000 * settings.DESK_STATEMENT_SECONDS])
    try:
        yield
    finally:
        # A connection that broke meanwhile is opened anew, with the limit of pages.
        with suppress(Error), connection.cursor() as cursor:
            cursor.execute("RESET statement_timeout")
