"""A page is made by Django, or found to be as it was by the statements that it read."""

import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import cast

from django.apps import apps
from django.core import signals
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest, get_script_name
from django.db import connection
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.urls import set_script_prefix
from django.utils import timezone

from articles.dependence import SEARCHED, Reading, Statement, digest_of, recorded
from articles.models.article import ZONE
from newsroom.logs.requests import view_name
from newsroom.page_cache.changes import Changes, Snapshot
from newsroom.page_cache.pages import Page, body_of, headers_of, may_be_kept, version_of
from newsroom.page_cache.replica import Replica, replica
from newsroom.page_cache.requests import Environ
from newsroom.watching.requests import count_reading

# What one client asks of its own copy, which must not decide what is made for all; nor do its cookies.
_CONDITIONS = (
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_MATCH",
    "HTTP_IF_UNMODIFIED_SINCE",
    "HTTP_RANGE",
)
_MAX_AGE = re.compile(r"\bmax-age=(\d+)")

# The tables whose every change that readers could see is told (migration 0005).
WATCHED = frozenset(
    {
        "articles_article",
        "articles_articleplace",
        "articles_articletopic",
        "articles_author",
        "articles_category",
        "articles_categoryname",
        "articles_citation",
        "articles_document",
        "articles_documentname",
        "articles_documentterm",
        "articles_evidence",
        "articles_feature",
        "articles_listcount",
        "articles_picture",
        "articles_readcount",
        "articles_revision",
        "articles_source",
        "articles_sourcedomain",
        "articles_story",
        "articles_storylink",
        "articles_term",
        "articles_topic",
        "articles_topicname",
        "comments_comment",
        "comments_opening",
        SEARCHED,
    }
)


@lru_cache(1)
def tables() -> frozenset[str]:
    """All tables of the site, and what stands for one."""
    return frozenset(model._meta.db_table for model in apps.get_models(include_auto_created=True)) | {
        SEARCHED
    }


@dataclass(frozen=True, slots=True)
class Answered:
    """Django's answer to a request, and what it read for it."""

    request: WSGIRequest
    response: HttpResponseBase
    reading: Reading

    @property
    def named(self) -> frozenset[str]:
        """The tables that it read."""
        return frozenset().union(*(one.names for one in self.reading.statements)) & tables()

    @property
    def is_for_all(self) -> bool:
        """Whether it is a page that may be kept."""
        is_public = may_be_kept(self.response) and self.named <= WATCHED
        return isinstance(self.response, HttpResponse) and is_public and not self.reading.writes

    def page(self, before: Page | None, number: int, snapshot: Snapshot) -> Page:
        """The page of it. `before` is the one that stood at its address; it holds what `number` and `snapshot` told of."""
        response = cast(HttpResponse, self.response)  # as `is_for_all` says
        body = body_of(response)
        etag, modified = version_of(response, body, before)
        return Page(
            status=f"{response.status_code} {response.reason_phrase}",
            headers=headers_of(response),
            body=body,
            etag=etag,
            modified=modified,
            view=view_name(self.request),
            edition=getattr(self.request, "LANGUAGE_CODE", ""),
            statements=tuple(self.reading.statements),
            tables=self.named,
            is_whole=self.reading.is_whole,
            until=_until(self.reading, response),
            snapshot=snapshot,
            known_good=number,
        )


