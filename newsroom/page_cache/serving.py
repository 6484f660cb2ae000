"""The WSGI application: pages from memory where they are as good as new, else from Django, once for all who wait."""

import logging
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import Error, close_old_connections
from django.http.response import HttpResponseBase

from newsroom.logs import context
from newsroom.logs.requests import HEADER, tell_request
from newsroom.page_cache.changes import Changes, changes_since
from newsroom.page_cache.making import Maker
from newsroom.page_cache.memory import Flight, Flights, Memory
from newsroom.page_cache.pages import Page
from newsroom.page_cache.requests import Environ, encoding_of, is_held, is_public, key_of
from newsroom.page_cache.shared import Shared
from newsroom.watching.requests import count_answer

log = logging.getLogger(__name__)

StartResponse = Callable[..., Any]
# So long a reader waits for the page that another one's request makes, before it is made for this reader alone (seconds).
PATIENCE = 15.0
# How often it is looked whether another process has made a page.
LOOK_AGAIN = 0.02
NOT_MODIFIED = "304 Not Modified"


class PageCache:
    """Answers what is public from memory, and leaves all else to `handler`."""

    def __init__(self, handler: WSGIHandler, *, changes: Changes, memory: Memory, shared: Shared) -> None:
        self.handler, self.changes, self.memory, self.shared = handler, changes, memory, shared
        self.maker = Maker(handler, changes)
        self.flights = Flights()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not is_public(environ):
            return self.handler(environ, start_response)
        began = time.perf_counter()
        key = key_of(environ)
        page = self.memory.get(key)
        if page is not None:
            if not self.changes.are_known():
                if not self._is_withdrawn(page):
                    return self._send(environ, start_response, page, "stale", began)
            elif self._holds(page):
                return self._send(environ, start_response, page, "hit", began)
        if self.flights.is_not_kept(key):
            return self.handler(environ, start_response)
        flight, is_first = self.flights.board(key)
        if is_first:
            try:
                response = self._renew(environ, key, page, flight)
            finally:
                self.flights.land(key, flight)
            if response is not None:
                return self._send_django(environ, start_response, response)
        else:
            flight.done.wait(PATIENCE)
        if flight.page is None:
            return self.handler(environ, start_response)
        found = flight.found if is_first or flight.found == "stale" else "hit"
        return self._send(environ, start_response, flight.page, found, began)

    # --- Is it as good as new? --------------------------------------------------------------------------------------

    def _holds(self, page: Page) -> bool:
        number = self.changes.number
        if page.known_good < number:
            if self.changes.since(page.known_good, page.tables):
                return False
            page.known_good = number
        return time.time() < page.until

    def _is_withdrawn(self, page: Page) -> bool:
        return self.changes.is_withdrawn(page.shown, page.snapshot)

    def _renew(
        self, environ: Environ, key: str, page: Page | None, flight: Flight
    ) -> HttpResponseBase | None:
        """Gives the flight its page; or returns Django's answer, which is for this request alone."""
        response = None
        try:
            close_old_connections()
            response = self._found_or_made(environ, key, page, flight)
        except Error:
            # Django says better what is wrong, if there is no page.
            page = page or self.shared.get(key)
            if page is not None and not self._is_withdrawn(page):
                flight.page, flight.found = page, "stale"
                self.memory.put(key, page)
            elif page is None and (made := self.maker.make_in_outage(environ)) is not None:
                flight.page, flight.found = made, "stale"
                self.memory.put(key, made)
        return response

    def _found_or_made(
        self, environ: Environ, key: str, page: Page | None, flight: Flight
    ) -> HttpResponseBase | None:
        if self._is_good(page, flight, "checked"):
            return None
        deadline = time.monotonic() + PATIENCE
        while True:
            if (other := self._from_shared(key)) is not None:
                if self._is_good(other, flight, "shared"):
                    self.memory.put(key, other)
                    return None
                page = page or other
            if self.shared.begin(key):
                break
            if time.monotonic() > deadline:
                break
            time.sleep(LOOK_AGAIN)
        try:
            return self._made(environ, key, page, flight)
        finally:
            self.shared.end(key)

    def _is_good(self, page: Page | None, flight: Flight, found: str) -> bool:
        """Whether the page is that of its address still, and then it is the flight's."""
        if page is None or time.time() >= page.until:
            return False
        changed = self.changes.since(page.known_good, page.tables)
        if changed and self.maker.checked(page, changed) is None:
            return False
        flight.page, flight.found = page, found
        return True

    def _from_shared(self, key: str) -> Page | None:
        """A page of another process, which this one holds against what has changed since it was made."""
        page = self.shared.get(key)
        if page is None:
            return None
        number, _snapshot = self.changes.ask()
        now, rows = changes_since(page.snapshot)
        if not page.shown.isdisjoint(one for _number, _table, gone in rows for one in gone):
            self.shared.drop(key)
            return None
        is_same = now.database == page.snapshot.database
        if is_same and page.tables.isdisjoint(table for _number, table, _gone in rows):
            page.known_good = number
        return page

    def _made(self, environ: Environ, key: str, page: Page | None, flight: Flight) -> HttpResponseBase | None:
        response, made = self.maker.make(environ, page)
        if made is not None:
            response.close()
            self.memory.put(key, made)
            self.shared.put(key, made)
            flight.page, flight.found = made, "made"
            return None
        if response.status_code >= 500 and page is not None and not self._is_withdrawn(page):
            response.close()
            flight.page, flight.found = page, "stale"
            return None
        self.memory.drop(key)
        if response.status_code < 500:
            self.shared.drop(key)
            self.flights.note_not_kept(key)
        return response

    # --- Answers ------------------------------------------------------------------------------------------------------

    def _send(
        self, environ: Environ, start_response: StartResponse, page: Page, found: str, began: float
    ) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "") if settings.TRUSTED_PROXIES else ""
        context.begin_request(context.request_id_of(given))
        status = page.status
        if status.startswith("200") and is_held(environ, page.etag, page.modified):
            status, headers, body = NOT_MODIFIED, page.unchanged(), b""
        else:
            headers, body = page.answer(encoding_of(environ.get("HTTP_ACCEPT_ENCODING", "")))
        headers = [*headers, (HEADER, context.request_id())]
        if settings.TRUSTED_PROXIES:
            # Until the end of this second, for nginx alone, which passes it on to nobody: a proxy asks once a second.
            headers.append(("X-Accel-Expires", f"@{int(time.time())}"))
        start_response(status, headers)
        self._tell(environ, page, int(status[:3]), found, began)
        return [body] if body and environ["REQUEST_METHOD"] == "GET" else []

    def _tell(self, environ: Environ, page: Page, status: int, found: str, began: float) -> None:
        """The log and the metrics; Django has told of what it made itself."""
        if found == "made":
            count_answer(None, status, 0.0, found)
            return
        seconds = time.perf_counter() - began
        count_answer(page.view, status, seconds, found)
        tell_request(page.view, environ["REQUEST_METHOD"], status, seconds, page.edition)

    def _send_django(
        self, environ: Environ, start_response: StartResponse, response: HttpResponseBase
    ) -> Iterable[bytes]:
        cookies = [("Set-Cookie", one.output(header="")) for one in response.cookies.values()]
        start_response(f"{response.status_code} {response.reason_phrase}", [*response.items(), *cookies])
        if environ["REQUEST_METHOD"] == "HEAD":
            response.close()
            return []
        return response
