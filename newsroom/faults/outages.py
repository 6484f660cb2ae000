"""What visitors and the log are told while the database is down, restarting, or out of connections.

A visitor gets a page in their language with status 503 and `Retry-After`, at whatever place the database was missed. The
log of a process gets one line when an outage begins and one when it is over, not a traceback a request.
"""

import logging
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any

from django.db import InterfaceError, OperationalError
from django.db.backends.signals import connection_created
from django.http import HttpRequest, HttpResponse

from articles.views import errors
from newsroom.faults.read_only import is_refusal
from newsroom.page_cache import replica
from newsroom.statement_limits import limit_reached, timed_out

log = logging.getLogger(__name__)

# A database that is out of connections takes some and refuses others: each refusal is no outage of its own.
QUIET_SECONDS = 60.0


class Outage:
    """The outage of this process's database: since when, and how many requests it has cost. Thread-safe."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._since: float | None = None
        self._told_at = -QUIET_SECONDS
        self._is_told = False
        self._requests = 0

    def missed(self, error: BaseException) -> None:
        """A request could not be answered for want of the database."""
        now = time.monotonic()
        with self._mutex:
            self._requests += 1
            is_new = self._since is None
            if is_new:
                self._since = now
            if not is_new or now - self._told_at < QUIET_SECONDS:
                return
            self._told_at, self._is_told = now, True
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        log.error("The database fails; visitors are told to come back until it answers. It said: %s", reason)

    def is_over(self, connection: Any = None, **_signal: Any) -> None:
        """A connection was opened; a receiver of Django's `connection_created`. One to the replica says nothing."""
        if connection is not None and connection.alias == replica.ALIAS:
            return
        with self._mutex:
            since, self._since = self._since, None
            if since is None or not self._is_told:
                return
            self._is_told = False
            requests, self._requests = self._requests, 0
        log.warning(
            "The database answers again, %.0f seconds after it failed; %d requests were told to come back.",
            time.monotonic() - since,
            requests,
        )


outage = Outage()
connection_created.connect(outage.is_over, dispatch_uid="newsroom.faults.outages")


def server_error(request: HttpRequest) -> HttpResponse:
    """The project's `handler500`: 503 where the database failed, else the page of a fault of ours."""
    error = sys.exc_info()[1]
    if error is None or not is_outage(error):
        return errors.server_error(request)
    if timed_out(error):
        response = limit_reached(request)
    elif any(is_refusal(one) for one in _chain(error)):
        response = errors.read_only(request)
    else:
        if not replica.is_read_from():  # the primary answers instead
            outage.missed(error)
        response = errors.unavailable(request)
    # Django's own line would come with a traceback for each request.
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response


def is_outage(error: BaseException) -> bool:
    """Whether an error says, or follows from, that the database does not serve, or not what would write."""
    return any(isinstance(one, OperationalError | InterfaceError) or is_refusal(one) for one in _chain(error))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