class Maker:
    """Makes pages with one handler of Django, reading from the replica where that has what is known of changes."""

    def __init__(self, handler: WSGIHandler, changes: Changes, from_replica: Replica = replica) -> None:
        self.handler, self.changes, self.replica = handler, changes, from_replica

    def make(self, environ: Environ, before: Page | None) -> tuple[HttpResponseBase, Page | None]:
        """Django's answer, and the page of it where it may be kept. `before` is the page that stood at its address.

        The answer is the caller's to close. Raises django.db.Error where the database does not answer.
        """
        number, snapshot = self.changes.ask()
        asked = {name: value for name, value in environ.items() if name not in _CONDITIONS}
        asked["REQUEST_METHOD"] = "GET"
        cookies = asked.pop("HTTP_COOKIE", "")
        answered = self._from_replica(asked)
        if answered is None:
            self._begin(asked)
            answered = self._noted(asked)
        response = answered.response
        if not answered.is_for_all:
            if cookies and not answered.reading.writes:
                # It is this client's own: a form whose token its cookie has.
                response.close()
                self._begin(asked)
                response = self._answered({**asked, "HTTP_COOKIE": cookies})[1]
            return response, None
        return response, answered.page(before, number, snapshot)

    def make_in_outage(self, environ: Environ) -> Page | None:
        """A page from the replica while the primary is down, as new as what this process knew last; None where there is none."""
        number, snapshot = self.changes.number, self.changes.snapshot
        asked = {name: value for name, value in environ.items() if name not in (*_CONDITIONS, "HTTP_COOKIE")}
        answered = self._from_replica({**asked, "REQUEST_METHOD": "GET"})
        if answered is None or snapshot is None:
            return None
        answered.response.close()
        return answered.page(None, number, snapshot)

    def _from_replica(self, asked: Environ) -> Answered | None:
        """A page for all that was read from the replica. What is a visitor's own, or is not there, the primary says."""
        self._begin(asked)
        answered = self.replica.do(lambda: self.changes.known, lambda: self._noted(asked))
        if answered is None or answered.is_for_all:
            count_reading(answered is not None)
            return answered
        answered.response.close()
        return None

    def _noted(self, asked: Environ) -> Answered:
        with recorded() as reading:
            request, response = self._answered(asked)
        return Answered(request, response, reading)

    def _begin(self, environ: Environ) -> None:
        """What Django does when a request begins. Not within a transaction: connections that grew old are closed."""
        set_script_prefix(get_script_name(environ))
        signals.request_started.send(sender=WSGIHandler, environ=environ)

    def _answered(self, environ: Environ) -> tuple[WSGIRequest, HttpResponseBase]:
        request = self.handler.request_class(environ)
        response: HttpResponseBase = self.handler.get_response(request)
        response._handler_class = WSGIHandler  # type: ignore[attr-defined]
        return request, response

    def checked(self, page: Page, changed: Collection[str]) -> Page | None:
        """The page, as good as new, if what it read of the tables in `changed` is what is there now; else None.

        Raises django.db.Error.
        """
        if not page.is_whole:
            return None
        number, snapshot = self.changes.ask()
        # What changed meanwhile is looked at too.
        changed = {*changed, *self.changes.since(page.known_good, page.tables)}
        wanted = [one for one in page.statements if not one.names.isdisjoint(changed)]
        is_same = self.replica.do(lambda: self.changes.known, lambda: _read_the_same(wanted))
        if not (_read_the_same(wanted) if is_same is None else is_same):
            return None
        page.known_good, page.snapshot = number, snapshot
        return page


def _read_the_same(statements: Collection[Statement]) -> bool:
    for one in statements:
        with connection.cursor() as cursor:
            cursor.execute(one.sql.decode())
            if digest_of(cursor.cursor) != one.digest:
                return False
    return True


def _until(reading: Reading, response: HttpResponse) -> float:
    """When the page is another one by the clock alone: at a moment that its maker named, at the latest when a day begins,
    by the readers' clock or that of the world; or when it says itself that it is too old."""
    now = timezone.now()
    moments = [_next_day(now), _next_day(now.astimezone(ZONE))]
    if reading.until is not None:
        moments.append(reading.until)
    until = min(moments).timestamp()
    if (age := _MAX_AGE.search(response.headers.get("Cache-Control", ""))) and int(age[1]):
        until = min(until, time.time() + int(age[1]))
    return until


def _next_day(now: datetime) -> datetime:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return start.astimezone(UTC)
